"""Idempotency keys, rates, bodies and where a request comes from."""

import json
from datetime import timedelta

import pytest
from django.conf import settings as ours
from django.test import Client as HttpClient
from pytest_django import Settings

from bailee.foundation import clock
from bailee.vault.integrations import attempts
from bailee.vault.integrations.models import Attempt
from bailee.web.api import rate
from tests.cast import Vault
from tests.web.api.conftest import Program

NEW = {"name": "Orders", "fields": [{"name": "Order", "type": "text"}]}


def _records(program: Program) -> str:
    made = json.loads(program.ask("POST", "/collections", NEW).content)
    return f"/collections/{made['id']}/records"


def test_same_key_gets_the_first_answer_and_writes_once(program: Program) -> None:
    where = _records(program)
    body = {"fields": {"Order": "SO-1"}}
    first = program.ask("POST", where, body, Idempotency_Key="a")
    again = program.ask("POST", where, body, Idempotency_Key="a")
    assert (again.status_code, again.content) == (201, first.content)
    assert (again["ETag"], again["Location"]) == (first["ETag"], first["Location"])
    assert (again["Idempotent-Replayed"], "Idempotent-Replayed" in first) == ("true", False)
    assert len(program.get(where)["records"]) == 1
    assert program.ask("POST", where, body, Idempotency_Key="b").status_code == 201


def test_key_of_another_request_is_refused(program: Program) -> None:
    where = _records(program)
    program.ask("POST", where, {"fields": {"Order": "SO-1"}}, Idempotency_Key="a")
    other = program.ask("POST", where, {"fields": {"Order": "SO-2"}}, Idempotency_Key="a")
    assert other.status_code == 422
    for wrong in ("", " ", "x" * 256, "ä"):
        response = program.ask("POST", where, {"fields": {}}, Idempotency_Key=wrong)
        assert response.status_code == 422


def test_key_under_way_waits_and_a_killed_one_is_free_again(program: Program, acme: Vault) -> None:
    where, now = _records(program), clock.now()
    body = json.dumps({"fields": {"Order": "SO-1"}})
    with acme.inside():
        marked = attempts.fingerprint("POST", f"/api/v1{where}", body.encode())
        attempts.begin(program.token, key="a", fingerprint=marked, now=now)
    assert program.ask("POST", where, body, Idempotency_Key="a").status_code == 409
    with acme.inside():
        Attempt.objects.update(began_at=now - attempts.LOST - timedelta(seconds=1))
    assert program.ask("POST", where, body, Idempotency_Key="a").status_code == 201
    with acme.inside():
        assert attempts.forget(now=now + attempts.KEPT + timedelta(minutes=1)) == 1


def test_token_that_asks_too_often_waits(program: Program, settings: Settings) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3
    rate.forget()
    statuses = [program.ask("GET", "/token").status_code for _ in range(4)]
    refused = program.ask("GET", "/token")
    assert (statuses, refused.status_code) == ([200, 200, 200, 429], 429)
    assert refused["Retry-After"] == "20"
    assert refused["RateLimit-Policy"] == '"token";q=3;w=60'
    assert refused["RateLimit"].startswith('"token";r=0;t=')


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ('{"name": "a\\u0000b"}', "application/json", 422),
        ('{"name": "a\\ud800b"}', "application/json", 422),
        ('{"na\\u0000me": "b"}', "application/json", 422),
        (b'{"name": "\xff"}', "application/json", 400),
        ("{", "application/json", 400),
        ('{"name": NaN}', "application/json", 400),
        ('{"description": ' + "[" * 70 + "]" * 70 + "}", "application/json", 422),
        ("[" * 100_000, "application/json", 422),
        ('{"name": "Orders"}', "text/plain", 415),
        ("name=Orders", "application/x-www-form-urlencoded", 415),
        ('{"name": "Orders", "colour": "red"}', "application/json", 422),
        (
            '{"name": "' + "x" * (ours.DATA_UPLOAD_MAX_MEMORY_SIZE + 1) + '"}',
            "application/json",
            413,
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_body_that_cannot_be_is_refused(
    body: str | bytes, kind: str, status: int, program: Program
) -> None:
    response = program.ask("POST", "/collections", body, Content_Type=kind)
    assert (response.status_code, response["Content-Type"]) == (
        status,
        "application/problem+json",
    )
    assert program.get("/collections") == {"collections": []}


def test_no_page_can_use_a_session_or_forge_a_form(program: Program, acme: Vault) -> None:
    ada = acme.browser(acme.ada)
    session = ada.cookies[ours.SESSION_COOKIE_NAME].value
    assert ada.get("/api/v1/collections").status_code == 401
    assert ada.post("/api/v1/collections", NEW, content_type="application/json").status_code == 401
    stranger = HttpClient(SERVER_NAME=acme.host, enforce_csrf_checks=True)
    stranger.defaults["wsgi.url_scheme"] = "https"
    bearer = f"Bearer {program.text}"
    for headers, cookie, status in [
        ({}, False, 403),
        ({"Origin": "https://evil.example"}, False, 403),
        ({"Sec-Fetch-Site": "cross-site"}, True, 403),
        ({"Authorization": bearer}, True, 403),
        ({"Authorization": bearer, "Sec-Fetch-Site": "cross-site"}, True, 403),
        ({"Authorization": bearer}, False, 201),
    ]:
        stranger.cookies.clear()
        if cookie:
            stranger.cookies[ours.SESSION_COOKIE_NAME] = session
        response = stranger.post(
            "/api/v1/collections", NEW, content_type="application/json", headers=headers
        )
        assert response.status_code == status, (headers, cookie)
        assert "Access-Control-Allow-Origin" not in response
    elsewhere = stranger.post("/company/edit/", {}, headers={"Authorization": bearer})
    assert elsewhere.status_code == 403
