"""The throwaway clients: opened for trying, signed in through the page, purged in every case."""

import functools
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bailee.custody import lifecycle
from bailee.custody.drill import jobs, vaults
from bailee.foundation import ids, tenancy
from bailee.foundation.actors import SYSTEM
from bailee.office.clients.models import Client
from bailee.people import invitations
from bailee.people.models import User
from bailee.people.protection import authenticator_app
from bailee.people.roles import Role
from bailee.policy import versions
from bailee.policy.proofs.broken import BrokenError
from bailee.policy.proofs.web import SESSION, Answer, Cookie, Visitor, Web
from bailee.vault.files import uploads
from bailee.vault.records import collections, records
from bailee.vault.records.collections import NewField

SIGN_IN, CODE, SIGN_OUT = "/account/login/", "/account/login/code/", "/account/logout/"
NAME = "Proof Chandlers Ltd"
PARTICULARS = {
    "street": "7 Proof Quay",
    "postal_code": "PR7 0OF",
    "city": "Proofhaven",
    "country": "GB",
    "contact_name": "Ada Proof",
    "contact_email": "ada@proof.example",
    "contact_phone": "+44 20 7946 0000",
}


@dataclass
class Ground:
    """What the proofs stand on: the running server, a client of their own, another next door."""

    web: Web
    now: datetime
    client: Client
    neighbour: str
    password: str

    @property
    def schema(self) -> str:
        return str(self.client.schema_name)

    @property
    def host(self) -> str:
        return f"{self.client.label}.{self.web.domain}"

    def sign_in(
        self, *, says: dict[str, str] | None = None, came_from: str = ""
    ) -> tuple[Visitor, Answer]:
        """The client's owner, in by the form; and what the form answered.

        `says`: headers of that browser. Raises `BrokenError` if it lets nobody in.
        """
        ada = self.web.visitor(self.host)
        ada.says.update(says or {})
        given = {"login": PARTICULARS["contact_email"], "password": self.password}
        given |= {"came_from": came_from} if came_from else {}
        if ada.post(SIGN_IN, given).headers.get("Location") != CODE:
            raise BrokenError("the sign-in page lets an owner in without a second factor")
        answer = ada.post(CODE, {"code": self._code()})
        if answer.status != 302 or ada.get("/company/").status != 200:
            raise BrokenError(f"the sign-in page answers with {answer.status}, nobody is let in")
        return ada, answer

    def _code(self) -> str:
        with tenancy.inside(self.schema):
            return authenticator_app.shown(User.objects.get(email=PARTICULARS["contact_email"]))

    @functools.cached_property
    def ada(self) -> Visitor:
        """One sign-in for the proofs that only need somebody who is in."""
        return self.sign_in()[0]


@contextmanager
def opened(web: Web, *, now: datetime) -> Iterator[Ground]:
    """Two clients that are there within, and nothing of them after.

    Raises `BrokenError` if proofs are under way elsewhere, for both would clear the other's.
    """
    with _alone(), vaults.noted(now=now, name="prove") as note:
        with jobs.our_own() as work:  # no worker sends the invitations to anybody
            client = _open(note.add(f"drill-{ids.opaque()}"), now=now)
            next_door = note.add(f"drill-{ids.opaque()}")
            neighbour = vaults.open_neighbour(next_door, by=SYSTEM, now=now)
            work()
        password = _furnish(str(client.schema_name), now=now)
        yield Ground(web, now, client, neighbour, password)


def _open(label: str, *, now: datetime) -> Client:
    return lifecycle.open_client(
        name=NAME,
        label=label,
        particulars=PARTICULARS,
        terms=lifecycle.Terms(now.date(), 0, Decimal("1.00"), "EUR"),
        by=SYSTEM,
        now=now,
    )


def _furnish(schema: str, *, now: datetime) -> str:
    """The first owner accepts, and there is something behind every kind of page. The password."""
    email, name, password = (
        PARTICULARS["contact_email"],
        PARTICULARS["contact_name"],
        ids.opaque(24),
    )
    with tenancy.inside(schema):
        _, token = invitations.invite(email=email, name=name, role=Role.OWNER, by=SYSTEM, now=now)
        agreed = versions.in_force().named
        owner = invitations.accept(
            token, name=name, password=password, now=now, agrees_to=agreed, address="::1"
        )
        authenticator_app.give(owner, now=now)
        ada = owner.actor
        invitations.invite(email="ben@proof.example", name="Ben", role=Role.EDITOR, by=ada, now=now)
        fields = [NewField("Berth", "text", required=True), NewField("Home page", "url")]
        moorings = collections.create(label="Moorings", fields=fields, by=ada, now=now)
        berth, page = moorings.fields.order_by("position")
        values = {str(berth.id): "Quay 4", str(page.id): "https://quay.example/4"}
        records.add(moorings, values, by=ada, now=now)
        uploads.store(name="berth.txt", source=io.BytesIO(b"Quay 4\n"), by=ada, now=now)
    return password


@contextmanager
def _alone() -> Iterator[None]:
    with tenancy.owner(autocommit=True) as raw:
        row = raw.execute("SELECT pg_try_advisory_lock(hashtext('bailee prove'))").fetchone()
        if row is None or not row[0]:
            raise BrokenError("Other proofs are running.")
        try:
            yield
        finally:  # by word: the server may notice a closed connection only after the next has come
            raw.execute("SELECT pg_advisory_unlock_all()")


def session_cookie(answer: Answer) -> Cookie:
    """The only cookie that an answer sets. Raises `BrokenError` for none, more, or another."""
    names = [cookie.name for cookie in answer.cookies]
    if names != [SESSION]:
        raise BrokenError(f"{answer} sets {', '.join(names) or 'no cookie'}")
    return answer.cookies[0]
