"""What a list can be sorted, filtered and grouped by: fields, and the times every record has."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext, gettext_noop
from psycopg import sql

from bailee.vault.records.models import Field
from bailee.vault.records.types import TYPES, FieldType

_TIMES = {"created_at": gettext_noop("Added"), "changed_at": gettext_noop("Last changed")}


@dataclass(frozen=True)
class Column:
    """A column by the key that addresses and saved views use: a field's id, or a system name."""

    key: str
    label: str
    name: str
    kind: FieldType
    field: Field | None = None

    @property
    def identifier(self) -> sql.Identifier:
        return sql.Identifier(self.name)

    @property
    def order(self) -> sql.Composable:
        """The expression by which the column sorts, as its index has it."""
        return sql.SQL(self.kind.sort).format(v=self.identifier)


def of(fields: Iterable[Field]) -> dict[str, Column]:
    """Every column of a collection by its key: the fields in order, then the times."""
    found = [Column(str(one.id), one.label, one.column_name, one.kind, one) for one in fields]
    found += [
        Column(name, gettext(label), name, TYPES["datetime"]) for name, label in _TIMES.items()
    ]
    return {one.key: one for one in found}


def text(value: Any) -> str:
    """A value as the text from which PostgreSQL reads the same value again."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    return str(value)


def fetch(query: sql.Composed) -> list[tuple[Any, ...]]:
    """Runs a composed query as the vault's own login."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
