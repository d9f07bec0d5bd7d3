"""Programs without a right, at every route of the API: not a byte of the vault comes out."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponseBase

from bailee.foundation import clock, ids
from bailee.foundation.tenancy import vaults
from bailee.vault.integrations import tokens
from bailee.vault.integrations.models.tokens import VERBS
from bailee.web.ui import permission
from bailee.web.ui.middleware.face import forget_hosts
from tests import routes
from tests.cast import Vault
from tests.furnished import SECRET, Furnished
from tests.web.api.conftest import Make, Program

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
BODY = {"fields": {}, "records": [], "name": "x", "ids": []}


def _by_token(route: routes.Route) -> bool:
    declared = permission.of(route.view)
    return declared is not None and declared.by_token


API = [route for route in routes.of("portal") if _by_token(route)]


def _shown(response: HttpResponseBase) -> str:
    content = b"".join(response) if response.streaming else response.getvalue()
    return f"{dict(response.items())} {content.decode(errors='replace')}"


def _walk(program: Program, values: dict[str, object], method: str) -> set[int]:
    """Every route; which statuses came, none with a byte of Acme's."""
    found = set()
    for route in API:
        path = route.path(values).removeprefix("/api/v1")
        body = None if method in {"GET", "HEAD", "OPTIONS"} else BODY
        response = program.ask(method, path, body)
        assert SECRET not in _shown(response), route
        found.add(response.status_code)
    return found


def _writes(program: Program, values: dict[str, object], method: str) -> set[int]:
    paths = [route.path(values).removeprefix("/api/v1") for route in API]
    return {program.ask(method, path, BODY).status_code for path in paths}


def test_the_walk_finds_the_api() -> None:
    assert len(API) > 15


@pytest.mark.parametrize("method", METHODS)
def test_program_without_a_good_token_gets_nowhere(
    method: str, furnished: Furnished, cygnus: Vault, make_program: Make
) -> None:
    vault, values = furnished.vault, furnished.values
    good = make_program(vault)
    ended = make_program(vault, expires_at=good.token.created_at + timedelta(days=1))
    revoked = make_program(vault)
    with vault.inside():
        type(ended.token).objects.filter(id=ended.token.id).update(
            created_at=good.token.created_at - timedelta(days=2),
            expires_at=good.token.created_at - timedelta(days=1),
        )
        tokens.revoke(revoked.token, by=vault.ada.actor, now=good.token.created_at)
    elsewhere = make_program(vault, addresses=["192.0.2.0/24"])
    foreign = make_program(cygnus)
    texts = ["", "nonsense", foreign.text, ended.text, revoked.text, elsewhere.text]
    for text in texts:
        assert _walk(Program(vault, good.token, text), values, method) == {401}


@pytest.mark.parametrize("method", METHODS)
def test_token_for_another_collection_sees_nothing_of_this_one(
    method: str, furnished: Furnished, make_program: Make
) -> None:
    verbs = [verb for verb in VERBS if verb != "files"]
    program = make_program(furnished.vault, collections=[ids.new()], verbs=verbs)
    values = furnished.values
    for route in API:
        response = program.ask(
            method,
            route.path(values).removeprefix("/api/v1"),
            None if method in {"GET", "HEAD", "OPTIONS"} else BODY,
        )
        assert SECRET not in _shown(response), route
        if "collection_id" in route.parameters:
            assert response.status_code in {403, 404, 405, 415, 422}, route


@pytest.mark.parametrize("method", METHODS)
def test_ids_of_another_client_are_unknown_at_home(
    method: str, furnished: Furnished, cygnus: Vault, make_program: Make
) -> None:
    statuses = _walk(make_program(cygnus), furnished.values, method)
    assert statuses <= {200, 404, 405, 422}, statuses


def test_token_without_a_verb_cannot_do_it(furnished: Furnished, make_program: Make) -> None:
    reader = make_program(furnished.vault, verbs=["read"])
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert _writes(reader, furnished.values, method) <= {403, 405}
    writer = make_program(furnished.vault, verbs=["add"])
    assert _walk(writer, furnished.values, "GET") <= {200, 403, 405}


def test_frozen_vault_is_read_and_not_written(furnished: Furnished, make_program: Make) -> None:
    vault, values = furnished.vault, furnished.values
    program = make_program(vault)
    vaults.freeze(vault.schema)
    type(vault.client).objects.filter(pk=vault.client.pk).update(frozen_at=clock.now())
    forget_hosts()
    records = f"/collections/{values['collection_id']}/records"
    assert SECRET in json.dumps(program.get(records), ensure_ascii=False)
    assert SECRET in _shown(program.ask("GET", f"{records}.csv"))
    writes: list[tuple[str, str, Any]] = [
        ("POST", records, {"fields": {"Order": "SO-9", "Vessel": "x"}}),
        ("PATCH", f"{records}/{values['record_id']}", {"fields": {"Vessel": "x"}}),
        ("DELETE", f"{records}/{values['record_id']}", None),
        ("POST", "/collections", {"name": "More"}),
    ]
    for method, path, body in writes:
        response = program.ask(method, path, body)
        assert (response.status_code, response["Content-Type"]) == (
            409,
            "application/problem+json",
        ), path
        keyed = program.ask(method, path, body, Idempotency_Key="k")
        assert keyed.status_code == 409
