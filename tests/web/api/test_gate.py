"""Who gets in: a token, and nobody else."""

import json

from bailee.vault.integrations import tokens
from bailee.vault.integrations.models import Use
from tests.cast import Vault
from tests.web.api.conftest import Make, Program


def test_token_says_what_it_is(program: Program) -> None:
    found = program.get("/token")
    assert (found["name"], found["collections"]) == ("Warehouse", None)


def test_every_error_is_a_problem(program: Program) -> None:
    for method, path, status in [
        ("GET", "/nowhere", 404),
        ("GET", "/collections/not-an-id", 404),
        ("GET", "/collections/00000000-0000-0000-0000-000000000000", 404),
        ("PUT", "/collections", 405),
        ("GET", "/token?x=%00", 422),
    ]:
        response = program.ask(method, path)
        found = json.loads(response.content)
        assert (response.status_code, found["status"]) == (status, status), path
        assert response["Content-Type"] == "application/problem+json"


def test_without_a_token_nothing_opens(program: Program, acme: Vault) -> None:
    for given in ("", "x", program.text[:-1], "Bearer", "bailee_" + "x" * 51):
        wrong = Program(acme, program.token, given)
        response = wrong.ask("GET", "/token")
        assert response.status_code == 401
        assert response["WWW-Authenticate"] == 'Bearer realm="Bailee API"'
    with acme.inside():
        tokens.revoke(program.token, by=acme.ada.actor, now=program.token.created_at)
    assert program.ask("GET", "/token").status_code == 401


def test_each_use_is_on_the_list(program: Program, acme: Vault) -> None:
    program.get("/token")
    program.get("/token")
    program.ask("GET", "/collections/00000000-0000-0000-0000-000000000000")
    with acme.inside():
        found = sorted(Use.objects.values_list("route", "status", "count", "address"))
    assert found == [
        ("/collections/{collection_id}", 404, 1, "127.0.0.1"),
        ("/token", 200, 2, "127.0.0.1"),
    ]


def test_verbs_bind(make_program: Make) -> None:
    reader = make_program(verbs=["read"])
    assert reader.ask("GET", "/collections").status_code == 200
    assert reader.ask("POST", "/collections", {"name": "Orders"}).status_code == 403
