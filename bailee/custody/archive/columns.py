"""How each PostgreSQL type is written into CSV, so that it comes back exactly as it was.

A type that is not named here stops the archive: better none than one that lost something.
"""

from psycopg import sql

from bailee.custody.archive.shape import Column, ShapeError, Table

_INTEGERS = {"int2", "int4", "int8", "oid"}
_NUMBERS = {"numeric", "float4", "float8"}
_JSON = {"json", "jsonb"}
_TEXTS = {"text", "varchar", "bpchar", "name", "citext"}
# Written in PostgreSQL's own text form, which reads back exactly.
_AS_TEXT = {
    "interval",  # ISO 8601, but with signs that Table Schema's duration does not know
    *("inet", "cidr", "macaddr", "macaddr8", "bit", "varbit", "tsvector", "tsquery", "xml"),
    *("int4range", "int8range", "numrange", "daterange", "tsrange", "tstzrange"),
}
_TIMES = {"timestamptz", "timestamp", "date"}
# Elements that survive the way through a JSON array and back; JSON inside JSON would not.
_IN_ARRAYS = _INTEGERS | _NUMBERS | _TEXTS | {"bool", "uuid", "date", "timestamp", "timestamptz"}
# ISO 8601 as data packages read it has years 1 to 9999 and no infinity.
_SPAN = {
    "date": ("0001-01-01", "9999-12-31"),
    "timestamp": ("0001-01-01", "9999-12-31 23:59:59.999999"),
    "timestamptz": ("0001-01-01 00:00:00+00", "9999-12-31 23:59:59.999999+00"),
}
_PATTERN = {
    "timestamptz": 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"',
    "timestamp": 'YYYY-MM-DD"T"HH24:MI:SS.US',
}
# The session in which these expressions mean what they say.
SESSION = (
    "SET LOCAL TimeZone = 'UTC'",
    "SET LOCAL DateStyle = 'ISO, YMD'",
    "SET LOCAL IntervalStyle = 'iso_8601'",
    "SET LOCAL extra_float_digits = 1",
    "SET LOCAL client_encoding = 'UTF8'",
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
)


def kind(table: Table, column: Column) -> str:
    """The Table Schema type of the column. Raises `ShapeError`, naming a type not known."""
    if column.is_array and column.base in _IN_ARRAYS:
        return "array"
    if not column.is_array:
        for bases, name in _KINDS:
            if column.base in bases:
                return name
        if column.is_enum:
            return "string"
    raise ShapeError(
        f"{table.name}.{column.name} has the type {column.type}, which the archive does not know: "
        "add it to bailee/custody/archive/columns.py with a test that it comes back exactly",
    )


def expression(table: Table, column: Column, *, beyond: bool) -> sql.Composable:
    """What `COPY` selects for the column; `beyond` says that it holds times outside ISO 8601."""
    name = sql.Identifier(column.name)
    if column.is_array:
        return sql.SQL("to_json({})").format(name)
    if column.base == "bool":
        return sql.SQL("{}::text").format(name)
    if column.base == "bytea":
        return sql.SQL("CASE WHEN {} IS NOT NULL THEN {} END").format(name, path(table, column))
    if column.base not in _PATTERN:
        return name
    written = sql.SQL("to_char({}, {})").format(name, sql.Literal(_PATTERN[column.base]))
    if not beyond:
        return written
    low, high = (sql.Literal(end) for end in _SPAN[column.base])
    return sql.SQL("CASE WHEN {0} BETWEEN {1} AND {2} THEN {3} ELSE {0}::text END").format(
        name, low, high, written
    )


def path(table: Table, column: Column) -> sql.Composed:
    """Where in the archive the bytes of one cell are: `binary/<table>/<column>/<key>`."""
    if not table.key:
        raise ShapeError(
            f"{table.name}.{column.name} holds bytes, but the table has no primary key"
        )
    keys = [table.column(name) for name in table.key]
    folder = sql.Literal(f"binary/{table.name}/{column.name}/")
    if len(keys) == 1 and keys[0].base in _INTEGERS | {"uuid"}:
        return sql.SQL("{} || {}::text").format(folder, sql.Identifier(keys[0].name))
    key = sql.SQL(", ").join(sql.Identifier(column.name) for column in keys)
    return sql.SQL(
        "{} || encode(sha256(convert_to(json_build_array({})::text, 'UTF8')), 'hex')"
    ).format(folder, key)


def order(table: Table) -> sql.Composed:
    """By primary key; texts by code point, so that no server's collation shows. Without a key,
    by everything.
    """
    columns = [table.column(name) for name in table.key]
    if columns:
        return sql.SQL(", ").join(_term(column) for column in columns)
    return sql.SQL(", ").join(
        sql.SQL('{}::text COLLATE "C"').format(sql.Identifier(column.name)) for column in table.data
    )


def oddity(column: Column) -> sql.Composed | None:
    """An aggregate, true where the column holds what the usual expression cannot write."""
    name = sql.Identifier(column.name)
    if column.is_array:
        return sql.SQL("bool_or(array_ndims({0}) > 1 OR array_lower({0}, 1) <> 1)").format(name)
    if column.base in _SPAN:
        low, high = (sql.Literal(end) for end in _SPAN[column.base])
        return sql.SQL("min({0}) < {1} OR max({0}) > {2}").format(name, low, high)
    return None


def loading(column: Column) -> sql.Composable:
    """What brings the text of a staged cell back into the column's type."""
    name = sql.Identifier(column.name)
    if not column.is_array:
        return name
    return sql.SQL(
        "CASE WHEN {0} IS NOT NULL THEN ARRAY(SELECT e FROM json_array_elements_text({0}::json)"
        " WITH ORDINALITY AS each(e, place) ORDER BY place)::{1} END"
    ).format(name, sql.SQL(column.type))  # the catalog's own word


def is_text(column: Column) -> bool:
    """Whether any text may stand in the column."""
    return column.base in _TEXTS and not column.is_array


def _term(column: Column) -> sql.Composed:
    name = sql.Identifier(column.name)
    return sql.SQL('{} COLLATE "C"' if is_text(column) else "{}").format(name)


_KINDS: tuple[tuple[set[str], str], ...] = (
    (_INTEGERS, "integer"),
    (_NUMBERS, "number"),
    ({"bool"}, "boolean"),
    ({"date"}, "date"),
    ({"timestamptz", "timestamp"}, "datetime"),
    ({"time"}, "time"),
    (_TEXTS | _AS_TEXT | _JSON | {"uuid", "bytea"}, "string"),
)
