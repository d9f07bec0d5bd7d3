"""What each file of a data directory is: asked of the catalogs of every database."""

import re
from collections.abc import Iterator
from pathlib import Path

from psycopg import sql

from bailee.foundation import tenancy
from bailee.foundation.address import address

_RELATION = re.compile(r"((?:base/\d+|global|pg_tblspc/[^/]+/[^/]+/\d+)/\d+)(?:_\w+)?(?:\.\d+)?")
_CATALOG = """
    SELECT pg_relation_filepath(c.oid),
           n.nspname || '.' || c.relname,
           CASE
             WHEN c.relname ~ '^pg_statistic' OR owner.relname ~ '^pg_statistic' THEN 'statistics'
             WHEN c.relkind = 'i' THEN 'index'
             WHEN c.relkind = 't' THEN 'toast'
             ELSE 'heap'
           END
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_index i ON i.indexrelid = c.oid
      LEFT JOIN pg_class owner ON owner.reltoastrelid = COALESCE(i.indrelid, c.oid)
             OR owner.oid = i.indrelid
     WHERE pg_relation_filepath(c.oid) IS NOT NULL
"""
_ELSEWHERE = {
    "pg_wal": "wal",
    "pg_stat": "statistics",
    "pg_stat_tmp": "statistics",
    "log": "logs",
}
PLACES = ("heap", "index", "toast", "statistics", "wal", "other files")


def databases() -> list[str]:
    """All of our own server's that can be entered; of another's server only ours."""
    if not address().embedded:
        return [address().database]
    with tenancy.owner() as raw:
        names = raw.execute("SELECT datname FROM pg_database WHERE datallowconn ORDER BY datname")
        return [str(name) for (name,) in names]


def known() -> dict[str, tuple[str, str]]:
    """Path below the data directory → (place, name of the relation)."""
    paths: dict[str, tuple[str, str]] = {}
    for database in databases():
        with tenancy.owner(database=database) as raw:
            for path, name, place in raw.execute(sql.SQL(_CATALOG)):
                paths[path] = (place, name)
    return paths


def files(data: Path) -> Iterator[tuple[str, str, Path]]:
    """(place, name, file) of everything below the data directory, also what no catalog knows."""
    relations = known()
    for folder, _, names in data.walk(follow_symlinks=True):
        for name in names:
            path = folder / name
            below = str(path.relative_to(data))
            relation = _RELATION.fullmatch(below)
            known_as = relations.get(relation.group(1)) if relation else None
            if known_as:
                yield (*known_as, path)
            else:
                yield (_elsewhere(below), below, path)


def _elsewhere(below: str) -> str:
    if "pgsql_tmp" in below:
        return "temp"
    return _ELSEWHERE.get(below.split("/", 1)[0], "other files")
