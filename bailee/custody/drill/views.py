"""Saved views: a search and a filter are the client's own words too."""

from datetime import datetime

from bailee.custody.drill.canaries import DATABASE, INLINE, VAULT, Canaries
from bailee.people.models import User
from bailee.vault.records import views
from bailee.vault.records.listing import Filter, Query
from bailee.vault.records.models import Collection
from bailee.vault.records.views import Layout

_IN_VAULT = (DATABASE, INLINE, VAULT)


def save(person: User, canaries: Canaries, *, now: datetime) -> None:
    """Inside the vault: a shared view and one of the person's own."""
    collection = Collection.objects.all()[0]
    field = str(collection.fields.all()[0].id)
    for whose in (None, person):
        made = views.add(
            collection,
            label=f"View {canaries.take(*_IN_VAULT)}",
            query=Query(
                Filter(field, "contains", canaries.take(*_IN_VAULT)),
                search=canaries.take(*_IN_VAULT),
            ),
            # A forged request may put words of the client there: they must go as well.
            layout=Layout(order=(field, canaries.take(*_IN_VAULT)), widths={field: 240}),
            person=whose,
            by=person.actor,
            now=now,
        )
        views.choose(made, person=person)
