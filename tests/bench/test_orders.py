"""The benchmark's table is the same from Python as from PostgreSQL."""

import csv
import io
from collections import Counter

from psycopg import sql

from bailee.foundation.tenancy import owner
from bench import orders

COUNT = 3000


def test_orders_from_postgresql_equal_those_from_python() -> None:
    with owner() as raw:
        raw.execute("SET LOCAL search_path = pg_temp")
        orders.create(raw)
        orders.fill(raw, count=COUNT)
        query = sql.SQL(
            "SELECT id::text, customer, email, amount::text, status,"
            """ to_char(created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), notes, attributes::text"""
            " FROM orders ORDER BY orders.id"
        )
        assert raw.execute(query).fetchall() == list(orders.rows(COUNT))
        raw.rollback()


def test_orders_as_csv_read_back_as_rows() -> None:
    text = io.StringIO("".join(orders.csv_lines(COUNT)), newline="")
    head, *rows = csv.reader(text)
    assert head == list(orders.COLUMNS)
    assert [tuple(row) for row in rows] == list(orders.rows(COUNT))


def test_orders_are_shaped_as_stated() -> None:
    rows = list(orders.rows(COUNT))
    assert {len(row[6]) for row in rows} == {80}
    assert 110 <= sum(len(row[7]) for row in rows) / COUNT <= 130
    statuses = [status for status, _ in Counter(row[4] for row in rows).most_common()]
    assert statuses == ["shipped", "paid", "open", "cancelled", "returned"]
