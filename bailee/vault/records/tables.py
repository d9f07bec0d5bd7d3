"""The shape of a collection's table: composed DDL, run on an owner's connection.

Who changes a shape and who changes records meet at the table's own lock: `changing` and `hold`.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from psycopg import Connection, errors, sql

from bailee.foundation import tenancy
from bailee.foundation.ids import opaque
from bailee.vault.records.types import TYPES

# The newest row has the greatest id (RFC 9562, version 7). Before PostgreSQL 18 the server has
# no uuidv7(): random bits from gen_random_uuid() under the milliseconds of the clock.
_UUID7 = "uuidv7()"
_UUID7_BEFORE_18 = """encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing
    substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
    FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid"""


WORN_OUT = gettext_noop(
    "This collection has had so many fields over time that its table takes no more."
    " Export it and import it as a new collection."
)
_PATIENCE = "SET LOCAL lock_timeout = '5s'"
# The columns that every record has beside its fields.
SYSTEM = ("id", "version", "created_at", "created_by", "changed_at", "changed_by", "import_id")


@dataclass(frozen=True)
class Shape:
    """A column to be: its opaque name and what is asked of it.

    `target` is the table whose ids it holds; `default` the text that rows without a value get.
    """

    column: str
    type: str
    required: bool = False
    indexed: bool = False
    unique: bool = False
    default: str | None = None
    target: str | None = None


class BusyError(Exception):
    """Somebody changes the fields of a collection, or its records, for longer than we wait."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody is changing the fields or many records of this collection just"
                " now. Nothing was stored; try again in a moment."
            )
        )


@contextmanager
def changing(schema: str, table: str | None = None) -> Iterator[Connection[Any]]:
    """An owner's transaction that changes shape; with `table`, nobody else changes that one.

    Raises `BusyError` after some seconds of waiting, `FrozenError`.
    """
    try:
        with tenancy.owner(schema) as raw:
            raw.execute(_PATIENCE)
            refuse_if_frozen(raw, schema)
            if table is not None:  # readers go on; writers wait, and see the new shape then
                raw.execute(
                    sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(
                        sql.Identifier(table)
                    )
                )
            yield raw
    except (errors.LockNotAvailable, errors.DeadlockDetected):
        raise BusyError from None


def hold(table: str) -> None:
    """Keeps the table's shape until the open transaction ends; read the fields after this.

    On the vault's own login. Raises `BusyError`, `FrozenError`.
    """
    with connection.cursor() as cursor:
        lock = sql.SQL("LOCK TABLE {} IN ROW EXCLUSIVE MODE").format(sql.Identifier(table))
        try:
            cursor.execute(sql.SQL("{}; {}").format(sql.SQL(_PATIENCE), lock))  # one round trip
        except OperationalError as error:
            if isinstance(error.__cause__, errors.LockNotAvailable | errors.DeadlockDetected):
                raise BusyError from None
            raise


def new_table_name() -> str:
    return f"c_{opaque()}"


def new_column_name() -> str:
    return f"f_{opaque()}"


def refuse_if_frozen(raw: Connection, schema: str) -> None:
    """The owner may always write: what holds the vault's role back holds the owner back here.

    The lock makes a freeze that takes a stronger one wait for the end of this transaction.
    Raises `FrozenError`.
    """
    raw.execute("LOCK TABLE records_collection IN ROW EXCLUSIVE MODE")
    role = tenancy.vault_seat(schema).login
    row = raw.execute(
        "SELECT has_table_privilege(%s, 'records_collection', 'INSERT')", [role]
    ).fetchone()
    if row is None or not row[0]:
        raise tenancy.FrozenError(_("the vault is frozen: it can be read, not changed"))


def make(raw: Connection, schema: str, table: str, columns: Sequence[Shape]) -> None:
    """Creates the table without what `finish` adds, and lets the vault's role use it."""
    modern = raw.info.server_version >= 180_000
    raw.execute(
        sql.SQL(
            "CREATE TABLE {} (id uuid PRIMARY KEY DEFAULT {}, version integer NOT NULL DEFAULT 1,"
            " created_at timestamptz NOT NULL, created_by uuid, changed_at timestamptz NOT NULL,"
            " changed_by uuid, import_id uuid {})"
        ).format(
            sql.Identifier(table),
            sql.SQL(_UUID7 if modern else _UUID7_BEFORE_18),
            sql.SQL("").join(sql.SQL(", {}").format(_column(shape)) for shape in columns),
        )
    )
    raw.execute(
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {}").format(
            sql.Identifier(table), sql.Identifier(tenancy.vault_seat(schema).login)
        )
    )


