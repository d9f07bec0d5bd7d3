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
    now: datetime,
    progress: Callable[[float], None],
) -> int:
    """Inserts every accepted row in the order of the file; returns how many.

    Works through the staging table by ranges of its pages, to report a share from 0 to 1.
    """
    columns = [sql.Identifier(column) for column, _ in targets]
    query = sql.SQL(
        "INSERT INTO {} (created_at, changed_at, changed_by{}) SELECT {}, {}, {}::uuid{} FROM {}"
        " WHERE ctid >= '({},0)' AND ctid < '({},0)' AND {}"
    )
    commas = sql.SQL("").join(sql.SQL(", {}").format(column) for column in columns)
    values = sql.SQL("").join(sql.SQL(", {}").format(check.value) for _, check in targets)
    accepted = good([check for _, check in targets])
    pages = _pages(connection)
    step = max(pages // _STEPS, 128)
    inserted = 0
    for start in range(0, pages, step):
        inserted += connection.execute(
            query.format(
                sql.Identifier(table),
                commas,
                sql.Literal(now),
                sql.Literal(now),
                sql.Literal(by),
                values,
                STAGED,
                sql.Literal(start),
                sql.Literal(start + step),
                accepted,
            )
        ).rowcount
        progress(min((start + step) / pages, 1))
    return inserted


def staged(connection: Connection) -> int:
    """How many rows are staged."""
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(STAGED)).fetchone()
    return row[0] if row else 0


def _pages(connection: Connection) -> int:
    row = connection.execute("SELECT pg_relation_size('pg_temp.staged')").fetchone()
    return row[0] // _BLOCK if row else 0
