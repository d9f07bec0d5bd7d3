"""The throwaway client: opened, staffed and filled through the verbs that pages call."""

import base64
import csv
import hashlib
import io
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, cast

from django.contrib.sessions.backends.db import SessionStore
from psycopg import sql

from bailee.custody import holds, lifecycle
from bailee.custody.drill import (
    company,
    corrections,
    files,
    intake,
    integrations,
    links,
    personal,
    protected,
    records,
    shape,
    sign_on,
    usage,
    views,
    visits,
)
from bailee.custody.drill.canaries import (
    DATABASE,
    INDEXED,
    INLINE,
    LONG,
    MAIL,
    VAULT,
    WITHHELD,
    Canaries,
)
from bailee.custody.drill.report import DrillError
from bailee.foundation import ids, tenancy
from bailee.foundation.actors import Actor
from bailee.office.clients.models import Client
from bailee.people import invitations, resets, users
from bailee.people.consents import Version
from bailee.people.models import User
from bailee.people.roles import Role
from bailee.vault.activity import sign_ins, uses
from bailee.vault.records import imports, running
from bailee.vault.records.models import Collection, Field

LONG_EVERY = 100  # every so many rows has a note of some kB
_HEAD = ("Reference", "Attributes", "Note", "Amount", "Shipped at")
_IN_VAULT = (DATABASE, INLINE, VAULT)


@dataclass(frozen=True)
class Throwaway:
    """A client that the drill may do anything to, and its owner."""

    client: Client
    owner: User

    @property
    def schema(self) -> str:
        name: str = self.client.schema_name
        return name


def open_one(
    label: str, canaries: Canaries, *, work: Callable[[], None], by: Actor, now: datetime
) -> Throwaway:
    """Opens a client whose name, particulars and people all carry canaries.

    `work` does the jobs that are waiting: the invitation must be out before it is accepted.
    """
    in_both = (*_IN_VAULT, MAIL)
    address = f"{canaries.take(*in_both)}@drill.example"
    client = lifecycle.open_client(
        name=f"Drill {canaries.take(*in_both)} Ltd",
        label=label,
        particulars={
            "street": "1 Quay",
            "postal_code": canaries.take(*_IN_VAULT),
            "city": f"Port {canaries.take(*_IN_VAULT)}",
            "country": "GB",
            "contact_name": f"Ada {canaries.take(*in_both)}",
            "contact_email": address,
            "contact_phone": f"+44 {canaries.take(*_IN_VAULT)}",
        },
        terms=lifecycle.Terms(now.date(), 0, Decimal("1.00"), "EUR"),
        by=by,
        now=now,
    )
    work()
    hold = holds.place(client, reason=f"Drill {canaries.take(DATABASE, INLINE)}", by=by, now=now)
    holds.lift(hold, by=by, now=now)
    with tenancy.inside(client.schema_name):
        owner = _join(f"Ada {canaries.take(*in_both)}", address, Role.OWNER, by=by, now=now)
    return Throwaway(client, owner)


def live_in(it: Throwaway, rows: int, canaries: Canaries, *, now: datetime) -> None:
    """People come and go, records are imported, files stored, particulars corrected."""
    by = it.owner.actor
    with tenancy.inside(it.schema):
        _sign_in(it.owner, canaries, now=now)
        resets.ask(it.owner.email, now)
        personal.choose(it.owner, now=now)
        personal.mistype(it.owner, now=now)
        sign_on.connect(it.owner, canaries, now=now)
        corrections.ask_address(it.owner, canaries, now=now)
        gone = _join("Ida", "ida@drill.example", Role.READER, by=by, now=now)
        corrections.remove(gone, by=by, now=now)
        for name in ("Ben", "Rae"):
            address = f"{canaries.take(*_IN_VAULT)}@drill.example"
            called = f"{name} {canaries.take(*_IN_VAULT)}"
            person = _join(called, address, Role.READER, by=by, now=now)
            if name == "Ben":
                protected.protect(it.owner, person, canaries, now=now)
            users.deactivate(person, by=by, now=now)
        invited = f"{canaries.take(*_IN_VAULT)}@drill.example"
        name = canaries.take(*_IN_VAULT)
        invitations.invite(email=invited, name=name, role=Role.EDITOR, by=by, now=now)
        files.keep(canaries, by=by, now=now)
        links.trust_one(it.owner, canaries, now=now)
        visits.come(canaries, now=now)
    visits.come_to_site(canaries, domain=it.owner.email.partition("@")[2], now=now)
    company.correct(it.client, it.owner, canaries, now=now)
    _import(it, rows, canaries, now=now)
    with tenancy.inside(it.schema):
        integrations.connect(canaries, by=by, now=now)
    _widen(it, canaries)
    with tenancy.inside(it.schema):
        records.work_on(it.owner, canaries, now=now)
        shape.shape(canaries, by=by, now=now)
        views.save(it.owner, canaries, now=now)
        intake.take_out(canaries, by=by, now=now)
    usage.measure(it.client, by=by, now=now)


