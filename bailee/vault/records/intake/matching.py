"""Rows that change records which are there: found by a key, set by set.

`pg_temp.matched` holds each row's number and the record that it is about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, gettext_noop
from psycopg import Connection, sql

from bailee.foundation.actors import Actor
from bailee.vault.records import changes
from bailee.vault.records.intake.checks import Check, good
from bailee.vault.records.intake.staging import STAGED
from bailee.vault.records.models import Collection

MATCHED = sql.Identifier("pg_temp", "matched")
ALTERED = sql.Identifier("pg_temp", "altered")
UNMATCHED = sql.SQL("NOT EXISTS (SELECT FROM {} m WHERE m.number = staged.number)").format(MATCHED)
_MANY = gettext_noop("more than one record has this key")


@dataclass(frozen=True)
class Matching:
    """Into which table, and by which of the columns taken."""

    table: str
    key: Check
    targets: Sequence[tuple[str, Check]]  # column of the table, and what it gets

    @property
    def key_column(self) -> sql.Identifier:
        name = next(name for name, check in self.targets if check.position == self.key.position)
        return sql.Identifier(name)

    @property
    def others(self) -> list[tuple[str, Check]]:
        return [
            (name, check) for name, check in self.targets if check.position != self.key.position
        ]


def match(connection: Connection, how: Matching, *, missing: Sequence[str]) -> None:
    """Finds the record of each good row; refuses rows whose key is no key.

    `missing`: labels of required fields that no column fills, so that no record can be added.
    """
    accepted = good([check for _, check in how.targets])
    names = {
        "matched": MATCHED,
        "staged": STAGED,
        "table": sql.Identifier(how.table),
        "column": how.key_column,
        "key": how.key.value,
        "good": accepted,
    }
    connection.execute(
        sql.SQL(
            "CREATE TEMP TABLE {matched} ON COMMIT DROP AS"
            " SELECT s.number, (array_agg(t.id))[1] AS record, count(*) AS records"
            " FROM (SELECT number, CASE WHEN {good} THEN {key} END AS key FROM {staged}) AS s"
            " JOIN {table} AS t ON t.{column} = s.key GROUP BY s.number"
        ).format(**names)
    )
    connection.execute(sql.SQL("ALTER TABLE {} ADD PRIMARY KEY (number)").format(MATCHED))
    connection.execute(sql.SQL("ANALYZE {}").format(MATCHED))
    _refuse(
        connection,
        sql.SQL("EXISTS (SELECT FROM {} m WHERE m.number = s.number AND records > 1)").format(
            MATCHED
        ),
        gettext(_MANY),
    )
    if missing:
        reason = gettext(
            "there is no record with this key, and a new one needs “{missing}”"
        ).format(missing=missing[0])
        unmatched = sql.SQL("NOT EXISTS (SELECT FROM {} m WHERE m.number = s.number)").format(
            MATCHED
        )
        _refuse(connection, unmatched, reason)


def compare(connection: Connection, how: Matching) -> tuple[int, int]:
    """Locks the records that differ from their rows and keeps both in `pg_temp.altered`.

    Returns how many records differ, and how many good rows say what is there already.
    """
    names = [name for name, _ in how.others]
    accepted = good([check for _, check in how.targets])
    comma = sql.SQL(", ")
    connection.execute(
        sql.SQL(
            "CREATE TEMP TABLE {altered} ON COMMIT DROP AS"
            " SELECT t.id, t.version + 1 AS version, {before} AS before{values}"
            " FROM {matched} AS m JOIN {staged} AS staged ON staged.number = m.number"
            " JOIN {table} AS t ON t.id = m.record WHERE {good} AND {differs} FOR UPDATE OF t"
        ).format(
            altered=ALTERED,
            matched=MATCHED,
            staged=STAGED,
            table=sql.Identifier(how.table),
            before=changes.kept(names, "t"),
            values=sql.SQL("").join(
                sql.SQL(", {} AS {}").format(check.value, sql.Identifier(name))
                for name, check in how.others
            ),
            good=accepted,
            differs=sql.SQL("ROW({}) IS DISTINCT FROM ROW({})").format(
                comma.join(sql.SQL("t.{}::text").format(sql.Identifier(name)) for name in names),
                comma.join(sql.SQL("({})::text").format(check.value) for _, check in how.others),
            ),
        )
    )
    query = sql.SQL(
        "SELECT (SELECT count(*) FROM {}), count(*) FROM {} AS m JOIN {} AS staged"
        " ON staged.number = m.number WHERE {}"
    ).format(ALTERED, MATCHED, STAGED, accepted)
    altered, matched = connection.execute(query).fetchone() or (0, 0)
    return altered, matched - altered


def update(
    connection: Connection,
    how: Matching,
    collection: Collection,
    *,
    by: Actor,
    import_id: object,
    now: datetime,
) -> None:
    """Writes what `compare` found, and each step into the history."""
    names = [name for name, _ in how.others]
    if not names:
        return
    source = sql.SQL("(SELECT id, version, before, {} AS after FROM {} AS a) AS altered").format(
        changes.kept(names, "a"), ALTERED
    )
    connection.execute(
        changes.write(collection, "imported", source, by=by, now=now, by_import=import_id)
    )
    sets = sql.SQL("").join(sql.SQL(", {0} = a.{0}").format(sql.Identifier(name)) for name in names)
    connection.execute(
        sql.SQL(
            "UPDATE {} AS t SET version = a.version, changed_at = {}, changed_by = {}::uuid{}"
            " FROM {} AS a WHERE t.id = a.id"
        ).format(sql.Identifier(how.table), sql.Literal(now), sql.Literal(by.id), sets, ALTERED)
    )


def _refuse(connection: Connection, which: sql.Composable, reason: str) -> None:
    connection.execute(
        sql.SQL("UPDATE {} AS s SET problem = {} WHERE problem IS NULL AND {}").format(
            STAGED, sql.Literal(reason), which
        )
    )
