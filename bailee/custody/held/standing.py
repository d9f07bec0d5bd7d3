"""What is held about one person: counted, with the moment at which the next of it goes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Literal

from django.db import connection
from psycopg import sql

from bailee.custody.held import kinds
from bailee.foundation.held import Held
from bailee.people import email_changes, sessions
from bailee.people.models import User

Part = Literal["about", "done"]  # rows about the person; rows of something the person did


@dataclass(frozen=True)
class Standing:
    """One kind of datum. `next_end`: when the next row of it is deleted; None where none ends."""

    held: Held
    part: Part
    rows: int
    next_end: datetime | None

    @property
    def stays(self) -> bool:
        """Whether it stays when the person is removed."""
        return self.part == "done" or not self.held.goes


def of(person: User) -> list[Standing]:
    """Everything that the tables of this seat hold about the person, also kinds without a row."""
    wanted = [*_parts(kinds.here())]
    queries = [
        sql.SQL("SELECT {number}::int, count(*), min({ends}) FROM {table} WHERE {whose}").format(
            number=sql.Literal(number),
            ends=kinds.ends(held) if part == "about" else sql.SQL("NULL::timestamptz"),
            table=sql.Identifier(held.table),
            whose=condition(held, part),
        )
        for number, (held, part) in enumerate(wanted)
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(queries), values(person))
        counted = {number: (rows, ends) for number, rows, ends in cursor.fetchall()}
    return [Standing(held, part, *counted[number]) for number, (held, part) in enumerate(wanted)]


def condition(held: Held, part: Part) -> sql.Composable:
    """What the rows of one part have in common; its parameters are `values`.

    What is about the person and was done by the person too is about the person.
    """
    about = sql.SQL("({})").format(sql.SQL(held.whose or "false"))
    if part == "about":
        return about
    columns = (sql.SQL("{} = %(id)s").format(sql.Identifier(name)) for name in held.did)
    done = sql.SQL(" OR ").join(columns)
    return sql.SQL("(({}) AND {} IS NOT TRUE)").format(done, about)


def values(person: User) -> dict[str, Any]:
    """The parameters of every declared condition."""
    return {
        "id": person.id,
        "emails": email_changes.addresses(person),
        "sessions": sessions.keys(person),
    }


def end_of(held: Held, moment: date | None) -> datetime | None:
    """When a row goes whose column has this moment."""
    if held.ends is None or moment is None:
        return None
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(), UTC)
    return moment + held.ends.after


def _parts(declared: Iterable[Held]) -> Iterable[tuple[Held, Part]]:
    for held in declared:
        if held.whose:
            yield held, "about"
        if held.did:
            yield held, "done"
