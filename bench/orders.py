"""The table *orders* that all benchmarks share: row `i` is the same everywhere and always.

The rows come from Python (`rows`, `csv_lines`) or, much faster, from PostgreSQL (`fill`); a test
holds the two to each other.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
from psycopg import sql

COLUMNS = (
    "id",
    "customer",
    "email",
    "amount",
    "status",
    "created_at",
    "notes",
    "attributes",
)
TYPES = (
    "bigint",
    "text",
    "text",
    "numeric(20,4)",
    "text",
    "timestamptz",
    "text",
    "jsonb",
)
_HOUSES = [
    "Abbott",
    "Ahlgren",
    "Bianchi",
    "Castro",
    "Dubois",
    "Eriksen",
    "Fischer",
    "Grant",
    "Hansen",
    "Ivanov",
    "Jansen",
    "Kowalski",
    "Lindqvist",
    "Moreau",
    "Núñez",
    "O'Brien",
]
_TRADES = ("Shipping", "Marine, Ltd", "Freight", "& Sons", "Chandlers", 'the "Harbour"', "AG", "SA")
_PHRASES = (
    "Deliver to gate two,",
    "Call before arrival.",
    "Left with the porter",
    "Invoice to be shared",
    "Second crate follows",
    'Marked "this way up"',
    "Paid on the same day",
    "Handle it with care:",
)
_COLOURS = ("red", "blue", "green", "white", "black")
_SHARES = {"shipped": 55, "paid": 25, "open": 12, "cancelled": 6, "returned": 2}  # per cent
_STATUSES = [status for status, share in _SHARES.items() for _ in range(share)]
_FIRST_DAY = datetime(2020, 1, 1, tzinfo=UTC)
_FIVE_YEARS = 157_680_000  # seconds


def rows(count: int) -> Iterator[tuple[str, ...]]:
    """Rows 1 to `count` as PostgreSQL writes them, but for the time, which is ISO 8601 with Z."""
    for number in range(1, count + 1):
        yield _row(number)


def csv_lines(count: int) -> Iterator[str]:
    """The same as CSV with a header, every text quoted, lines ending in LF."""
    yield ",".join(COLUMNS) + "\n"
    for row in rows(count):
        yield ",".join(_quoted(value) for value in row) + "\n"


def create(connection: psycopg.Connection, *, table: str = "orders") -> None:
    """Makes the empty table, keyed by `id`, in the connection's schema."""
    columns = sql.SQL(", ").join(
        sql.SQL("{} {} NOT NULL").format(sql.Identifier(name), sql.SQL(kind))
        for name, kind in zip(COLUMNS, TYPES, strict=True)
    )
    connection.execute(
        sql.SQL("CREATE TABLE {} ({}, PRIMARY KEY (id))").format(sql.Identifier(table), columns),
    )


def fill(
    connection: psycopg.Connection,
    *,
    count: int,
    table: str = "orders",
    columns: tuple[str, ...] = COLUMNS,
) -> None:
    """Inserts rows 1 to `count`, made by the server, into the target's `columns`, in our order."""
    connection.execute(
        sql.SQL("INSERT INTO {} ({}) {}").format(
            sql.Identifier(table),
            sql.SQL(", ").join(sql.Identifier(name) for name in columns),
            select(count),
        ),
    )


def select(count: int) -> sql.Composed:
    """A query that gives the eight columns of rows 1 to `count`."""
    return sql.SQL(
        """
        SELECT i AS id,
               h1 || ' ' || ({trades}::text[])[h / 113 % 8 + 1] AS customer,
               replace(lower(h1), '''', '') || '.' || h % 90000 + 10000 || '@post.example' AS email,
               ((h % 100000000) / 10000.0)::numeric(20,4) AS amount,
               ({statuses}::text[])[h % 100 + 1] AS status,
               timestamptz '2020-01-01 00:00:00+00' + make_interval(secs => h % {span})
                   + (i * 7919 % 1000000) * interval '1 microsecond' AS created_at,
               ({phrases}::text[])[h / 3 % 8 + 1] || ' ' || ({phrases}::text[])[h / 29 % 8 + 1]
                   || ' Order ' || md5(i::text) AS notes,
               jsonb_build_object('sku', 'SKU-' || h % 50000, 'tags',
                   jsonb_build_array(({colours}::text[])[h % 5 + 1], substr(md5(i::text), 1, 8)),
                   'items', h % 9 + 1, 'colour', ({colours}::text[])[h / 11 % 5 + 1],
                   'weight', h % 100000 + 0.125, 'express', h % 7 = 0) AS attributes
        FROM (SELECT i, h, ({houses}::text[])[h / 7 % 16 + 1] AS h1
              FROM (SELECT i, i * 2654435761 % 4294967296 AS h
                    FROM generate_series(1::bigint, {count}) AS i) AS hashed) AS named
        """
    ).format(
        houses=sql.Literal(_HOUSES),
        trades=sql.Literal(list(_TRADES)),
        statuses=sql.Literal(_STATUSES),
        phrases=sql.Literal(list(_PHRASES)),
        colours=sql.Literal(list(_COLOURS)),
        span=sql.Literal(_FIVE_YEARS),
        count=sql.Literal(count),
    )


def _row(number: int) -> tuple[str, ...]:
    spread = number * 2654435761 % 4294967296
    house = _HOUSES[spread // 7 % 16]
    digest = hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest()
    made = _FIRST_DAY + timedelta(
        seconds=spread % _FIVE_YEARS, microseconds=number * 7919 % 1_000_000
    )
    return (
        str(number),
        f"{house} {_TRADES[spread // 113 % 8]}",
        f"{house.lower().replace("'", '')}.{spread % 90000 + 10000}@post.example",
        f"{spread % 100_000_000 // 10_000}.{spread % 10_000:04}",
        _STATUSES[spread % 100],
        f"{made:%Y-%m-%dT%H:%M:%S.%f}Z",
        f"{_PHRASES[spread // 3 % 8]} {_PHRASES[spread // 29 % 8]} Order {digest}",
        _attributes(spread, digest),
    )


def _attributes(spread: int, digest: str) -> str:
    express = "true" if spread % 7 == 0 else "false"
    return (
        f'{{"sku": "SKU-{spread % 50000}", "tags": ["{_COLOURS[spread % 5]}", "{digest[:8]}"], '
        f'"items": {spread % 9 + 1}, "colour": "{_COLOURS[spread // 11 % 5]}", '
        f'"weight": {spread % 100_000}.125, "express": {express}}}'
    )


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
