"""Visitors of the drill's portal, and of the public site from the client's own pages."""

from datetime import date, datetime

from bailee.custody.drill.canaries import DATABASE, INLINE, VAULT, Canaries
from bailee.foundation import tenancy
from bailee.office.visits import totals
from bailee.office.visits.models import REFERRER
from bailee.office.visits.tally import Count


def come(canaries: Canaries, *, now: datetime) -> None:
    """The site that led to the portal is counted in the vault."""
    totals.add(_from(f"{canaries.take(DATABASE, INLINE, VAULT)}.example", "portal", now.date()))


def come_to_site(canaries: Canaries, *, domain: str, now: datetime) -> None:
    """A host below the client's domain led to the public site: a purge has to find that out."""
    with tenancy.inside(tenancy.owner_seat()):
        totals.add(_from(f"{canaries.take(DATABASE, INLINE)}.{domain}", "site", now.date()))


def _from(host: str, face: str, day: date) -> dict[Count, int]:
    return {Count(day, face, REFERRER, host): 5}
