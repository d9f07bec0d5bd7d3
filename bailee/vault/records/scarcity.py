"""Words that hardly any record holds: the planner cannot know of them, a small sample can.

A page of 50 is found at once by walking an index where many records fit. Where hardly any fits the
walk ends nowhere, and reading the table from end to end, on all cores, takes half the time.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from psycopg import sql

from bailee.vault.records.columns import fetch

LARGE = 100_000  # rows: below, either way is quick
SAMPLED = 1  # per cent of the table's pages
SEVERAL = 2  # records of the sample


@contextmanager
def reckoned(table: sql.Identifier, where: sql.Composable) -> Iterator[None]:
    """Within, no index is walked if the condition fits hardly any record of a large table."""
    if not _large(table) or not _rare(table, where):
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_indexscan = off")
        yield


def _large(table: sql.Identifier) -> bool:
    known = sql.SQL("SELECT reltuples FROM pg_class WHERE oid = {}::regclass")
    rows: float = fetch(known.format(sql.Literal(table.as_string())))[0][0]
    return rows >= LARGE


def _rare(table: sql.Identifier, where: sql.Composable) -> bool:
    sample = sql.SQL("SELECT count(*) FROM {} TABLESAMPLE SYSTEM ({}) WHERE {}")
    found: int = fetch(sample.format(table, sql.Literal(SAMPLED), where))[0][0]
    return found < SEVERAL
