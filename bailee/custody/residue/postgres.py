"""Searching PostgreSQL: every table by `COPY`, a dump of every database, the files themselves."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from bailee.custody.residue import relations
from bailee.custody.residue.search import CHUNK, Search
from bailee.foundation import dump, tenancy
from bailee.foundation.address import address

DUMPS = 4  # attempts: a table that is dropped just then ends a dump
WAL_PAGE = 8192  # bytes
_LONG_HEADER, _SHORT_HEADER = 40, 24  # bytes; the first page of a segment, and all others
_TABLES = """
    SELECT n.nspname, c.relname, c.relkind = 'r', has_table_privilege(c.oid, 'SELECT')
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'm') ORDER BY 1, 2
"""
# Empty, not an error, for an owner who may not know it.
_DATA_DIRECTORY = "SELECT setting FROM pg_settings WHERE name = 'data_directory'"


class DumpError(Exception):
    """`pg_dump` failed; the text is its own."""


def search_tables(search: Search, *, only: str | None = None, but: str | None = None) -> None:
    """Every row of every table of every schema, catalogs included, as text.

    `only` is a pattern (LIKE) of schemas, `but` a schema to leave out.
    """
    for database in relations.databases():
        with tenancy.owner(database=database, autocommit=True) as raw:
            unread = 0
            for schema, table, plain, readable in raw.execute(sql.SQL(_TABLES)).fetchall():
                if schema == but or (only is not None and not _like(schema, only)):
                    continue
                if readable:
                    name = f"{schema}.{table}"
                    search.feed("tables", name, _rows(raw, schema, table, plain=plain))
                unread += not readable
            if unread:
                search.remark("tables", f"{unread} tables of {database} are closed to the owner")


def search_dump(search: Search) -> None:
    """What `pg_dump` gives of every database. Raises `DumpError`."""
    for database in relations.databases():
        for attempt in range(DUMPS):
            try:
                search.feed("pg_dump", database, _dump(database))
                break
            except DumpError:
                if attempt == DUMPS - 1:
                    raise


def search_files(search: Search) -> None:
    """The raw data directory, where it is ours to read, after a checkpoint."""
    data = data_directory()
    if data is None:
        for kind in relations.PLACES:
            search.remark(kind, "not searched: the server's files are not ours to read")
        return
    with tenancy.owner(autocommit=True) as raw:
        raw.execute("CHECKPOINT")
    for kind in relations.PLACES:
        search.feed(kind, "", ())
    for kind, name, path in relations.files(data):
        if kind == "wal":
            search.feed(kind, "pg_wal (records joined)", _joined(path))
        search.feed_file(kind, name, path)


def data_directory() -> Path | None:
    """The server's data directory, if it is on this machine and open to us."""
    with tenancy.owner() as raw:
        row = raw.execute(_DATA_DIRECTORY).fetchone()
    data = Path(row[0]) if row else Path()
    try:
        socket = (data / "postmaster.pid").read_text().splitlines()[4]
    except OSError:
        return None
    return data if socket == address().host else None


def _rows(
    raw: psycopg.Connection[tuple[object, ...]], schema: str, table: str, *, plain: bool
) -> Iterator[bytes]:
    name = sql.Identifier(schema, table)
    source = name if plain else sql.SQL("(SELECT * FROM {})").format(name)
    try:
        with raw.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(source)) as copy:
            yield from (bytes(block) for block in copy)
    except psycopg.errors.UndefinedTable:
        return  # dropped meanwhile: there is nothing of it left to read here


def _dump(database: str) -> Iterator[bytes]:
    command, environment = dump.command(database)
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as running:
        if running.stdout is None:
            raise DumpError("pg_dump has no output")
        while chunk := running.stdout.read(CHUNK):
            yield chunk
    if running.returncode:
        raise DumpError(f"pg_dump of {database} ended with status {running.returncode}")


def _joined(segment: Path) -> Iterator[bytes]:
    """The segment without its page headers, so that records broken by a page are whole."""
    try:
        content = segment.read_bytes()
    except FileNotFoundError:
        return
    yield b"".join(
        content[at + (_SHORT_HEADER if at else _LONG_HEADER) : at + WAL_PAGE]
        for at in range(0, len(content), WAL_PAGE)
    )


def _like(schema: str, prefix: str) -> bool:
    return schema.startswith(prefix)
