"""The shape of a collection's table: composed DDL, run on an owner's connection."""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import Connection, sql

from bailee.foundation import tenancy
from bailee.foundation.ids import opaque
from bailee.vault.records.types import TYPES

# The newest row has the greatest id (RFC 9562, version 7). Before PostgreSQL 18 the server has
# no uuidv7(): random bits from gen_random_uuid() under the milliseconds of the clock.
_UUID7 = "uuidv7()"
_UUID7_BEFORE_18 = """encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing
    substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
    FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid"""


# The columns that every record has beside its fields.
SYSTEM = ("id", "version", "created_at", "created_by", "changed_at", "changed_by", "import_id")


@dataclass(frozen=True)
class Shape:
    """A column to be: its opaque name and what is asked of it."""

    column: str
    type: str
    required: bool = False
    indexed: bool = False


def new_table_name() -> str:
    return f"c_{opaque()}"


def new_column_name() -> str:
    return f"f_{opaque()}"


def refuse_if_frozen(connection: Connection, schema: str) -> None:
    """The owner may always write: what holds the vault's role back holds the owner back here.

    The lock makes a freeze that takes a stronger one wait for the end of this transaction.
    Raises `FrozenError`.
    """
    connection.execute("LOCK TABLE records_collection IN ROW EXCLUSIVE MODE")
    role = tenancy.vault_seat(schema).login
    row = connection.execute(
        "SELECT has_table_privilege(%s, 'records_collection', 'INSERT')", [role]
    ).fetchone()
    if row is None or not row[0]:
        raise tenancy.FrozenError("the vault is frozen: it can be read, not changed")


def make(connection: Connection, schema: str, table: str, columns: Sequence[Shape]) -> None:
    """Creates the table without its fields' indexes, and lets the vault's role use it."""
    modern = connection.info.server_version >= 180_000
    connection.execute(
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
    connection.execute(
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {}").format(
            sql.Identifier(table), sql.Identifier(tenancy.vault_seat(schema).login)
        )
    )


def add_column(connection: Connection, table: str, shape: Shape) -> None:
    """Adds one column. A required one raises `NotNullViolation` if the table has rows."""
    connection.execute(
        sql.SQL("ALTER TABLE {} ADD COLUMN {}").format(sql.Identifier(table), _column(shape))
    )
    if shape.indexed:
        index(connection, table, shape.column)


def index(connection: Connection, table: str, column: str) -> None:
    """One index serves the field's filters and, with the id, its sort in both directions."""
    connection.execute(
        sql.SQL("CREATE INDEX {} ON {} ({}, id)").format(
            sql.Identifier(f"{table}_{column}"), sql.Identifier(table), sql.Identifier(column)
        )
    )


def drop_index(connection: Connection, table: str, column: str) -> None:
    connection.execute(
        sql.SQL("DROP INDEX IF EXISTS {}").format(sql.Identifier(f"{table}_{column}"))
    )


def drop_column(connection: Connection, table: str, column: str) -> None:
    connection.execute(
        sql.SQL("ALTER TABLE {} DROP COLUMN {}").format(
            sql.Identifier(table), sql.Identifier(column)
        )
    )


def drop(connection: Connection, table: str) -> None:
    connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(table)))


def analyze(connection: Connection, table: str) -> None:
    """Tells the planner how many rows there are and how values are spread."""
    connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


def _column(shape: Shape) -> sql.Composed:
    return sql.SQL("{} {}{}").format(
        sql.Identifier(shape.column),
        sql.SQL(TYPES[shape.type].column),
        sql.SQL(" NOT NULL" if shape.required else ""),
    )
