"""The rules that a person sets on a field, as SQL on the text of a value.

They come after the rules of the type: each may take for granted that the text is of the type.
"""

from collections.abc import Iterator, Mapping
from typing import Any, LiteralString

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from psycopg import sql

MAX_PATTERN = 200  # characters
_LENGTHS = ("min_length", "max_length")
# Which rules a type takes. JSON has a schema as well, which Python checks (`schemas.py`).
TAKES: dict[str, tuple[str, ...]] = {
    "text": (*_LENGTHS, "pattern"),
    "long_text": _LENGTHS,
    "url": (*_LENGTHS, "pattern"),
    "email": (*_LENGTHS, "pattern"),
    "integer": ("min", "max"),
    "decimal": ("min", "max"),
    "date": ("min", "max"),
    "datetime": ("min", "max"),
    "json": ("schema",),
}
# `numeric` for whole numbers: PostgreSQL works out constants before it looks at a CASE, and a
# bigint would fail there on a text that an earlier rule refuses.
_COMPARED: dict[str, LiteralString] = {
    "integer": "numeric",
    "decimal": "numeric",
    "date": "date",
    "datetime": "timestamptz",
}
_WORDS = {
    "min": {
        "date": gettext_noop("before {bound}"),
        "datetime": gettext_noop("before {bound}"),
        "number": gettext_noop("less than {bound}"),
    },
    "max": {
        "date": gettext_noop("after {bound}"),
        "datetime": gettext_noop("after {bound}"),
        "number": gettext_noop("more than {bound}"),
    },
}


def conditions(
    kind: str, rules: Mapping[str, Any], value: sql.Composable
) -> Iterator[tuple[sql.Composed, str]]:
    """Each rule as a condition on the text `value`, with what to say when it fails."""
    for name in TAKES.get(kind, ()):
        bound = rules.get(name)
        if bound is None or name == "schema":
            continue
        if name == "pattern":
            yield (
                matches(value, str(bound)),
                _("does not fit the pattern {bound}").format(bound=bound),
            )
        elif name in _LENGTHS:
            yield _length(name, bound, value)
        else:
            yield _compared(kind, name, str(bound), value)


def matches(value: sql.Composable, pattern: str) -> sql.Composed:
    """SQL: whether the whole text fits a regular expression of PostgreSQL's."""
    return sql.SQL("{} ~ {}").format(value, sql.Literal(f"^(?:{pattern})$"))


def _length(name: str, bound: int, value: sql.Composable) -> tuple[sql.Composed, str]:
    sign = ">=" if name == "min_length" else "<="
    condition = sql.SQL("char_length({}) " + sign + " {}").format(value, sql.Literal(int(bound)))
    if name == "min_length":
        return condition, _("shorter than {bound} characters").format(bound=bound)
    return condition, _("longer than {bound} characters").format(bound=bound)


def _compared(kind: str, name: str, bound: str, value: sql.Composable) -> tuple[sql.Composed, str]:
    compared = sql.SQL(_COMPARED[kind])
    condition = sql.SQL("{}::{} " + (">=" if name == "min" else "<=") + " {}::{}").format(
        value, compared, sql.SQL("{}::text").format(sql.Literal(bound)), compared
    )
    words = _WORDS[name].get(kind, _WORDS[name]["number"])
    return condition, _(words).format(bound=bound)
