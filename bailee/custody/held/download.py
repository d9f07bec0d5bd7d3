"""What is held about one person, to take along: one ZIP with a CSV for each kind and an index."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import psycopg
from django.template.loader import render_to_string
from django.utils import translation

from bailee.custody.archive import columns, shape, tables, withheld
from bailee.custody.archive.container import Container
from bailee.custody.archive.shape import Table
from bailee.custody.held import standing
from bailee.custody.held.standing import Standing
from bailee.foundation import tenancy
from bailee.foundation.tenancy import Seat
from bailee.people.models import User


def stream(person: User, *, now: datetime) -> Iterator[bytes]:
    """The ZIP, piece by piece, of one moment; nothing is kept on a disk.

    The rows are read with the rights of the present seat.
    """
    kinds = [one for one in standing.of(person) if one.rows]
    contents = _Contents(tenancy.current(), kinds, standing.values(person))
    about = {"person": person, "now": now, "language": translation.get_language()}
    return contents.pieces(about)


# Of a table that no archive holds, the keys of its rows are ways in.
_KEYS = ("session_key",)


class _Contents:
    """One ZIP in the making."""

    def __init__(self, seat: Seat, kinds: list[Standing], values: dict[str, Any]) -> None:
        self._seat, self._kinds, self._values = seat, kinds, values
        self._container = Container()
        self._withheld = withheld.declared().reasons

    def pieces(self, about: dict[str, Any]) -> Iterator[bytes]:
        written = []
        with tenancy.apart(self._seat) as raw:
            raw.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            raw.read_only = True
            for setting in columns.SESSION:
                raw.execute(setting.encode())
            there = shape.tables(raw, schema=self._seat.schema)
            for one in self._kinds:
                path = f"{one.part}/{one.held.table}.csv"
                rows = tables.Rows(raw, self._sheet(raw, there[one.held.table], one), self._values)
                yield from self._container.add(path, rows)
                written.append({"kind": one, "path": path, "rows": rows.count})
        with translation.override(about["language"]):
            index = render_to_string("custody/about_me.html", {**about, "written": written})
        yield from self._container.add("index.html", [index.encode()])
        yield from self._container.close()

    def _sheet(self, raw: psycopg.Connection[Any], table: Table, one: Standing) -> tables.Sheet:
        hidden = {*one.held.hides} | ({*_KEYS} if table.name in self._withheld else set())
        named = {*table.key, *one.held.shows, *one.held.did}
        kept = tuple(
            column
            for column in table.data
            if column.name not in hidden
            and f"{table.name}.{column.name}" not in self._withheld
            and (one.part == "about" or column.name in named)
        )
        made = tables.sheet(raw, table, kept, None)
        return replace(made, only=standing.condition(one.held, one.part))
