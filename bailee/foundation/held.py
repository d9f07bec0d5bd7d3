"""How a package says what one of its tables holds: why, by which clause, how long, about whom.

Each package declares every table of its own in `holdings.py` as `HELD`. The pages “What we hold”,
the download, and the removal of a person are made of these declarations and of the catalog; a test
fails for a table, or a column that refers to a person, of which nobody has said so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import LiteralString

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

type Text = str | Promise

OF_ACCOUNT = _("as long as the account")
OF_CONTRACT = _("as long as the contract; then it is handed over and deleted")
UNTIL_OVER = _("until it has run out")
COMPANY = _("It is the company’s own data: what was done stays, who did it is forgotten.")


@dataclass(frozen=True)
class Ends:
    """A row is deleted `after` the moment in `column`."""

    column: str
    after: timedelta = timedelta(0)


@dataclass(frozen=True)
class Held:
    """One table.

    `kept`: how long, where neither `ends` nor the contract says it all.
    `whose`: an SQL condition true for the rows about one person: `%(id)s`, `%(emails)s` (lower
    case), `%(sessions)s` (keys). Such rows go when the person is removed, unless `stays` says why
    not. `refers` names the columns through which they are the person's.
    `did`: columns with the id of who did something; the row itself is not about them.
    `shows`: columns with the words people read; `hides`: columns never shown, and why. Together
    with the key and the referring columns they are all columns of a table about people.
    `group`: the name of several tables together, where a company looks at all it has.
    `newest`: the column by which rows are listed, the last first.
    """

    table: str
    title: Text
    purpose: Text
    clause: str
    kept: Text = ""
    ends: Ends | None = None
    whose: LiteralString = ""
    refers: tuple[str, ...] = ()
    did: tuple[str, ...] = ()
    shows: Mapping[str, Text] = field(default_factory=dict)
    hides: Mapping[str, Text] = field(default_factory=dict)
    newest: str = ""
    group: Text = ""
    stays: Text = COMPANY

    @property
    def how_long(self) -> Text:
        """How long it is kept, in words."""
        if self.kept:
            return self.kept
        if self.ends is not None:
            days = self.ends.after.days
            return format_lazy(_("{days} days"), days=days) if days else UNTIL_OVER
        return OF_CONTRACT

    @property
    def goes(self) -> bool:
        """Whether its rows about a person go when that person is removed."""
        return bool(self.whose) and self.stays is COMPANY
