"""Scrubbing PostgreSQL: what a DROP leaves in statistics, catalogs, dead rows and the log.

The order is the one that a search of the raw files found clean. What the server's owner may not
do on this server is said in a sentence that goes into the certificate.
"""

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import Connection, sql
from psycopg.errors import InsufficientPrivilege

from bailee.custody.purge.matter import Counts, Purge
from bailee.foundation import tenancy

# Catalogs that can hold a value: samples, comments, defaults, checks, labels of choices.
_CATALOGS = (
    "pg_statistic",
    "pg_statistic_ext_data",
    "pg_description",
    "pg_attribute",
    "pg_attrdef",
    "pg_constraint",
    "pg_index",
    "pg_enum",
)
_TOUCHED = r"""
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
      AND relname ~ '^(clients|custody|procrastinate|visits)_|^(django_session|mail_message)$'
    ORDER BY relname
"""
_FORGET_STATISTICS = """
    SELECT pg_clear_attribute_stats('public', tablename, attname, inherited)
    FROM pg_stats WHERE schemaname = 'public' AND tablename = ANY(%s)
"""
_DELETE_STATISTICS = """
    DELETE FROM pg_statistic WHERE starelid IN (SELECT oid FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%s))
"""
_HAS_CLEAR = 180000  # the first version with pg_clear_attribute_stats
_STATEMENTS = "SELECT FROM pg_extension WHERE extname = 'pg_stat_statements'"
# Each settles whether something outside these steps may keep old bytes.
_KEPT_ELSEWHERE = {
    "SELECT current_setting('wal_recycle') = 'on'": (
        "The write-ahead log recycles its files: traces may stay in them until overwritten."
    ),
    "SELECT current_setting('archive_mode') <> 'off'": (
        "The write-ahead log is archived by the server's operator: that archive is not reached."
    ),
    "SELECT count(*) > 0 FROM pg_replication_slots": (
        "A replication slot may hold back parts of the write-ahead log."
    ),
    "SELECT count(*) > 0 FROM pg_stat_replication": (
        "A replica follows this server: its files are its operator's."
    ),
    """SELECT current_setting('log_statement') <> 'none'
           OR current_setting('log_min_duration_statement') <> '-1'
           OR current_setting('log_min_error_statement') NOT IN ('fatal', 'panic')""": (
        "The server may write texts of statements into its log: its operator clears it."
    ),
}


def step(_purge: Purge) -> Counts:
    """Scrubs; counts tables and catalogs, and names what was not possible."""
    return run()


def run() -> Counts:
    """The recipe; safe to repeat. Raises `psycopg.Error` when it has to be tried again."""
    with tenancy.owner(autocommit=True) as raw:
        raw.execute("SET lock_timeout = '20s'")
        tables = [name for (name,) in raw.execute(_TOUCHED).fetchall()]
        refused = list(_recipe(raw, tables))
        kept = [why for query, why in _KEPT_ELSEWHERE.items() if _is(raw, query)]
    return {"tables": len(tables), "catalogs": len(_CATALOGS), "not possible": refused + kept}


def _recipe(raw: Connection[Any], tables: list[str]) -> Iterator[str]:
    """Does each part and yields a sentence for each that this server does not allow."""
    forget = _FORGET_STATISTICS if raw.info.server_version >= _HAS_CLEAR else _DELETE_STATISTICS
    yield from _try(raw, forget, "Clearing the statistics of the office's tables", [tables])
    for name in (*tables, *_CATALOGS):
        vacuum = sql.SQL("VACUUM (FULL) {}").format(sql.Identifier(name))
        yield from _try(raw, vacuum, f"Rewriting {name}")
    if raw.execute(_STATEMENTS).fetchone():
        yield from _try(raw, "SELECT pg_stat_statements_reset()", "Resetting statement texts")
    yield from _try(raw, "CHECKPOINT", "A checkpoint")
    yield from _try(raw, "SELECT pg_switch_wal()", "Ending the present log file")
    yield from _try(raw, "CHECKPOINT", "A second checkpoint")


def _try(raw: Connection[Any], query: Any, what: str, values: list[Any] | None = None) -> list[str]:
    refusal = f"{what} needs a right that this server does not give."
    skipped: list[str] = []  # VACUUM warns where it may not, and goes on

    def heard(notice: psycopg.errors.Diagnostic) -> None:
        if notice.severity_nonlocalized == "WARNING":
            skipped.append(refusal)

    raw.add_notice_handler(heard)
    try:
        raw.execute(query, values)
    except InsufficientPrivilege:
        return [refusal]
    finally:
        raw.remove_notice_handler(heard)
    return skipped[:1]


def _is(raw: Connection[Any], query: str) -> bool:
    row = raw.execute(query.encode()).fetchone()
    return bool(row and row[0])
