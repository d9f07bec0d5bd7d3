"""A canary in every column of a vault that can hold one: found in the catalog, filled as owner."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import Connection, errors, sql
from psycopg.types.json import Jsonb

from bailee.custody.archive.withheld import declared
from bailee.custody.drill.canaries import DATABASE, INLINE, LENGTH, VAULT, WITHHELD, Canaries
from bailee.custody.drill.report import DrillError
from bailee.foundation import tenancy

_TEXT_COLUMNS = """
    SELECT c.relname, a.attname, t.typname IN ('json', 'jsonb'),
           CASE WHEN a.atttypmod > 4 AND t.typname IN ('varchar', 'bpchar')
                THEN a.atttypmod - 4 END
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
      JOIN pg_type t ON t.oid = a.atttypid
     WHERE c.relnamespace = %s::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
       AND (t.typcategory = 'S' OR t.typname IN ('json', 'jsonb'))
     ORDER BY c.relname, a.attnum
"""
_REQUIRED = """
    SELECT a.attname, t.typname, f.confrelid::regclass::text, target.attname
      FROM pg_attribute a
      JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_constraint f ON f.conrelid = a.attrelid AND f.contype = 'f'
            AND f.conkey = ARRAY[a.attnum]
      LEFT JOIN pg_attribute target ON target.attrelid = f.confrelid
            AND target.attnum = f.confkey[1]
     WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped
       AND a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''
"""
# What a row needs where nothing was said: by PostgreSQL's name of the type.
_FILLING: dict[str, Any] = {
    "uuid": sql.SQL("gen_random_uuid()"),
    "timestamptz": sql.SQL("now()"),
    "date": sql.SQL("current_date"),
    "bool": sql.SQL("false"),
}
# The database says no, and is right: a closed vocabulary, a length, a key that must exist.
_REFUSALS = (
    errors.CheckViolation,
    errors.StringDataRightTruncation,
    errors.ForeignKeyViolation,
    errors.UniqueViolation,
)


@dataclass(frozen=True)
class Column:
    table: str
    name: str
    is_json: bool
    longest: int | None

    def __str__(self) -> str:
        return f"{self.table}.{self.name}"


def fill(schema: str, canaries: Canaries) -> list[str]:
    """Lays a canary in each text and JSON column that no verb has filled.

    Returns the columns that cannot hold one, with the reason. Raises `DrillError` for a column
    that stays empty for any other reason.
    """
    with tenancy.owner(schema) as raw:
        columns = [Column(*row) for row in raw.execute(_TEXT_COLUMNS, [schema])]
        empty = [column for column in columns if not _holds(raw, column, canaries.prefix)]
        for table in dict.fromkeys(column.table for column in empty):
            _ensure_row(raw, table, [c for c in columns if c.table == table], canaries)
        return list(_filled(raw, empty, canaries))


def _filled(raw: Connection[Any], columns: list[Column], canaries: Canaries) -> Iterator[str]:
    """Fills each and yields those that refuse."""
    for column in columns:
        if _holds(raw, column, canaries.prefix):
            continue
        if column.longest is not None and column.longest < LENGTH:
            yield f"{column}: {column.longest} characters at most"
            continue
        try:
            with raw.transaction():
                done = raw.execute(_update(column), [_value(column, canaries)]).rowcount
                raw.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except _REFUSALS as refusal:
            canaries.give_back(*_kinds(column))
            yield f"{column}: {refusal.diag.constraint_name or refusal.diag.message_primary}"
            continue
        if not done:
            raise DrillError(f"{column} has no row that could hold a canary")


def _kinds(column: Column) -> tuple[str, ...]:
    """Where a canary in this column comes to rest: in both archives or in the backup alone."""
    reasons = declared().reasons
    withheld = str(column) in reasons or column.table in reasons
    return (DATABASE, INLINE, WITHHELD if withheld else VAULT)


def _value(column: Column, canaries: Canaries) -> Any:
    canary = canaries.take(*_kinds(column))
    return Jsonb({"canary": canary}) if column.is_json else canary


def _holds(raw: Connection[Any], column: Column, prefix: str) -> bool:
    query = sql.SQL("SELECT FROM {} WHERE strpos({}::text, %s) > 0 LIMIT 1").format(
        sql.Identifier(column.table), sql.Identifier(column.name)
    )
    return raw.execute(query, [prefix]).fetchone() is not None


def _update(column: Column) -> sql.Composed:
    """The row written last: what the client lives by was written before."""
    return sql.SQL(
        "UPDATE {0} SET {1} = %s WHERE ctid = (SELECT ctid FROM {0} ORDER BY ctid DESC LIMIT 1)"
    ).format(sql.Identifier(column.table), sql.Identifier(column.name))


def _ensure_row(
    raw: Connection[Any], table: str, columns: list[Column], canaries: Canaries
) -> None:
    """Adds a row of our own where the verbs have written none with a canary."""
    if any(_holds(raw, column, canaries.prefix) for column in columns):
        return
    texts = {column.name: column for column in columns}
    names: list[sql.Identifier] = []
    values: list[sql.Composable] = []
    given: dict[str, Any] = {}
    for name, kind, target, key in raw.execute(_REQUIRED, [f"{raw_schema(raw)}.{table}"]):
        names.append(sql.Identifier(name))
        if name in texts:
            values.append(sql.Placeholder())
            given[name] = _value(texts[name], canaries)
        elif target:
            query = sql.SQL("(SELECT {} FROM {} LIMIT 1)")
            values.append(query.format(sql.Identifier(key), sql.SQL(target)))
        else:
            values.append(_FILLING.get(kind, sql.SQL("1")))
    insert = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table), sql.SQL(", ").join(names), sql.SQL(", ").join(values)
    )
    try:
        with raw.transaction():
            raw.execute(insert, list(given.values()))
            raw.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except psycopg.Error:
        for name in given:
            canaries.give_back(*_kinds(texts[name]))


def raw_schema(raw: Connection[Any]) -> str:
    """The schema on which the connection works."""
    row = raw.execute("SELECT quote_ident(current_schema())").fetchone()
    return str(row[0]) if row else "public"
