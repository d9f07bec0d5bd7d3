"""Putting one table back: made anew where the target lacks it, its rows copied in."""

import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

import psycopg
from psycopg import sql

from bailee.custody.archive import columns
from bailee.custody.archive.shape import Column

_BLOCK = 256 * 1024  # bytes
_STAGE = sql.Identifier("pg_temp", "staged")
_CELLS = sql.Identifier("pg_temp", "cells")


class Resource:
    """One table as the manifest describes it."""

    def __init__(self, described: dict[str, Any]) -> None:
        own = described["bailee"]
        self.path: str = described["path"]
        self.rows: int = described["rows"]
        self.table: str = own["table"]
        self.stand_ins: dict[str, dict[str, str] | None] = own["standIns"]
        self.key: list[str] = _key(described)
        definition = own["definition"]
        self.columns = [Column(**column) for column in definition["columns"]]
        self.constraints: list[tuple[str, str]] = definition["constraints"]
        self.indexes: list[str] = definition["indexes"]
        names = [field["bailee"]["column"] for field in described["schema"]["fields"]]
        by_name = {column.name: column for column in self.columns}
        self.loaded = [by_name[name] for name in names]

    @property
    def is_direct(self) -> bool:
        """Whether `COPY` alone can bring the rows back."""
        plain = all(not column.is_array and column.base != "bytea" for column in self.loaded)
        return plain and not any(self.stand_ins.values())

    def references(self) -> Iterator[str]:
        """Names of the tables that must be loaded before."""
        for _, definition in self.constraints:
            if definition.startswith("FOREIGN KEY"):
                rest = definition.partition(" REFERENCES ")[2]
                yield rest.partition("(")[0].strip('"').replace('""', '"')


def _key(described: dict[str, Any]) -> list[str]:
    heads = {field["name"]: field["bailee"]["column"] for field in described["schema"]["fields"]}
    return [heads[name] for name in described["schema"].get("primaryKey", [])]


def create(raw: psycopg.Connection[Any], resource: Resource) -> None:
    """Makes the table without keys and indexes: they are quicker to build over loaded rows."""
    for column in resource.columns:
        if column.sequence and not column.identity:
            raw.execute(sql.SQL("CREATE SEQUENCE {}").format(sql.Identifier(column.sequence)))
    raw.execute(
        sql.SQL("CREATE TABLE {} ({})").format(
            sql.Identifier(resource.table), sql.SQL(", ").join(map(_declared, resource.columns))
        ),
    )
    for column in resource.columns:
        if column.sequence and not column.identity:
            raw.execute(
                sql.SQL("ALTER SEQUENCE {} OWNED BY {}").format(
                    sql.Identifier(column.sequence), sql.Identifier(resource.table, column.name)
                ),
            )


def complete(raw: psycopg.Connection[Any], created: Iterable[Resource]) -> None:
    """Keys, checks and indexes of the tables that `create` made; foreign keys last."""
    made = list(created)
    pairs = [(one, pair) for one in made for pair in one.constraints]
    pairs.sort(key=lambda entry: entry[1][1].startswith("FOREIGN KEY"))
    for one, (name, definition) in pairs:
        raw.execute(
            sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(
                sql.Identifier(one.table), sql.Identifier(name), _catalog(definition)
            ),
        )
    for one in made:
        for definition in one.indexes:
            raw.execute(_catalog(definition))


def load(raw: psycopg.Connection[Any], archive: zipfile.ZipFile, resource: Resource) -> int:
    """Copies the rows in and says how many there were."""
    if resource.is_direct:
        return _copy(raw, archive, resource, sql.Identifier(resource.table))
    _stage(raw, archive, resource)
    count = _copy(raw, archive, resource, _STAGE)
    targets = [*resource.loaded, *(c for c in resource.columns if resource.stand_ins.get(c.name))]
    raw.execute(
        sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {} AS staged").format(
            sql.Identifier(resource.table),
            sql.SQL(", ").join(sql.Identifier(column.name) for column in targets),
            sql.SQL(", ").join(_value(resource, column) for column in targets),
            _STAGE,
        ),
    )
    raw.execute(sql.SQL("DROP TABLE {}, {}").format(_STAGE, _CELLS))
    return count


def _copy(
    raw: psycopg.Connection[Any],
    archive: zipfile.ZipFile,
    resource: Resource,
    target: sql.Identifier,
) -> int:
    command = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, HEADER)").format(
        target, sql.SQL(", ").join(sql.Identifier(column.name) for column in resource.loaded)
    )
    with raw.cursor() as cursor:
        with archive.open(resource.path) as rows, cursor.copy(command) as copy:
            while block := rows.read(_BLOCK):
                copy.write(block)
        return cursor.rowcount


def _stage(raw: psycopg.Connection[Any], archive: zipfile.ZipFile, resource: Resource) -> None:
    """A passing table for values that need work, and the bytes that the CSV only points at."""
    declared = sql.SQL(", ").join(
        sql.SQL("{} {}").format(
            sql.Identifier(column.name),
            sql.SQL("text") if column.is_array or column.base == "bytea" else _catalog(column.type),
        )
        for column in resource.loaded
    )
    raw.execute(sql.SQL("CREATE TABLE {} ({})").format(_STAGE, declared))
    raw.execute(sql.SQL("CREATE TABLE {} (path text PRIMARY KEY, content bytea)").format(_CELLS))
    folders = tuple(
        f"binary/{resource.table}/{column.name}/"
        for column in resource.loaded
        if column.base == "bytea"
    )
    insert = sql.SQL("INSERT INTO {} VALUES (%s, %s)").format(_CELLS)
    for name in archive.namelist() if folders else ():
        if name.startswith(folders):
            raw.execute(insert, (name, archive.read(name)))


def _value(resource: Resource, column: Column) -> sql.Composable:
    stand_in = resource.stand_ins.get(column.name)
    if stand_in is None and column.base == "bytea":
        return sql.SQL("(SELECT content FROM {} WHERE path = staged.{})").format(
            _CELLS, sql.Identifier(column.name)
        )
    if stand_in is None:
        return columns.loading(column)
    if "value" in stand_in:
        return sql.SQL("{}::{}").format(sql.Literal(stand_in["value"]), _catalog(column.type))
    return sql.SQL("{} || {}::text").format(
        sql.Literal(stand_in["prefix"]), sql.Identifier(resource.key[0])
    )


def _declared(column: Column) -> sql.Composed:
    parts = [sql.Identifier(column.name), _catalog(column.type)]
    if not column.nullable:
        parts.append(sql.SQL("NOT NULL"))
    if column.generated:
        parts.append(sql.SQL("GENERATED ALWAYS AS ({}) STORED").format(_catalog(column.default)))
    elif column.identity:
        how = sql.SQL("ALWAYS" if column.identity == "a" else "BY DEFAULT")
        parts.append(
            sql.SQL("GENERATED {} AS IDENTITY (SEQUENCE NAME {})").format(
                how, sql.Identifier(column.sequence or "")
            ),
        )
    elif column.default:
        parts.append(sql.SQL("DEFAULT {}").format(_catalog(column.default)))
    return sql.SQL(" ").join(parts)


def _catalog(text: str | None) -> sql.SQL:
    """SQL from the manifest: PostgreSQL's own words, under our signature."""
    return sql.SQL(text or "")
