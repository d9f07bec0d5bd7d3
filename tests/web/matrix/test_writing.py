"""What is open is written to, by everybody who may, with every method: no other vault is touched.

A module of its own, with vaults of its own: it changes them.
"""

from bailee.people.roles import USERS, Role
from tests import matrix
from tests.matrix import FINER, OPEN, REFUSED, SENT_TO_SIGN_IN, WRITES, Count
from tests.web.matrix.conftest import THEIRS, Pair, digest, shows

ORDER = (Role.READER, Role.BILLING, Role.EDITOR, Role.OWNER)  # from the role that may least


def test_pages_that_are_open_are_written_to(pair: Pair, count: Count) -> None:
    assert set(ORDER) == set(USERS)
    browsers, wrong = pair.browsers(), []
    before = digest(pair.other.vault)
    for role in ORDER:
        for route, method, _ in matrix.cells("portal", (role,)):
            if method not in WRITES or matrix.expected(route, method, role) != OPEN:
                continue
            where = matrix.path(route, pair.one.values)
            answer, shown = matrix.ask(browsers[role], route, method, where)
            if matrix.outcome(answer) == SENT_TO_SIGN_IN:  # what was written ended the session
                again = browsers.sign_in_again(pair.of(role))
                answer, shown = matrix.ask(again, route, method, where)
            count.add(route, "written with own ids")
            refused = matrix.outcome(answer) == REFUSED and (route.pattern, role) not in FINER
            if refused or shows(shown, THEIRS):
                wrong.append(matrix.cell(route, method, role, answer))
    assert wrong == []
    assert digest(pair.other.vault) == before
