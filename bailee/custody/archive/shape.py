"""What a schema holds, read from PostgreSQL's own catalog: nobody keeps a list that could lag."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row


class ShapeError(Exception):
    """The schema holds something that an archive cannot carry faithfully; the text names it."""


@dataclass(frozen=True)
class Column:
    """`type` is as one would declare it; `base` is the type's name below domains and arrays.

    `sequence` feeds an identity or serial column. A generated column's expression is in
    `default`; it derives from the others and is no data.
    """

    name: str
    type: str
    base: str
    is_array: bool
    is_enum: bool
    nullable: bool
    identity: str
    generated: bool
    sequence: str | None
    default: str | None


@dataclass(frozen=True)
class ForeignKey:
    columns: tuple[str, ...]
    table: str
    targets: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """`constraints` and `indexes` are the definitions by which PostgreSQL would make them again."""

    name: str
    partitioned: bool
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    unique: frozenset[str]
    foreign_keys: tuple[ForeignKey, ...]
    constraints: tuple[tuple[str, str], ...]
    indexes: tuple[str, ...]

    @property
    def identifier(self) -> sql.Identifier:
        return sql.Identifier(self.name)

    @property
    def data(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if not column.generated)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True)
class Position:
    """Where a sequence stands."""

    name: str
    last_value: int
    is_called: bool


@dataclass(frozen=True)
class Shape:
    """`derived` names views: they hold nothing of their own."""

    tables: tuple[Table, ...]
    derived: tuple[str, ...]
    sequences: tuple[Position, ...]

    def names(self) -> set[str]:
        return {table.name for table in self.tables}


def read(connection: psycopg.Connection[Any], *, schema: str) -> Shape:
    """The shape of `schema`, which must be first in the search path so that names come bare.

    Raises `ShapeError` for a schema, foreign tables or foreign keys that are not within reach.
    """
    if not _all(connection, "SELECT FROM pg_namespace WHERE nspname = %s", schema):
        raise ShapeError(f"there is no schema {schema}")
    relations = _all(connection, _RELATIONS, schema)
    for relation in relations:
        if relation["kind"] == "f":
            raise ShapeError(f"{relation['name']} is a foreign table: its rows are not kept here")
    found = tuple(_table(connection, row) for row in relations if row["kind"] in "rp")
    derived = tuple(row["name"] for row in relations if row["kind"] in "vm")
    names = [row["name"] for row in _all(connection, _SEQUENCES, schema)]
    return Shape(found, derived, tuple(_sequence(connection, schema, name) for name in names))


def tables(connection: psycopg.Connection[Any], *, schema: str) -> dict[str, Table]:
    """The tables of `schema` by name, which any login that may read them can ask for."""
    relations = _all(connection, _RELATIONS, schema)
    return {row["name"]: _table(connection, row) for row in relations if row["kind"] in "rp"}


def _table(connection: psycopg.Connection[Any], relation: dict[str, Any]) -> Table:
    oid = relation["oid"]
    constraints = _all(connection, _CONSTRAINTS, oid)
    keys = [row["columns"] for row in constraints if row["kind"] == "p"]
    for row in constraints:
        if row["elsewhere"]:
            raise ShapeError(
                f"a foreign key of {relation['name']} leaves the schema: {row['name']}"
            )
    return Table(
        name=relation["name"],
        partitioned=relation["kind"] == "p",
        columns=tuple(Column(**row) for row in _all(connection, _COLUMNS, oid)),
        key=tuple(keys[0]) if keys else (),
        unique=frozenset(row["name"] for row in _all(connection, _UNIQUE, oid)),
        foreign_keys=tuple(
            ForeignKey(tuple(row["columns"]), row["target"], tuple(row["targets"]))
            for row in constraints
            if row["kind"] == "f"
        ),
        constraints=tuple((row["name"], row["definition"]) for row in constraints),
        indexes=tuple(row["definition"] for row in _all(connection, _INDEXES, oid)),
    )


def _sequence(connection: psycopg.Connection[Any], schema: str, name: str) -> Position:
    query = sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier(schema, name))
    row = connection.execute(query).fetchone()
    if row is None:
        raise ShapeError(f"the sequence {name} cannot be read")
    return Position(name, row[0], row[1])


def _all(connection: psycopg.Connection[Any], query: str, of: object) -> Sequence[dict[str, Any]]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query.encode(), (of,)).fetchall()


_RELATIONS = """
    SELECT c.oid, c.relname AS name, c.relkind::text AS kind
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %s AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
    ORDER BY c.relname COLLATE "C"
"""
_SEQUENCES = """
    SELECT c.relname AS name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %s AND c.relkind = 'S' ORDER BY c.relname COLLATE "C"
"""
_COLUMNS = """
    WITH RECURSIVE below AS (
        SELECT t.oid AS top, t.oid, t.typname, t.typtype, t.typcategory, t.typbasetype, t.typelem
        FROM pg_type t
        UNION ALL
        SELECT b.top, t.oid, t.typname, t.typtype, t.typcategory, t.typbasetype, t.typelem
        FROM below b JOIN pg_type t
          ON t.oid = CASE WHEN b.typtype = 'd' THEN b.typbasetype
                          WHEN b.typcategory = 'A' THEN b.typelem END
    )
    SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
           leaf.typname AS base, leaf.typtype = 'e' AS is_enum,
           EXISTS (SELECT FROM below b
                   WHERE b.top = a.atttypid AND b.typcategory = 'A') AS is_array,
           NOT a.attnotnull AS nullable, a.attidentity::text AS identity,
           (SELECT s.relname FROM pg_depend p JOIN pg_class s ON s.oid = p.objid AND s.relkind = 'S'
            WHERE p.refclassid = 'pg_class'::regclass AND p.refobjid = a.attrelid
              AND p.refobjsubid = a.attnum AND p.deptype IN ('a', 'i')) AS sequence,
           a.attgenerated <> '' AS generated, pg_get_expr(d.adbin, d.adrelid, true) AS default
    FROM pg_attribute a
    JOIN below leaf ON leaf.top = a.atttypid AND leaf.typtype <> 'd' AND leaf.typcategory <> 'A'
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attnum
"""
_CONSTRAINTS = """
    SELECT k.conname AS name, k.contype::text AS kind,
           pg_get_constraintdef(k.oid, true) AS definition,
           (SELECT array_agg(a.attname::text ORDER BY p.place)
            FROM unnest(k.conkey) WITH ORDINALITY AS p(number, place)
            JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = p.number) AS columns,
           f.relname AS target, f.relnamespace <> c.relnamespace AS elsewhere,
           (SELECT array_agg(a.attname::text ORDER BY p.place)
            FROM unnest(k.confkey) WITH ORDINALITY AS p(number, place)
            JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = p.number) AS targets
    FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid
    LEFT JOIN pg_class f ON f.oid = k.confrelid
    WHERE k.conrelid = %s AND k.contype IN ('p', 'u', 'f', 'c', 'x')
    ORDER BY array_position(ARRAY['p', 'u', 'x', 'c', 'f'], k.contype::text), k.conname COLLATE "C"
"""
_UNIQUE = """
    SELECT DISTINCT a.attname AS name
    FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
    WHERE i.indrelid = %s AND i.indisunique
"""
_INDEXES = """
    SELECT pg_get_indexdef(i.indexrelid, 0, true) AS definition
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = %s
      AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid
                      AND k.contype IN ('p', 'u', 'x'))
    ORDER BY c.relname COLLATE "C"
"""
