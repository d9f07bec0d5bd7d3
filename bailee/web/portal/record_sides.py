"""Two people changed one record at once: what was there, what is there now, what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass

from bailee.vault.records import history
from bailee.vault.records.models import Collection, Field
from bailee.vault.records.records import Record


@dataclass(frozen=True)
class Side:
    """One field: `was` when the form was opened, `theirs` is stored by now, `mine` was typed."""

    field: Field
    was: str | None
    theirs: str | None
    mine: str | None

    @property
    def text(self) -> str | None:
        """What the control of `mine` begins with; templates of controls ask for this name."""
        return self.mine

    @property
    def wrong(self) -> str:
        """Nothing is refused yet."""
        return ""

    @property
    def both(self) -> bool:
        """Whether the two versions contradict each other."""
        return not (self.only_mine or self.only_theirs)

    @property
    def only_mine(self) -> bool:
        return _same(self.theirs, self.was)

    @property
    def only_theirs(self) -> bool:
        return _same(self.mine, self.was)


def between(
    collection: Collection, present: Record, typed: Mapping[str, str], opened: int
) -> list[Side]:
    """The fields in which the two versions differ. `opened`: the version of the form."""
    try:
        was = history.at(collection, present, opened)
    except LookupError:
        was = {}
    sides = []
    for one in collection.fields.all():
        key = str(one.id)
        theirs = present.texts[key]
        before = was.get(key, theirs)
        side = Side(one, before, theirs, typed.get(key, before))
        if not _same(side.mine, side.theirs):
            sides.append(side)
    return sides


def _same(one: str | None, other: str | None) -> bool:
    """As a form sees it: no value is an empty text, every line end is one."""
    return (one or "").replace("\r\n", "\n") == (other or "").replace("\r\n", "\n")
