"""The closed registry of field types: how each is stored, proposed, checked, sorted, filtered.

The rules are SQL, and the only truth about what a value may be: imports apply them to a million
staged rows at once, forms and filters to one value. They hold nothing that PostgreSQL would
change in silence (leading zeros, seventh decimals of a second, a key given twice).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, LiteralString

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from psycopg import sql

from bailee.vault.records import bounds, looks

MAX_TEXT = 500  # characters: four bytes each still fit an index entry
MAX_CELL = 16 * 1024 * 1024  # bytes


@dataclass(frozen=True)
class Rule:
    """A condition in SQL on the text `{v}`, and what to tell the person when it fails."""

    condition: LiteralString
    reason: str


@dataclass(frozen=True)
class FieldType:
    """`looks` proposes the type for a text; `rules` decide. `sort` is an expression on `{v}`."""

    name: str
    called: str
    told: str
    column: LiteralString
    rules: tuple[Rule, ...]
    operators: tuple[str, ...]
    looks: Callable[[str], bool] = lambda _: False
    keeps_empty: bool = False  # whether empty text differs from no value
    indexable: bool = True
    sort: LiteralString = "{v}"
    excerpt: LiteralString = "{v}"

    @property
    def label(self) -> str:
        """What people call it, in the language that is spoken."""
        return gettext(self.called)

    @property
    def hint(self) -> str:
        """What its values look like."""
        return gettext(self.told)

    @property
    def may_be_unique(self) -> bool:
        """Whether a field can refuse a value that another record has."""
        return self.indexable and self.column != "boolean"

    def cast(self, value: sql.Composable) -> sql.Composed:
        """The value as this type; an empty text is no value unless the type keeps it."""
        kept = value if self.keeps_empty else sql.SQL("NULLIF({}, '')").format(value)
        return sql.SQL("{}::{}").format(kept, sql.SQL(self.column))


_EMPTINESS = ("empty", "filled")
_ONE = ("is", "isnot")
_LISTED = ("any", "none")
_BOUNDS = ("min", "max", "above", "below", "between")
_RANGE = (*_ONE, *_BOUNDS, *_LISTED, *_EMPTINESS)
_TIME_RANGE = (*_ONE, *_BOUNDS, "last", "next", *_EMPTINESS)
_WORDS = (*_ONE, "contains", "lacks", "starts", "ends", *_LISTED, *_EMPTINESS)
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
_ZONE = r"(Z|[+-][0-9]{2}(:?[0-9]{2})?)?"

_ALL = (
    FieldType(
        "text",
        _("Text"),
        _("One line, up to 500 characters."),
        "text",
        (
            Rule(
                "octet_length({v}) <= 500 OR char_length({v}) <= 500",
                _("longer than 500 characters; “Long text” has room for it"),
            ),
            Rule(
                "strpos({v}, chr(10)) = 0 AND strpos({v}, chr(13)) = 0",
                _("has a line break; “Long text” keeps those"),
            ),
        ),
        _WORDS,
        looks=lambda text: len(text) <= MAX_TEXT and not re.search(r"[\r\n]", text),
        keeps_empty=True,
    ),
    FieldType(
        "long_text",
        _("Long text"),
        _("Any text with line breaks, up to 16 MiB. Cannot be indexed."),
        "text",
        (Rule("octet_length({v}) <= 16777216", _("larger than 16 MiB")),),
        _WORDS,
        looks=lambda _: True,
        keeps_empty=True,
        indexable=False,
        sort="left({v}, 500)",
        excerpt="left({v}, 200)",
    ),
    FieldType(
        "integer",
        _("Whole number"),
        _("Digits without leading zeros, from -9223372036854775808 to 9223372036854775807."),
        "bigint",
        (
            Rule(
                "{v} ~ '^\\s*(0|-?[1-9][0-9]{{0,18}})\\s*$'",
                _("not a whole number (digits only, no leading zero)"),
            ),
            Rule("pg_input_is_valid({v}, 'bigint')", _("too large; “Decimal” has room for it")),
        ),
        _RANGE,
        looks=looks.bigint,
    ),
    FieldType(
        "decimal",
        _("Decimal"),
        _("A number with a point, exact to the last digit; up to 1,000 digits."),
        "numeric",
        (
            Rule("octet_length({v}) <= 1000", _("longer than 1,000 digits")),
            Rule(
                "{v} ~ '^\\s*-?((0|[1-9][0-9]*)(\\.[0-9]*)?|\\.[0-9]+)"
                "([eE][+-]?[0-9]{{1,2}})?\\s*$'",
                _("not a number (a point for decimals, no thousands separator, no leading zero)"),
            ),
        ),
        _RANGE,
        looks=looks.matching(r"-?((0|[1-9][0-9]{0,900})(\.[0-9]*)?|\.[0-9]+)(e[+-]?[0-9]{1,2})?"),
    ),
    FieldType(
        "boolean",
        _("Yes or no"),
        _("yes or no, true or false, 1 or 0."),
        "boolean",
        (
            Rule(
                "lower(btrim({v})) IN ('yes','no','true','false','y','n','t','f','1','0')",
                _("neither yes nor no"),
            ),
        ),
        ("is", *_EMPTINESS),
        looks=looks.matching(r"yes|no|true|false"),
    ),
    FieldType(
        "date",
        _("Date"),
        _("Year-month-day, such as 2024-03-31."),
        "date",
        (
            Rule(
                "{v} ~ '^\\s*[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}\\s*$'",
                _("not a date such as 2024-03-31"),
            ),
            Rule("pg_input_is_valid({v}, 'date')", _("no such day")),
        ),
        _TIME_RANGE,
        looks=looks.in_calendar(_DAY),
    ),
    FieldType(
        "datetime",
        _("Date and time"),
        _("Such as 2024-03-31T14:05:00+02:00; without a zone it is read as UTC, and shown in UTC."),
        "timestamptz",
        (
            Rule(
                "{v} ~ '^\\s*[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[T ]"
                "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{{1,6}})?)?"
                "\\s*(Z|[+-][0-9]{{2}}(:?[0-9]{{2}})?)?\\s*$'",
                _(
                    "not a date and time such as 2024-03-31T14:05:00+02:00 (at most six"
                    " decimals of a second)"
                ),
            ),
            Rule("left(ltrim({v}), 4) NOT IN ('0001', '9999')", _("outside the years 2 to 9998")),
            Rule("pg_input_is_valid({v}, 'timestamptz')", _("no such moment")),
        ),
        _TIME_RANGE,
        looks=looks.in_calendar(rf"{_DAY}[T ]{_TIME}\s*{_ZONE}"),
    ),
    FieldType(
        "choice",
        _("Choice"),
        _("One of a short list of values."),
        "text",
        (
            Rule(
                "char_length({v}) <= 100", _("longer than 100 characters; “Text” has room for it")
            ),
            Rule("{v} = ANY({options})", _("not one of the choices of this field")),
        ),
        (*_ONE, *_LISTED, *_EMPTINESS),
    ),
    FieldType(
        "json",
        "JSON",
        _("An object, a list or a plain JSON value. Cannot be indexed."),
        "jsonb",
        (
            Rule("pg_input_is_valid({v}, 'jsonb')", _("not valid JSON")),
            Rule("{v} IS JSON WITH UNIQUE KEYS", _("the same key stands twice in one JSON object")),
        ),
        ("contains", "lacks", *_EMPTINESS),
        looks=looks.json_value,
        indexable=False,
        sort="left({v}::text, 500)",
        excerpt="left({v}::text, 200)",
    ),
    FieldType(
        "url",
        _("Web address"),
        _("Begins with https:// or http://."),
        "text",
        (
            Rule("octet_length({v}) <= 2000", _("longer than 2,000 bytes")),
            Rule(
                "{v} ~* '^https?://[^\\s/?#@]+([/?#]\\S*)?$'",
                _("not a web address such as https://example.org"),
            ),
        ),
        _WORDS,
        looks=looks.matching(r"https?://[^\s/?#@]+([/?#]\S*)?"),
    ),
    FieldType(
        "email",
        _("E-mail address"),
        _("Such as ada@acme-marine.example."),
        "text",
        (
            Rule("char_length({v}) <= 254", _("longer than 254 characters (RFC 5321)")),
            Rule(
                "{v} ~ '^[^@[:space:]]+@[^@[:space:].]+(\\.[^@[:space:].]+)+$'",
                _("not an e-mail address"),
            ),
        ),
        _WORDS,
        looks=looks.matching(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+"),
    ),
    FieldType(
        "file",
        _("File"),
        _("One of the files in your vault."),
        "uuid",
        (Rule("pg_input_is_valid({v}, 'uuid')", _("not the name of a file")),),
        (*_ONE, *_EMPTINESS),
    ),
    FieldType(
        "relation",
        _("Link to a record"),
        _("A record of another collection."),
        "uuid",
        (Rule("pg_input_is_valid({v}, 'uuid')", _("not the title of a record")),),
        (*_ONE, *_LISTED, *_EMPTINESS),
    ),
)

TYPES: dict[str, FieldType] = {kind.name: kind for kind in _ALL}
# The narrowest first: a column gets the first type that every sampled value looks like.
PROPOSED = (
    "boolean", "integer", "decimal", "date", "datetime", "json", "email", "url",
    "text", "long_text",
)  # fmt: skip


def reason(
    kind: FieldType,
    value: sql.Composable,
    *,
    required: bool,
    options: list[str] | None,
    rules: Mapping[str, Any] | None = None,
) -> sql.Composed:
    """SQL for why the text `value` is refused; NULL when it is accepted.

    `rules` are those of the field (`bounds.py`); a JSON Schema among them is Python's to check.
    """
    nothing = sql.SQL("{} IS NULL" if kind.keeps_empty else "({0} IS NULL OR {0} = '')")
    none = nothing.format(value)
    absent = sql.Literal(gettext("is required, but empty")) if required else sql.SQL("NULL")
    told = [
        (sql.SQL(rule.condition).format(v=value, options=sql.Literal(options or [])), rule.reason)
        for rule in kind.rules
    ]
    cases = [
        sql.SQL("WHEN NOT ({}) THEN {}").format(condition, sql.Literal(gettext(words)))
        for condition, words in [*told, *bounds.conditions(kind.name, rules or {}, value)]
    ]
    return sql.SQL("CASE WHEN {} THEN {} {} END").format(none, absent, sql.SQL(" ").join(cases))
