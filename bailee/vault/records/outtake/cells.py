"""What a value becomes in a CSV or in a JSON line, as SQL: the server writes, we only pass on."""

import re
from collections.abc import Sequence

from psycopg import sql

from bailee.vault.records.models import Field

_ISO = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
# A spreadsheet takes a cell that begins so for a formula (also in full width, also after blanks).
_FORMULA = r"^\s*[=+@＝＋－＠-]|^[\t\r]"
_NUMBER = r"^\s*[+-]?[0-9]+(\.[0-9]+)?\s*$"
_WORDS = ("text", "long_text", "choice", "url", "email")
_ARGUMENTS = 90  # of one call; PostgreSQL takes 100


def faithful(field: Field) -> sql.Composable:
    """The text that an import takes back unchanged: exact numbers, times in UTC (ISO 8601)."""
    name = sql.Identifier(field.column_name)
    if field.type == "boolean":
        return sql.SQL("{}::text").format(name)
    if field.type == "datetime":
        return sql.SQL("to_char({}, {})").format(name, sql.Literal(_ISO))
    return name


def safe(field: Field, zone: str) -> sql.Composable:
    """The text that no spreadsheet runs; times to the second, as the clock of `zone` shows them."""
    name = sql.Identifier(field.column_name)
    if field.type == "datetime":
        return sql.SQL("to_char({} AT TIME ZONE {}, 'YYYY-MM-DD HH24:MI:SS')").format(
            name, sql.Literal(zone)
        )
    if field.type not in _WORDS:
        return faithful(field)
    return neutral(name)


def neutral(text: sql.Composable) -> sql.Composed:
    """An apostrophe before what would be a formula; a plain number stays a number."""
    return sql.SQL("CASE WHEN {0} ~ {1} AND {0} !~ {2} THEN '''' || {0} ELSE {0} END").format(
        text, sql.Literal(_FORMULA), sql.Literal(_NUMBER)
    )


def json_line(fields: Sequence[Field]) -> sql.Composable:
    """One record as a JSON object; numbers keep all digits, what is absent is null."""
    parts: list[sql.Composable] = []
    for place, field in enumerate(fields):
        name = sql.Identifier(field.column_name)
        opening = sql.SQL("{} || to_json({}::text)::text || ':'").format(
            sql.Literal("," if place else "{"), sql.Literal(field.label)
        )
        value: sql.Composable = name if field.type != "datetime" else faithful(field)
        written = sql.SQL("{}::text" if field.type == "json" else "to_json({})::text").format(value)
        parts += [opening, sql.SQL("coalesce({}, 'null')").format(written)]
    return joined([*parts, sql.Literal("}")])


def joined(texts: Sequence[sql.Composable]) -> sql.Composable:
    """SQL for all texts one after the other; NULL is nothing."""
    if len(texts) > _ARGUMENTS:
        parts = [texts[i : i + _ARGUMENTS] for i in range(0, len(texts), _ARGUMENTS)]
        return joined([joined(part) for part in parts])
    return sql.SQL("concat({})").format(sql.SQL(", ").join(texts))


def neutral_text(text: str) -> str:
    """The same as `neutral`, for a text that we write ourselves."""
    formula = re.match(_FORMULA, text) and not re.match(_NUMBER, text)
    return f"'{text}" if formula else text
