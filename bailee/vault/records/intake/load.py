"""Moves accepted rows from the staging table into a collection's table."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime

from psycopg import Connection, sql

from bailee.vault.records.intake.checks import Check, good
from bailee.vault.records.intake.staging import STAGED

_STEPS = 20
_BLOCK = 8192  # bytes of a PostgreSQL page


def insert(
    connection: Connection,
    table: str,
    targets: Sequence[tuple[str, Check]],
    *,
    by: uuid.UUID | None,
    import_id: uuid.UUID,
    now: datetime,
    progress: Callable[[float], None],
    only: sql.Composable | None = None,
) -> int:
    """Inserts every accepted row in the order of the file; returns how many.

    `only`: a further condition on the rows of `staged`.

    Works through the staging table by ranges of its pages, to report a share from 0 to 1.
    """
    query = _query(table, targets, by=by, import_id=import_id, now=now)
    if only is not None:
        query += sql.SQL(" AND ") + only
    pages = _pages(connection)
    step = max(pages // _STEPS, 128)
    inserted = 0
    for start in range(0, pages, step):
        span = {"first": sql.Literal(start), "last": sql.Literal(start + step)}
        between = sql.SQL("ctid >= '({first},0)' AND ctid < '({last},0)'").format(**span)
        inserted += connection.execute(query + sql.SQL(" AND ") + between).rowcount
        progress(min((start + step) / pages, 1))
    return inserted


def _query(
    table: str,
    targets: Sequence[tuple[str, Check]],
    *,
    by: uuid.UUID | None,
    import_id: uuid.UUID,
    now: datetime,
) -> sql.Composed:
    names = [sql.Identifier(column) for column, _ in targets]
    values = [check.value for _, check in targets]
    commas = sql.SQL(", ")
    return sql.SQL(
        "INSERT INTO {} (created_at, created_by, changed_at, changed_by, import_id, {})"
        " SELECT {}, {}::uuid, {}, {}::uuid, {}::uuid, {} FROM {} WHERE {}"
    ).format(
        sql.Identifier(table),
        commas.join(names),
        *(sql.Literal(now), sql.Literal(by), sql.Literal(now), sql.Literal(by)),
        sql.Literal(import_id),
        commas.join(values),
        STAGED,
        good([check for _, check in targets]),
    )


def staged(connection: Connection) -> int:
    """How many rows are staged."""
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(STAGED)).fetchone()
    return row[0] if row else 0


def _pages(connection: Connection) -> int:
    row = connection.execute("SELECT pg_relation_size('pg_temp.staged')").fetchone()
    return row[0] // _BLOCK if row else 0
