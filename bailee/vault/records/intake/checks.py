"""Checks staged rows set by set against the rules of their types, and says what is refused."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from psycopg import Connection, sql

from bailee.vault.records import relations, types
from bailee.vault.records.intake import written
from bailee.vault.records.intake.propose import Column
from bailee.vault.records.intake.staging import STAGED, column
from bailee.vault.records.models import Field
from bailee.vault.records.relations import Named, Target
from bailee.vault.records.types import TYPES, FieldType

MAX_OPTIONS = 100
FOUND = sql.Identifier("pg_temp", "found")  # what was looked up about single cells
_ARGUMENTS = 50
ROW, REASON, EXTRA = "Row in the file", "Why it was refused", "Cells beyond the header"


@dataclass(frozen=True)
class Check:
    """One column to be taken: where it is staged, and what its values must be.

    `column` is that of an existing field. `target`: its cells name records or files.
    """

    position: int
    label: str
    kind: FieldType
    required: bool = False
    options: tuple[str, ...] = ()
    rules: Mapping[str, Any] = field(default_factory=dict)
    unique: bool = False
    target: Target | None = None
    column: str | None = None
    named: Named | None = None  # found out by `lookups.py`, as is whether rows are noted there
    noted: bool = False
    written: str = ""  # a way of `written.WAYS`

    @property
    def _plain(self) -> sql.Composable:
        """The staged cell as our types read it."""
        return written.plain(self.written, self.kind.name, column(self.position))

    @classmethod
    def of(cls, position: int, column: Column, options: Sequence[str] = ()) -> Self:
        """What is asked of the file's column at `position`: by its field as it is now, if any."""
        to = Field.objects.filter(id=column.field).first() if column.field else None
        way = column.written
        if to is not None:
            column, options = column.into(to), to.choices
        linked = column.type in relations.LINKS
        return cls(
            position,
            column.label,
            TYPES[column.type],
            column.required,
            tuple(options),
            column.rules or {},
            column.unique,
            relations.target(column.type, column.target) if linked else None,
            to.column_name if to else None,
            written=way,
        )

    @property
    def reason(self) -> sql.Composed:
        """SQL for why this row's cell is refused; NULL when it is accepted."""
        cell = column(self.position)
        if self.named is not None:
            why = self.named.reason(cell, required=self.required)
        else:
            why = types.reason(
                self.kind,
                self._plain,
                required=self.required,
                options=list(self.options),
                rules=self.rules,
            )
        if self.written:
            why = sql.SQL("coalesce({}, {})").format(written.refused(self.written, cell), why)
        if not self.noted:
            return why
        return sql.SQL(
            "coalesce({}, (SELECT reason FROM {} f WHERE f.position = {} AND f.number ="
            " staged.number))"
        ).format(why, FOUND, sql.Literal(self.position))

    @property
    def value(self) -> sql.Composed:
        if self.named is not None:
            return self.named.value(column(self.position))
        return self.kind.cast(self._plain)


@dataclass(frozen=True)
class Fault:
    """One refused cell, or a whole row when `label` is empty."""

    row: int
    label: str
    value: str
    reason: str


def good(checks: Sequence[Check]) -> sql.Composed:
    """SQL: whether a staged row is accepted."""
    tests = [sql.SQL("problem IS NULL")]
    return sql.SQL(" AND ").join(
        [*tests, *(sql.SQL("({}) IS NULL").format(check.reason) for check in checks)]
    )


def count(connection: Connection, checks: Sequence[Check]) -> tuple[int, int]:
    """How many staged rows are accepted, and how many refused."""
    query = sql.SQL("SELECT count(*) FILTER (WHERE {}), count(*) FROM {}")
    accepted, total = _row(connection, query.format(good(checks), STAGED))
    return accepted, total - accepted


def options(connection: Connection, position: int) -> list[str]:
    """The different values of a staged column, at most one more than a choice may have."""
    query = sql.SQL(
        "SELECT DISTINCT {0} FROM {1} WHERE {0} <> '' AND problem IS NULL ORDER BY 1 LIMIT {2}"
    )
    found = query.format(column(position), STAGED, sql.Literal(MAX_OPTIONS + 1))
    return [value for (value,) in connection.execute(found).fetchall()]


def faults(connection: Connection, checks: Sequence[Check], limit: int) -> list[Fault]:
    """The cells of the first `limit` refused rows that are why they are refused."""
    pairs = [sql.SQL("left({}, 80), {}").format(column(c.position), c.reason) for c in checks]
    query = sql.SQL("SELECT number, problem, {} FROM {} WHERE NOT ({}) ORDER BY number LIMIT {}")
    values = sql.SQL(", ").join(pairs) if pairs else sql.SQL("NULL")
    found: list[Fault] = []
    rows = connection.execute(query.format(values, STAGED, good(checks), sql.Literal(limit)))
    for number, problem, *cells in rows.fetchall():
        if problem:
            found.append(Fault(number, "", "", problem))
            continue
        for check, value, reason in zip(checks, cells[0::2], cells[1::2], strict=True):
            if reason:
                found.append(Fault(number, check.label, value or "", reason))
    return found


def error_file(
    connection: Connection, checks: Sequence[Check], headers: Sequence[str]
) -> Iterator[bytes]:
    """The refused rows as CSV, as they were, each with its row and reasons before it.

    A cell that was empty stays empty, a quoted empty text stays `""` (RFC 4180, UTF-8).
    """
    said = [
        sql.SQL("{} || ': ' || ({})").format(sql.Literal(check.label), check.reason)
        for check in checks
    ]
    (extra,) = _row(connection, sql.SQL("SELECT count(extra) > 0 FROM {}").format(STAGED))
    named = [ROW, REASON, *headers, *([EXTRA] if extra else [])]
    cells = [column(i) for i in range(len(headers))] + ([sql.Identifier("extra")] if extra else [])
    chosen = [sql.SQL("number"), _joined([sql.Identifier("problem"), *said]), *cells]
    query = sql.SQL(
        "COPY (SELECT {} FROM {} WHERE NOT ({}) ORDER BY number) TO STDOUT (FORMAT csv)"
    ).format(sql.SQL(", ").join(chosen), STAGED, good(checks))
    yield ",".join(_quoted(name) for name in named).encode() + b"\n"
    with connection.cursor().copy(query) as copy:
        for chunk in copy:
            yield bytes(chunk)


def _joined(texts: Sequence[sql.Composable]) -> sql.Composable:
    """SQL for all texts that are not NULL; a function takes up to 100 arguments."""
    if len(texts) > _ARGUMENTS:
        parts = [texts[i : i + _ARGUMENTS] for i in range(0, len(texts), _ARGUMENTS)]
        return _joined([sql.SQL("NULLIF({}, '')").format(_joined(part)) for part in parts])
    return sql.SQL("concat_ws('; ', {})").format(sql.SQL(", ").join(texts))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _row(connection: Connection, query: sql.Composed) -> tuple[int, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None  # noqa: S101 - an aggregate always gives one row
    return tuple(row)
