"""Files in and out: an export of a filtered view is noted with what was looked for."""

from datetime import datetime

from bailee.custody.drill.canaries import DATABASE, INLINE, VAULT, Canaries
from bailee.foundation.actors import Actor
from bailee.vault.records import exports
from bailee.vault.records.listing import Query
from bailee.vault.records.models import Collection


def take_out(canaries: Canaries, *, by: Actor, now: datetime) -> None:
    """Exports what is found for a canary, in each format."""
    collection = Collection.objects.order_by("created_at")[0]
    for form in exports.FORMATS:
        query = Query(search=canaries.take(DATABASE, INLINE, VAULT))
        content = exports.send(collection, query, format=form, time_zone="UTC", by=by, now=now)
        for _ in content:
            pass
