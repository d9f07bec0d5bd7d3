"""Collections of Acme's, made the two ways there are."""

import io
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import pytest
from django.db import connection
from psycopg import sql

from bailee.vault.records import collections, imports, running
from bailee.vault.records.collections import NewField
from bailee.vault.records.intake.propose import Column
from bailee.vault.records.models import Collection, Import
from tests.cast import Vault

Send = Callable[..., Import]


@pytest.fixture
def send(acme: Vault, now: datetime) -> Send:
    """Ada sends a file: received, not run."""

    def receive(content: bytes, name: str = "ships.csv", into: Collection | None = None) -> Import:
        source = io.BytesIO(content)
        by = acme.ada.actor
        return imports.receive(source=source, file_name=name, by=by, now=now, collection=into)

    return receive


@pytest.fixture
def fleet(acme: Vault, now: datetime) -> Collection:
    """An empty collection of ships."""
    with acme.inside():
        return collections.create(
            label="Fleet",
            fields=[
                NewField("Name", "text", required=True, indexed=True),
                NewField("Built", "integer", indexed=True),
                NewField("Length", "decimal"),
                NewField("State", "choice", choices=["afloat", "laid up"]),
                NewField("Papers", "json"),
            ],
            by=acme.ada.actor,
            now=now,
        )


@dataclass(frozen=True)
class These:
    """Records chosen one by one."""

    ids: Sequence[uuid.UUID]

    def where(self, collection: Collection) -> sql.Composable:  # noqa: ARG002 - as selections are asked
        return sql.SQL("id = ANY({})").format(sql.Literal(list(self.ids)))


def run(
    one: Import, now: datetime, columns: list[Column] | None = None, *, all_or_nothing: bool = False
) -> Import:
    """Chooses, runs, and reads the import again."""
    chosen = columns or imports.columns(one)
    imports.choose(one, columns=chosen, label=one.label, all_or_nothing=all_or_nothing)
    imports.enqueue(one, state="running")
    running.run(one.id, now=now)
    one.refresh_from_db()
    return one


def as_text(collection: Collection | None) -> list[tuple[str | None, ...]]:
    """Every value as PostgreSQL writes it, in order of entry."""
    assert collection is not None
    columns = [
        sql.SQL("{}::text").format(sql.Identifier(one.column_name))
        for one in collection.fields.all()
    ]
    query = sql.SQL("SELECT {} FROM {} ORDER BY id").format(
        sql.SQL(", ").join(columns), sql.Identifier(collection.table_name)
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        found: list[tuple[str | None, ...]] = cursor.fetchall()
        return found
