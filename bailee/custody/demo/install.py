"""Setting the demo up once, and saying how to sign in each time."""

import io
import json
import os
import secrets
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from bailee.custody import lifecycle
from bailee.custody.demo import entrusted
from bailee.foundation import tenancy
from bailee.foundation.actors import Actor
from bailee.foundation.home import home
from bailee.people import invitations, users
from bailee.people.consents import Version
from bailee.people.models import User
from bailee.people.protection import authenticator_app
from bailee.people.roles import Role
from bailee.vault.files import uploads
from bailee.vault.records import imports, running

type SignIn = tuple[str, str, str]  # who, address, password and where a code comes from
_DATA = Path(__file__).parent
STAFF = (
    ("Dana Vale", "dana@harbour-vale.example", Role.STAFF_OWNER),
    ("Emil Hart", "emil@harbour-vale.example", Role.BOOKKEEPER),
    ("Priya Raman", "priya@harbour-vale.example", Role.OPERATOR),
)
ACME = (
    ("Ada Lindqvist", "ada@acme.example", Role.OWNER),
    ("Ben Okafor", "ben@acme.example", Role.EDITOR),
    ("Bo Jansen", "bo@acme.example", Role.BILLING),
    ("Rae Morrow", "rae@acme.example", Role.READER),
)
CYGNUS = (("Cy Marchetti", "cy@cygnus.example", Role.OWNER),)


def install(*, agrees_to: Version, now: datetime) -> list[SignIn]:
    """Makes the demo unless there is staff already; says how to sign in."""
    if not User.objects.exists():
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        _keep(password)
        dana = _hire(password, now=now)
        _acme(dana, password, agrees_to, now=now)
        _cygnus(dana, password, agrees_to, now=now)
    return _how_to_sign_in()


def _hire(password: str, *, now: datetime) -> Actor:
    """Staff with a second factor; `bailee code` shows its present code."""
    people = []
    for name, email, role in STAFF:
        person = users.add(email=email, name=name, role=role, password=password, now=now)
        authenticator_app.give(person, now=now)
        people.append(person)
    return people[0].actor


def _acme(dana: Actor, password: str, agrees_to: Version, *, now: datetime) -> None:
    particulars = {
        "street": "4 Quay Street",
        "postal_code": "PO1 3LJ",
        "city": "Portsmouth",
        "country": "GB",
        "contact_name": ACME[0][0],
        "contact_email": ACME[0][1],
        "contact_phone": "+44 23 9200 0104",
    }
    terms = lifecycle.Terms(date(2025, 11, 1), 30, Decimal("490.00"), "EUR")
    client = lifecycle.open_client(
        name="Acme Marine", label="acme", particulars=particulars, terms=terms, by=dana, now=now
    )
    with tenancy.inside(client.schema_name):
        ada = _join(ACME, password, agrees_to, by=dana, now=now)
        _collection("vessels.csv", "Vessels", ada, now=now)
        _collection("service_orders.csv", "Service orders", ada, now=now)
        for name, text in _FILES.items():
            source = io.BytesIO(text.encode())
            uploads.store(name=name, source=source, by=ada.actor, now=now)
        ben = User.objects.get(email=ACME[1][1])
        entrusted.bring(ada, ben, portal=lifecycle.portal_url(client), now=now)


def _cygnus(dana: Actor, password: str, agrees_to: Version, *, now: datetime) -> None:
    particulars = {
        "street": "Am Kaiserkai 11",
        "postal_code": "20457",
        "city": "Hamburg",
        "country": "DE",
        "contact_name": CYGNUS[0][0],
        "contact_email": CYGNUS[0][1],
    }
    terms = lifecycle.Terms(date(2025, 12, 1), 60, Decimal("320.00"), "EUR")
    client = lifecycle.open_client(
        name="Cygnus Freight",
        label="cygnus",
        particulars=particulars,
        terms=terms,
        by=dana,
        now=now,
    )
    with tenancy.inside(client.schema_name):
        cy = _join(CYGNUS, password, agrees_to, by=dana, now=now)
        _collection("shipments.csv", "Shipments", cy, now=now)


def _join(
    cast: tuple[tuple[str, str, Role], ...],
    password: str,
    agrees_to: Version,
    *,
    by: Actor,
    now: datetime,
) -> User:
    """Everyone accepts an invitation, the owner the one that opening the client has sent.

    Owners need a second factor; `bailee code` shows its present code.
    """
    people = []
    for name, email, role in cast:
        _, token = invitations.invite(email=email, name=name, role=role, by=by, now=now)
        joined = invitations.accept(
            token, name=name, password=password, now=now, agrees_to=agrees_to, address="127.0.0.1"
        )
        people.append(joined)
    authenticator_app.give(people[0], now=now)
    return people[0]


def _collection(file_name: str, label: str, owner: User, *, now: datetime) -> None:
    with (_DATA / file_name).open("rb") as source:
        one = imports.receive(source=source, file_name=file_name, by=owner.actor, now=now)
    imports.choose(one, columns=imports.columns(one), label=label)
    imports.enqueue(one, state="running")
    running.run(one.id, now=now + timedelta(seconds=1))


def _keep(password: str) -> None:
    descriptor = os.open(home().root / "demo.json", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump({"password": password}, file)


def _how_to_sign_in() -> list[SignIn]:
    known = home().root / "demo.json"
    if not known.exists():
        return []
    password = json.loads(known.read_text())["password"]
    port = "" if settings.PORT == 443 else f":{settings.PORT}"
    faces = (("office", STAFF[0][1]), ("acme", ACME[0][1]), ("cygnus", CYGNUS[0][1]))
    return [
        (
            who,
            f"https://{label}.{settings.DOMAIN}{port}",
            f"{password}, one-time code: .venv/bin/bailee code {who}",
        )
        for label, who in faces
    ]


_FILES = {
    "Berth plan Solent Yard.txt": (
        "Berth plan, Solent Yard, week 48\n\n"
        "Berth 1  Grey Heron      shaft seal, until Wednesday\n"
        "Berth 2  Lady Anstruther survey, surveyor arrives 09:30 Thursday\n"
        "Berth 3  free from Friday noon (crane booked for Osprey II)\n"
        "Slip     Kittiwake       hull cleaning and anodes\n"
    ),
    "Survey checklist.csv": (
        "Item,Standard,Interval (months)\n"
        "Life rafts,SOLAS III/20,12\n"
        "Fire extinguishers,ISO 6183,24\n"
        "Hull thickness,Class rules,60\n"
        "Navigation lights,COLREG Annex I,12\n"
    ),
}
