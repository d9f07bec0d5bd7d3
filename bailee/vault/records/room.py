"""Whether more records fit into the vault (`vault.allowance`), and how many there are."""

from django.db import connection
from psycopg import sql

from bailee.vault import allowance
from bailee.vault.records.models import Collection

_ESTIMATE = """
    SELECT coalesce(sum(greatest(c.reltuples, pg_stat_get_live_tuples(c.oid), 0)), 0)::bigint
      FROM records_collection r
      JOIN pg_class c ON c.relname = r.table_name
           AND c.relnamespace = current_schema()::regnamespace
     WHERE r.removed_at IS NULL
"""


def refuse_over_quota(more: int) -> None:
    """Asked before records are added. Raises `allowance.OverQuotaError`.

    What comes back (from the trash, by undoing) is never refused.
    """
    allowance.refuse_over("records", more=more, count=count, estimate=estimate)


def estimate() -> int:
    """From PostgreSQL's statistics, which lag seconds behind; one look into the catalog."""
    return _number(sql.SQL(_ESTIMATE))


def count() -> int:
    """Every record of every collection: reads all of their tables."""
    return sum(count_of(one) for one in Collection.objects.all())


def count_of(collection: Collection) -> int:
    """Every record of one collection."""
    table = sql.Identifier(collection.table_name)
    return _number(sql.SQL("SELECT count(*) FROM {}").format(table))


def _number(query: sql.Composable) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])
