"""Removing a person: what is about them goes, what they did stays as the company's, unnamed.

One transaction on the seat that asks. The person gets what was held by mail, and of the mail
nothing is kept either.
"""

import graphlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.html import escape
from psycopg import sql

from bailee.custody.held import catalog, download, standing
from bailee.custody.held.standing import Standing
from bailee.foundation.actors import Actor
from bailee.foundation.held import Held
from bailee.people import languages, users
from bailee.people.models import Removed, User
from bailee.vault.company import correction
from bailee.vault.company.team import portal
from bailee.vault.mail import outbox

_SOMEBODY = "a removed person"
_LOCK = sql.SQL("SELECT count(*) FROM (SELECT FROM {} WHERE {} FOR UPDATE) AS locked")
_DELETE = sql.SQL("DELETE FROM {} WHERE {}")
_SCRUB = sql.SQL(
    "UPDATE mail_message SET subject = regexp_replace(subject, %(name)s, %(other)s, 'gi'),"
    " text = regexp_replace(text, %(name)s, %(other)s, 'gi'),"
    " html = regexp_replace(html, %(name)s, %(other)s, 'gi')"
    " WHERE subject ~* %(name)s OR text ~* %(name)s OR html ~* %(name)s"
)


@dataclass(frozen=True)
class Outlook:
    """What would go with the person, and what would stay."""

    goes: list[Standing]
    stays: list[Standing]


def outlook(person: User) -> Outlook:
    """What a removal would do, counted now; kinds without a row are left out."""
    found = [one for one in standing.of(person) if one.rows]
    return Outlook(
        goes=[one for one in found if not one.stays],
        stays=[one for one in found if one.stays],
    )


@transaction.atomic
def remove(person: User, *, by: Actor, now: datetime) -> Outlook:
    """Removes the person and says what went and what stayed.

    Raises `users.LastOwnerError`; `FrozenError` in a vault that is handed back.
    """
    name, email = person.name, person.email
    gone, data = outlook(person), b"".join(download.stream(person, now=now))
    users.deactivate(person, by=by, now=now)  # locks the owners, ends every way in
    correction.withdraw_email(person)
    _delete(person)
    Removed.objects.create(id=person.id, at=now, by_kind=by.kind, by_id=by.id)
    with languages.spoken(languages.of(person)):
        outbox.post(
            "removed",
            to=email,
            context={"portal": lambda _: portal(), "name": name, "at": now},
            enclosed=data,
            now=now,
        )
    return gone


def _delete(person: User) -> None:
    """All rows about the person. Locked first: a row that points at them waits, and then fails."""
    values = standing.values(person)
    ordered = _in_order(one.held for one in standing.of(person) if not one.stays)
    with connection.cursor() as cursor:
        for query, those in ((_LOCK, reversed(ordered)), (_DELETE, iter(ordered))):
            for held in those:
                table, about = sql.Identifier(held.table), standing.condition(held, "about")
                cursor.execute(query.format(table, about), values)
        words = _named(person.name, *values["emails"])
        cursor.execute(_SCRUB, {"name": words, "other": _SOMEBODY})
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _in_order(these: Iterable[Held]) -> list[Held]:
    """Rows that point at others of these go before them."""
    by_table = {held.table: held for held in these}
    order: graphlib.TopologicalSorter[str] = graphlib.TopologicalSorter()
    for table in by_table:
        order.add(table)
    for column in catalog.columns():
        if column.table != column.target and {column.table, column.target} <= by_table.keys():
            order.add(column.target, column.table)
    return [by_table[table] for table in order.static_order()]


def _named(*words: str) -> str:
    """A regular expression of PostgreSQL for any of these as whole words, also as HTML has them."""
    spelled = dict.fromkeys([*words, *map(escape, words)])
    return "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in spelled if word.strip())
