"""A program of Acme's, with a token that Ada made."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client as HttpClient

from bailee.foundation import clock
from bailee.vault.integrations import tokens
from bailee.vault.integrations.models import Token
from bailee.vault.integrations.models.tokens import VERBS
from bailee.web.api import rate
from tests.cast import Vault


@dataclass
class Program:
    """Asks one portal's API with one token; a browser's headers it has none."""

    vault: Vault
    token: Token
    text: str

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> HttpResponse:
        client = HttpClient(SERVER_NAME=self.vault.host, enforce_csrf_checks=True)
        client.defaults["wsgi.url_scheme"] = "https"
        content = body if isinstance(body, bytes | str) else json.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        kind = named.pop("Content-Type", "application/json")
        sent = {"Authorization": f"Bearer {self.text}"} | named
        response: Any = client.generic(
            method,
            f"/api/v1{path}",
            b"" if body is None else content,
            content_type=kind if body is not None else "application/octet-stream",
            headers=sent,
        )
        answer: HttpResponse = response
        return answer

    def get(self, path: str, **headers: str) -> Any:
        """The JSON of an answer that must be 200."""
        response = self.ask("GET", path, **headers)
        assert response.status_code == 200, response.content
        return json.loads(response.content)


Make = Callable[..., Program]


@pytest.fixture(autouse=True)
def full_buckets() -> None:
    rate.forget()


@pytest.fixture
def make_program(acme: Vault, now: datetime) -> Make:
    """Gives programs with tokens as asked."""

    def make(vault: Vault = acme, **asked: Any) -> Program:
        usual: dict[str, Any] = {
            "name": "Warehouse",
            "verbs": list(VERBS),
            "collections": None,
            "expires_at": None,
            "by": next(iter(vault.people.values())).actor,
            "now": clock.now(),
        }
        with vault.inside():
            token, text = tokens.make(**{**usual, **asked})
        return Program(vault, token, text)

    return make


@pytest.fixture
def program(make_program: Make) -> Program:
    """One that may do everything at Acme's."""
    return make_program()
