"""What a client's archive leaves out: the ways in, never the client's own information.

Every package below says so beside its tables, in `holdings.py`: `WITHHELD` maps `"table"` or
`"table.column"` to the reason, `STAND_INS` gives values for withheld columns that may not be empty.
"""

import csv
import importlib
import io
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec

from bailee.custody.archive import columns
from bailee.custody.archive.shape import Column, Shape, ShapeError, Table

_PACKAGES = ("bailee.people", "bailee.vault")


@dataclass(frozen=True)
class Withheld:
    """`reasons` and `stand_ins` as the holdings give them. Empty: a backup, nothing withheld."""

    reasons: Mapping[str, str] = field(default_factory=dict)
    stand_ins: Mapping[str, str] = field(default_factory=dict)

    def table(self, name: str) -> bool:
        return name in self.reasons

    def column(self, table: Table, column: Column) -> bool:
        return f"{table.name}.{column.name}" in self.reasons

    def kept(self, table: Table) -> tuple[Column, ...]:
        """The columns of a table that go into the archive."""
        return tuple(column for column in table.data if not self.column(table, column))

    def stand_in(self, table: Table, column: Column) -> dict[str, str] | None:
        """What a restore puts in a withheld column: a value, a prefix to the row's key, or NULL.

        Raises `ShapeError` where nothing harmless is known.
        """
        if column.nullable:
            return None
        declared = self.stand_ins.get(f"{table.name}.{column.name}")
        if declared is not None:
            return {"value": declared}
        if columns.is_text(column) and len(table.key) == 1:
            return {"prefix": "!"} if column.name in table.unique else {"value": "!"}
        raise ShapeError(
            f"{table.name}.{column.name} is withheld and may not be empty: "
            "its holdings.py must name a harmless value in STAND_INS",
        )

    def check(self, shape: Shape) -> None:
        """Raises `ShapeError` for names that do not exist and for rows that could not come back."""
        known = shape.names() | {f"{t.name}.{c.name}" for t in shape.tables for c in t.data}
        if strangers := sorted(set(self.reasons) - known):
            raise ShapeError(f"withheld, but not in the vault: {', '.join(strangers)}")
        for table in shape.tables:
            if not self.table(table.name):
                self._check_table(table)

    def as_csv(self) -> bytes:
        """`withheld.csv`: what is left out and why, sorted."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("table", "column", "reason"))
        for name, reason in sorted(self.reasons.items()):
            table, _, column = name.partition(".")
            writer.writerow((table, column, reason))
        return out.getvalue().encode()

    def _check_table(self, table: Table) -> None:
        for name in table.key:
            if self.column(table, table.column(name)):
                raise ShapeError(f"{table.name}.{name} is withheld, but it is the key of its rows")
        for key in table.foreign_keys:
            shown = [n for n in key.columns if not self.column(table, table.column(n))]
            if self.table(key.table) and shown:
                raise ShapeError(
                    f"{table.name}.{shown[0]} refers to {key.table}, which is withheld: "
                    "withhold it as well",
                )
        for column in table.data:
            if self.column(table, column):
                self.stand_in(table, column)


NOTHING = Withheld()


def declared() -> Withheld:
    """What all packages below custody declare."""
    reasons: dict[str, str] = {}
    stand_ins: dict[str, str] = {}
    for name in holdings(_PACKAGES):
        module = importlib.import_module(name)
        reasons |= module.WITHHELD
        stand_ins |= getattr(module, "STAND_INS", {})
    return Withheld(reasons, stand_ins)


def holdings(packages: Iterable[str]) -> Iterator[str]:
    """The names of the modules `holdings` of these packages and of those right below them."""
    for package in packages:
        places = importlib.import_module(package).__path__
        inner = (f"{package}.{found.name}" for found in pkgutil.iter_modules(places) if found.ispkg)
        for name in sorted({package, *inner}):
            if find_spec(f"{name}.holdings"):
                yield f"{name}.holdings"