def finish(raw: Connection, table: str, shape: Shape) -> None:
    """Index, uniqueness and foreign key of one column: quicker over rows that are there already.

    Raises `UniqueViolation` and `ForeignKeyViolation` for rows that are in the way.
    """
    if shape.unique:
        once(raw, table, shape.column)
    if shape.indexed:
        index(raw, table, shape.column)
    if shape.target:
        link(raw, table, shape.column, shape.target)


def add_column(raw: Connection, table: str, shape: Shape) -> None:
    """Adds one column, in which rows that are there get the default.

    Raises `NotNullViolation` for a required one without a default if the table has rows.
    """
    raw.execute(
        sql.SQL("ALTER TABLE {} ADD COLUMN {}").format(sql.Identifier(table), _column(shape))
    )
    finish(raw, table, shape)


def index(raw: Connection, table: str, column: str) -> None:
    """One index serves the field's filters and, with the id, its sort in both directions."""
    raw.execute(
        sql.SQL("CREATE INDEX {} ON {} ({}, id)").format(
            sql.Identifier(f"{table}_{column}"), sql.Identifier(table), sql.Identifier(column)
        )
    )


def drop_index(raw: Connection, table: str, column: str) -> None:
    raw.execute(sql.SQL("DROP INDEX IF EXISTS {}").format(sql.Identifier(f"{table}_{column}")))


def once(raw: Connection, table: str, column: str) -> None:
    """No two rows with the same value; any number without one."""
    raw.execute(
        sql.SQL("CREATE UNIQUE INDEX {} ON {} ({})").format(
            sql.Identifier(f"{table}_{column}_once"),
            sql.Identifier(table),
            sql.Identifier(column),
        )
    )


def drop_once(raw: Connection, table: str, column: str) -> None:
    raw.execute(sql.SQL("DROP INDEX IF EXISTS {}").format(sql.Identifier(f"{table}_{column}_once")))


def link(raw: Connection, table: str, column: str, target: str) -> None:
    """The column holds ids of the target's rows. A row that is named cannot go: no cascade."""
    raw.execute(
        sql.SQL(
            "ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} (id) DEFERRABLE"
        ).format(
            sql.Identifier(table),
            sql.Identifier(f"{table}_{column}_link"),
            sql.Identifier(column),
            sql.Identifier(target),
        )
    )


def unlink(raw: Connection, table: str, column: str) -> None:
    raw.execute(
        sql.SQL("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}").format(
            sql.Identifier(table), sql.Identifier(f"{table}_{column}_link")
        )
    )


def require(raw: Connection, table: str, column: str, *, required: bool) -> None:
    """Raises `NotNullViolation` for rows without a value."""
    change = "SET NOT NULL" if required else "DROP NOT NULL"
    _alter(raw, table, column, sql.SQL(change))


def must(raw: Connection, table: str, column: str) -> None:
    """Every row has a value. Raises `NotNullViolation`."""
    require(raw, table, column, required=True)


def holds(
    raw: Connection, demand: Callable[[Connection, str, str], None], table: str, column: str
) -> bool:
    """Makes the demand (`must` or `once`) if every row meets it, and says whether."""
    try:
        with raw.transaction():
            demand(raw, table, column)
    except (errors.NotNullViolation, errors.UniqueViolation):
        return False
    return True


def begin_with(raw: Connection, table: str, shape: Shape) -> None:
    """Rows without a value for the column get its default from now on, or none."""
    text = _default(shape)
    _alter(
        raw,
        table,
        shape.column,
        sql.SQL("SET DEFAULT {}").format(text) if text else sql.SQL("DROP DEFAULT"),
    )


def drop_column(raw: Connection, table: str, column: str) -> None:
    raw.execute(
        sql.SQL("ALTER TABLE {} DROP COLUMN {}").format(
            sql.Identifier(table), sql.Identifier(column)
        )
    )


def drop(raw: Connection, tables: Sequence[str]) -> None:
    """Drops them together: they may point at each other, but nothing else at them."""
    named = sql.SQL(", ").join(map(sql.Identifier, tables))
    raw.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(named))


def analyze(raw: Connection, table: str) -> None:
    """Tells the planner how many rows there are and how values are spread."""
    raw.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


def _alter(raw: Connection, table: str, column: str, change: sql.Composable) -> None:
    raw.execute(
        sql.SQL("ALTER TABLE {} ALTER {} {}").format(
            sql.Identifier(table), sql.Identifier(column), change
        )
    )


def _column(shape: Shape) -> sql.Composed:
    text = _default(shape)
    return sql.SQL("{} {}{}{}").format(
        sql.Identifier(shape.column),
        sql.SQL(TYPES[shape.type].column),
        sql.SQL(" NOT NULL" if shape.required else ""),
        sql.SQL(" DEFAULT {}").format(text) if text else sql.SQL(""),
    )


def _default(shape: Shape) -> sql.Composed | None:
    if shape.default is None:
        return None
    return TYPES[shape.type].cast(sql.SQL("{}::text").format(sql.Literal(shape.default)))
