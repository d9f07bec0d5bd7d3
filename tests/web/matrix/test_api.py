"""Every operation of the API, every method, a token of each verb, own ids and another client's.

What must come is made from each operation's declared verb (`@operation(…, verb=…)`).
"""

import json
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client as HttpClient

from bailee.foundation import clock, ids
from bailee.vault.integrations import tokens
from bailee.vault.integrations.models.tokens import VERBS
from bailee.web.api import rate
from bailee.web.api.gate import Rule
from bailee.web.api.operations import plain, rules
from tests import matrix, routes
from tests.cast import Vault
from tests.matrix import METHODS, WRITES, Count
from tests.routes import Route
from tests.web.matrix.conftest import MINE, THEIRS, Pair, digest, shows

BODY = {"fields": {}, "records": [], "name": "x", "ids": []}
API = [route for route in routes.of("portal") if matrix.declared(route).by_token]
NOBODY, FOREIGN = "nobody", "another client's token"
ELSEWHERE = "a token for another collection"
EVERYBODY = (NOBODY, FOREIGN, *VERBS)
# What a request may be told that is let in and finds no such thing: also that its body is wrong.
NOT_THERE = {404, 405, 411, 415, 422, 428}


@dataclass
class Program:
    """Asks the first vault's portal with one token, or with none."""

    client: HttpClient
    token: str

    def ask(
        self, route: Route, method: str, values: dict[str, object]
    ) -> tuple[HttpResponse, bytes]:
        rate.forget()
        body = json.dumps(BODY) if method in WRITES else ""
        answer: Any = self.client.generic(
            method,
            matrix.path(route, values),
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.token}"},
        )
        assert answer.status_code < 500, f"{route} {method}: {answer.status_code}"
        return answer, matrix.shown(answer)


@pytest.fixture(scope="module")
def programs(pair: Pair) -> dict[str, Program]:
    """One with each verb alone, and those that nothing is open to."""
    client = HttpClient(SERVER_NAME=pair.one.vault.host, enforce_csrf_checks=True)
    client.defaults["wsgi.url_scheme"] = "https"
    texts = {verb: token(pair.one.vault, [verb]) for verb in VERBS}
    texts |= {NOBODY: "", FOREIGN: token(pair.other.vault, list(VERBS))}
    verbs = [verb for verb in VERBS if verb != "files"]
    texts[ELSEWHERE] = token(pair.one.vault, verbs, collections=[ids.new()])
    return {who: Program(client, text) for who, text in texts.items()}


def token(vault: Vault, verbs: list[str], collections: list[uuid.UUID] | None = None) -> str:
    with vault.inside():
        _, text = tokens.make(
            name=" ".join(verbs),
            verbs=verbs,
            collections=collections,
            expires_at=None,
            by=vault.ada.actor,
            now=clock.now(),
        )
    return text


def rule(route: Route, method: str) -> Rule | None:
    """What the operation declares; HEAD is GET without its body."""
    at = plain(route.pattern.removeprefix("/api/v1"))
    wanted = "GET" if method == "HEAD" else method
    return next(
        (found for (where, how), found in rules.items() if (plain(where), how) == (at, wanted)),
        None,
    )


def refusal(route: Route, method: str, who: str) -> int | None:
    """The status with which it must be refused, or None where it is open."""
    if who in (NOBODY, FOREIGN):
        return 401
    needed = rule(route, method)
    if needed is None:
        return 405
    return 403 if needed.verb not in ("", who) else None


def test_every_operation_is_walked() -> None:
    told = {
        (plain(route.pattern.removeprefix("/api/v1")), method)
        for route in API
        for method in METHODS
        if rule(route, method)
    }
    assert {(plain(where), method) for where, method in rules} <= told


def test_own_ids_open_to_the_declared_verb_alone(
    pair: Pair, programs: dict[str, Program], count: Count
) -> None:
    """What is open is written to as well: what it takes is missed by no other test here."""
    wrong, before = [], digest(pair.other.vault)
    for route, method, who in matrix.product(API, EVERYBODY):
        wanted = refusal(route, method, who)
        answer, shown = programs[who].ask(route, method, pair.one.values)
        count.add(route, "with own ids")
        right = answer.status_code == wanted if wanted else answer.status_code not in {401, 403}
        if not right or shows(shown, THEIRS) or (shows(shown, MINE) and wanted):
            wrong.append(matrix.cell(route, method, who, answer))
    assert wrong == []
    assert digest(pair.other.vault) == before


def test_ids_of_another_client_are_unknown_and_nothing_crosses(
    pair: Pair, programs: dict[str, Program], count: Count
) -> None:
    wrong, before = [], digest(pair.other.vault)
    for route, method, who in matrix.product(API, EVERYBODY):
        if not matrix.foreign(route, pair.one.values, pair.other.values):
            continue
        wanted = refusal(route, method, who)
        answer, shown = programs[who].ask(route, method, pair.other.values)
        count.add(route, "with another client's ids")
        right = {wanted} if wanted else NOT_THERE
        if answer.status_code not in right or shows(shown, THEIRS):
            wrong.append(matrix.cell(route, method, who, answer))
    assert wrong == []
    assert digest(pair.other.vault) == before


def test_a_collection_that_the_token_does_not_reach_is_unknown(
    pair: Pair, programs: dict[str, Program], count: Count
) -> None:
    wrong = []
    inside = [route for route in API if "collection_id" in route.parameters]
    for route, method, who in matrix.product(inside, (ELSEWHERE,)):
        answer, shown = programs[who].ask(route, method, pair.one.values)
        count.add(route, "with a collection out of reach")
        if answer.status_code not in NOT_THERE | {403} or shows(shown, MINE):
            wrong.append(matrix.cell(route, method, who, answer))
    assert wrong == []


def test_a_session_opens_nothing_of_the_api(pair: Pair, count: Count) -> None:
    owner, wrong = pair.one.vault.browser(pair.one.vault.ada), []
    for route, method, who in matrix.product(API, ("owner",)):
        where = matrix.path(route, pair.one.values)
        answer, shown = matrix.ask(owner, route, method, where)
        count.add(route, "with a session")
        if answer.status_code != 401 or shows(shown, MINE):
            wrong.append(matrix.cell(route, method, who, answer))
    assert wrong == []