def _join(name: str, email: str, role: str, *, by: Actor, now: datetime) -> User:
    _, token = invitations.invite(email=email, name=name, role=role, by=by, now=now)
    agreed = Version(hashlib.sha256(b"drill").hexdigest(), now.date())
    return invitations.accept(
        token, name=name, password=ids.opaque(24), now=now, agrees_to=agreed, address="::1"
    )


def _sign_in(person: User, canaries: Canaries, *, now: datetime) -> None:
    session = SessionStore()
    session["drill"] = f"{person.id} {canaries.take(DATABASE, INLINE, WITHHELD)}"
    signed = sign_ins.begin(
        person, address="2001:db8::1", header="", referrer=canaries.take(*_IN_VAULT), now=now
    )
    session.create()
    address = canaries.take(*_IN_VAULT)
    uses.record(signed.id, route="files/", method="GET", address=address, now=now)


def _import(it: Throwaway, rows: int, canaries: Canaries, *, now: datetime) -> None:
    """A CSV with three canaries in each row, by the same stages as on the page."""
    source = io.BufferedReader(cast("Any", _Lines(_csv(rows, canaries))), 1 << 16)
    by, label = it.owner.actor, f"Cargo {canaries.take(*_IN_VAULT)}"
    with tenancy.inside(it.schema):
        one = imports.receive(
            source=source,
            file_name=f"cargo {canaries.take(*_IN_VAULT)}.csv",
            by=by,
            now=now,
        )
        columns = [
            replace(
                column,
                label=f"{column.label} {canaries.take(*_IN_VAULT)}",
                type="long_text" if column.header == "Note" else column.type,
                indexed=column.header == "Reference",
            )
            for column in imports.columns(one)
        ]
        imports.choose(one, columns=columns, label=label)
        imports.enqueue(one, state="running")
        running.run(one.id, now=now + timedelta(seconds=1))
        one.refresh_from_db()
    if one.state != "done" or one.accepted != rows:
        raise DrillError(f"the import ended as “{one.state_label}” with {one.accepted} rows")


def _csv(rows: int, canaries: Canaries) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEAD)
    for number in range(rows):
        attributes = {"seal": canaries.take(*_IN_VAULT), "weight": number, "hazard": None}
        long = number % LONG_EVERY == 0
        note = canaries.take(DATABASE, VAULT, LONG if long else INLINE)
        writer.writerow(
            (
                canaries.take(*_IN_VAULT, INDEXED),
                json.dumps(attributes),
                # Random letters are not worth compressing: TOAST keeps them as they are.
                f"{_noise(900)} {note} {_noise(1500)}" if long else f"Handle {note}",
                f"{number}.2500",
                f"2026-03-01T{number % 24:02}:15:00Z",
            )
        )
        if text.tell() > 1 << 16:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _noise(size: int) -> str:
    return base64.b64encode(os.urandom(size)).decode()


def _widen(it: Throwaway, canaries: Canaries) -> None:
    """Some notes in a column that is stored out of line and never compressed."""
    with tenancy.inside(it.schema):
        table = Collection.objects.get().table_name
        column = Field.objects.get(type="long_text").column_name
    notes = [f"{'wide ' * 900}{canaries.take(DATABASE, VAULT, LONG)}" for _ in range(20)]
    names = {"table": sql.Identifier(table), "column": sql.Identifier(column)}
    with tenancy.owner(it.schema) as raw:
        raw.execute(
            sql.SQL("ALTER TABLE {table} ALTER {column} SET STORAGE EXTERNAL").format(**names)
        )
        row = sql.SQL(
            "INSERT INTO {table} (created_at, changed_at, {column}) VALUES (now(), now(), %s)"
        ).format(**names)
        raw.cursor().executemany(row, [(note,) for note in notes])


class _Lines(io.RawIOBase):
    """A file over pieces of bytes."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray, /) -> int:  # type: ignore[override]  # any writable buffer
        self._left = self._left or next(self._pieces, b"")
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size
