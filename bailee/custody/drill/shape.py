"""Collections that the throwaway client shapes by hand: rules, choices, links, what was removed."""

from datetime import datetime

from bailee.custody.drill.canaries import DATABASE, INLINE, VAULT, Canaries
from bailee.foundation.actors import Actor
from bailee.vault.records import collections, conversion, fields, records, removal
from bailee.vault.records.collections import NewField

_PLACES = (DATABASE, INLINE, VAULT)


def shape(canaries: Canaries, *, by: Actor, now: datetime) -> None:
    """Every column of the registry holds a canary, and so does a removed and a converted column.

    Inside the vault.
    """

    def say(what: str) -> str:
        return f"{what} {canaries.take(*_PLACES)}"

    rule, choice = say("Berth"), say("North")
    new = [
        NewField(say("Quay"), "text", description=say("As painted"), default=rule),
        NewField(say("Side"), "choice", choices=[choice, "South"]),
        NewField(
            say("Marks"), "json", rules={"schema": f'{{"title": "{canaries.take(*_PLACES)}"}}'}
        ),
    ]
    quays = collections.create(
        label=say("Quays"), description=say("Where ships lie"), fields=new, by=by, now=now
    )
    quay, side, marks = (str(field.id) for field in quays.fields.all())
    note = NewField(say("Note"), "text")
    noted = fields.add(quays, note, by=by, now=now)
    gone = fields.add(quays, NewField(say("Depth"), "text"), by=by, now=now)
    values = {quay: say("Long quay"), side: choice, marks: f'{{"seal": "{say("Seal")}"}}'}
    values |= {str(noted.id): say("Note"), str(gone.id): say("Depth")}
    records.add(quays, values, by=by, now=now)
    conversion.convert(noted, NewField("", "long_text"), leave_empty=False, by=by, now=now)
    removal.field(gone, by=by, now=now)
    calls = [NewField(say("Lies at"), "relation", target=quays.id)]
    visits = collections.create(label=say("Visits"), fields=calls, by=by, now=now)
    fields.add(visits, NewField(say("Before"), "relation", target=visits.id), by=by, now=now)
    removal.collection(visits, by=by, now=now)
