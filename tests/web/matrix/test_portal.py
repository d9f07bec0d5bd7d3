"""Every route of the portal, every method, every role, own ids and another client's: 0 leaks.

The expected answer is made from what each view declares (`@roles`, `@public`), never from a list
in this file: a route that declares nothing, or has a parameter that nobody furnished, fails here.
"""

import pytest

from bailee.people.roles import USERS
from tests import matrix
from tests.matrix import FINER, OPEN, REFUSED, SENT_TO_SIGN_IN, STRANGER, WRITES, Count
from tests.web.matrix.conftest import MINE, THEIRS, Pair, digest, shows

EVERYBODY = (None, STRANGER, *USERS)
# Pages of one person's own things: for everybody else of the same vault they are not there.
OF_BEN = ("/account/sessions/<uuid:sign_in_id>/",)
OF_ADA = (
    "/trusted-hosts/<uuid:trusted_id>/delete/",
    "/files/uploads/<uuid:upload_id>/",
    "/files/uploads/<uuid:upload_id>/discard/",
    "/records/<uuid:collection_id>/rows/<uuid:record_id>/comments/<uuid:comment_id>/edit/",
)


def test_the_secrets_are_there_to_be_leaked(pair: Pair) -> None:
    for one, mine, others in ((pair.one, MINE, THEIRS), (pair.other, THEIRS, MINE)):
        page = one.vault.browser(one.vault.ada).get(f"/records/{one.values['collection_id']}/")
        assert (shows(page.content, mine), shows(page.content, others)) == (True, False)


def test_own_ids_open_to_whom_the_declaration_says(pair: Pair, count: Count) -> None:
    """All refusals, with every method; what is open is read here and written further down."""
    browsers, wrong = pair.browsers(), []
    for route, method, role in matrix.cells("portal", EVERYBODY):
        wanted = matrix.expected(route, method, role)
        if wanted == OPEN and method in WRITES:
            continue
        where = matrix.path(route, pair.one.values)
        answer, shown = matrix.ask(browsers[role], route, method, where)
        count.add(route, "with own ids")
        if matrix.outcome(answer) != wanted and (route.pattern, role) not in FINER:
            wrong.append(matrix.cell(route, method, role, answer))
        if shows(shown, THEIRS) or (shows(shown, MINE) and wanted != OPEN):
            wrong.append(matrix.cell(route, method, role, answer) + ", a leak")
    assert wrong == []


def test_ids_of_another_client_are_unknown_and_nothing_crosses(pair: Pair, count: Count) -> None:
    """Whoever is let in finds nothing there, with any method; the other vault is not touched."""
    browsers, wrong = pair.browsers(), []
    before = digest(pair.other.vault)
    for route, method, role in matrix.cells("portal", EVERYBODY):
        if not matrix.foreign(route, pair.one.values, pair.other.values):
            continue
        where = matrix.path(route, pair.other.values)
        answer, shown = matrix.ask(browsers[role], route, method, where)
        count.add(route, "with another client's ids")
        wanted = matrix.expected(route, method, role)
        right = {OPEN: {404, 405}, REFUSED: {403}, SENT_TO_SIGN_IN: {302}}[wanted]
        if answer.status_code not in right or shows(shown, THEIRS):
            wrong.append(matrix.cell(route, method, role, answer))
    assert wrong == []
    assert digest(pair.other.vault) == before


@pytest.mark.parametrize(("patterns", "whose"), [(OF_BEN, "Ben"), (OF_ADA, "Ada")])
def test_things_of_one_person_are_unknown_to_the_others(
    patterns: tuple[str, ...], whose: str, pair: Pair, count: Count
) -> None:
    browsers, wrong = pair.browsers(), []
    routes = [route for route in matrix.of_people("portal") if route.pattern in patterns]
    assert len(routes) == len(patterns)
    for route, method, role in matrix.product(routes, USERS):
        if pair.of(role).name == whose or matrix.expected(route, method, role) != OPEN:
            continue
        where = matrix.path(route, pair.one.values)
        answer, shown = matrix.ask(browsers[role], route, method, where)
        count.add(route, "with a colleague's ids")
        if answer.status_code not in {404, 405} or shows(shown, MINE):
            wrong.append(matrix.cell(route, method, role, answer))
    assert wrong == []


def test_public_pages_show_nothing_of_any_vault(pair: Pair, count: Count) -> None:
    """Signed out, with every method and no token; signed in with another client's session too."""
    browsers, wrong = pair.browsers(), []
    values = {**pair.one.values, "token": "x" * 43}
    for route, method, role in matrix.product(matrix.public("portal"), (None, STRANGER)):
        answer, shown = matrix.ask(browsers[role], route, method, matrix.path(route, values))
        count.add(route, "in public")
        if shows(shown, MINE + THEIRS):
            wrong.append(matrix.cell(route, method, role, answer))
    assert wrong == []
