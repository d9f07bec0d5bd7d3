"""Every route of the office and of the public site, every method, every role of the staff.

Whoever of the staff looks, and whatever they ask for: of what clients keep, not a byte.
"""

import uuid
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client as HttpClient

from bailee.custody import handback, holds
from bailee.custody.models import Kind
from bailee.foundation import clock, tenancy
from bailee.people import invitations, users
from bailee.people.models import Invitation, User
from bailee.people.roles import STAFF, Role
from bailee.vault.activity import sign_ins
from tests import cast, matrix
from tests.cast import Staff
from tests.matrix import OPEN, REFUSED, SENT_TO_SIGN_IN, WRITES, Count
from tests.routes import Route
from tests.web.matrix.conftest import MINE, THEIRS, Pair, shows

# What a client's company has published to the staff, and where it is shown to whom it is open.
SECRETS = (MINE[0], THEIRS[0])
PUBLISHED = (MINE[1], THEIRS[1])
SHOWN = ("/clients/<uuid:client_id>/", "/confirmations/<uuid:request_id>/")
CLIENT = "a client's owner"  # whose session is shown to the office
EVERYBODY = (None, CLIENT, *STAFF)


@pytest.fixture(scope="module")
def values(pair: Pair, staff: Staff) -> Iterator[dict[str, object]]:
    """Ids of the office's own things: a client that leaves, a hold, somebody of the staff."""
    now = clock.now()
    client, by = pair.one.vault.client, staff.dana.actor
    with tenancy.inside(tenancy.owner_seat()):
        given = handback.begin(client, ends_on=now.date(), by=by, now=now, waive=True)
        hold = holds.place(client, reason="A court asks.", by=by, now=now)
        email = f"otto-{now:%H%M%S%f}@harbour-vale.example"
        otto = users.add(
            email=email, name="Otto", role=Role.OPERATOR, password=cast.PASSWORD, now=now
        )
        signed = sign_ins.begin(otto, address="192.0.2.7", header="", referrer="", now=now)
        invitation, _ = invitations.invite(
            email=f"new-{email}", name="New", role=Role.OPERATOR, by=by, now=now
        )
        factors = list(Authenticator.objects.all())
    yield {
        **words(pair.one.values),
        "request_id": pair.one.values["request_id"],
        "client_id": client.pk,
        "handback_id": given.pk,
        "hold_id": hold.pk,
        "kind": Kind.APPROVED.value,
        "number": 1,
        "place": pair.one.vault.schema,
        "name": "none",
        "person_id": otto.pk,
        "sign_in_id": signed.pk,
        "invitation_id": invitation.pk,
        "token": "x" * 43,
    }
    with tenancy.inside(tenancy.owner_seat()):
        Invitation.objects.filter(email__endswith=email).delete()
        users.deactivate(otto, by=by, now=now)
        for factor in factors:  # what a page may have taken from the staff of all tests
            factor.save()


def words(values: dict[str, object]) -> dict[str, object]:
    """The parameters that are no ids: the same on every face."""
    return {name: value for name, value in values.items() if not isinstance(value, uuid.UUID)}


@pytest.fixture
def browsers(pair: Pair, staff: Staff) -> dict[str | None, HttpClient]:
    people: list[User] = [staff.dana, staff.emil, staff.priya]
    vault = pair.one.vault
    stranger = cast.office_browser()
    stranger.cookies = vault.browser(vault.ada).cookies
    return {
        None: cast.office_browser(),
        CLIENT: stranger,
        **{person.role: cast.office_browser(person) for person in people},
    }


def expected(route: Route, method: str, who: str | None) -> str:
    return SENT_TO_SIGN_IN if who == CLIENT else matrix.expected(route, method, who)


def leaks(route: Route, wanted: str, shown: bytes) -> bool:
    """Whether an answer holds what stands in the values of a client, or a card out of place."""
    meant = route.pattern in SHOWN and wanted == OPEN
    return shows(shown, SECRETS) or (shows(shown, PUBLISHED) and not meant)


def test_own_ids_open_to_whom_the_declaration_says(
    browsers: dict[str | None, HttpClient],
    values: dict[str, object],
    staff: Staff,
    count: Count,
) -> None:
    """Reads and refusals first, then what is open is written to, from operator to owner."""
    everything = list(matrix.cells("office", EVERYBODY))
    writing = [
        (route, method, who)
        for who in (Role.OPERATOR, Role.BOOKKEEPER, Role.STAFF_OWNER)
        for route, method, role in everything
        if role == who and method in WRITES and expected(route, method, who) == OPEN
    ]
    wrong = []
    for route, method, who in [*(one for one in everything if one not in writing), *writing]:
        where = matrix.path(route, values)
        browser = browsers[who] if who != CLIENT else as_client(browsers)
        answer, shown = matrix.ask(browser, route, method, where)
        wanted = expected(route, method, who)
        if matrix.outcome(answer) == SENT_TO_SIGN_IN and wanted == OPEN:
            person = next(one for one in vars(staff).values() if one.role == who)
            browsers[who] = cast.office_browser(person)
            answer, shown = matrix.ask(browsers[who], route, method, where)
        count.add(route, "with own ids")
        if matrix.outcome(answer) != wanted or leaks(route, wanted, shown):
            wrong.append(matrix.cell(route, method, who, answer))
    assert wrong == []


def as_client(browsers: dict[str | None, HttpClient]) -> HttpClient:
    """A new browser each time: the office takes the cookie away that it does not know."""
    made = cast.office_browser()
    made.cookies.load(browsers[CLIENT].cookies.output(header=""))
    return made


def test_ids_from_inside_a_vault_are_unknown_to_the_office(
    pair: Pair, browsers: dict[str | None, HttpClient], values: dict[str, object], count: Count
) -> None:
    """The people, sign-ins and invitations of clients, asked for where the staff's own are."""
    inside = {
        **values,
        **{name: pair.one.values[name] for name in values if name in pair.one.values},
    }
    wrong = []
    for route, method, who in matrix.cells("office", (None, *STAFF)):
        if not matrix.foreign(route, values, inside):
            continue
        answer, shown = matrix.ask(browsers[who], route, method, matrix.path(route, inside))
        count.add(route, "with ids from a vault")
        right = {OPEN: {404, 405}, REFUSED: {403}, SENT_TO_SIGN_IN: {302}}
        wanted = expected(route, method, who)
        if answer.status_code not in right[wanted] or leaks(route, wanted, shown):
            wrong.append(matrix.cell(route, method, who, answer))
    assert wrong == []


@pytest.mark.parametrize("face", ["site", "office"])
def test_public_pages_show_nothing_of_any_vault(
    face: str, values: dict[str, object], pair: Pair, count: Count
) -> None:
    make = cast.office_browser if face == "office" else cast.site_browser
    public = {**pair.one.values, **values}
    wrong = []
    for route, method, who in matrix.product(matrix.public(face), (None,)):
        answer, shown = matrix.ask(make(), route, method, matrix.path(route, public))
        count.add(route, "in public")
        if leaks(route, "public", shown):
            wrong.append(matrix.cell(route, method, who, answer))
    assert wrong == []
    assert matrix.of_people("site") == []
