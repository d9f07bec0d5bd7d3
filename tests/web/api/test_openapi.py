"""Schemathesis tries every operation of the OpenAPI document, with good input and bad."""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bailee.foundation import clock
from bailee.people.models import User
from bailee.vault.integrations import tokens
from bailee.vault.integrations.models.tokens import VERBS
from bailee.web.api import openapi, rate, urls
from bailee.web.ui import problems
from tests import cast
from tests.cast import Staff, Vault
from tests.furnished import Furnished, furnish

EXAMPLES = int(os.environ.get("BAILEE_API_EXAMPLES", "12"))  # of each operation
KNOWN = ("collection_id", "field_id", "record_id", "file_id", "import_id")


@cache
def _application() -> Any:
    """Made when the first request comes: only then are static files there."""
    return get_wsgi_application()


def served(environ: dict[str, Any], start_response: Any) -> Any:
    """Django in this process."""
    return _application()(environ, start_response)


assert urls.urlpatterns  # with them come the operations
schema = schemathesis.openapi.from_dict(openapi.document())
schema.app = served


@pytest.fixture(scope="module")
def tried(staff: Staff, password_hash: str) -> Iterator[tuple[Vault, str, Furnished]]:
    """A furnished vault of its own, and a token for everything in it."""
    now: datetime = clock.now()
    vault = cast.open_acme(staff.dana, password_hash, now=now)
    furnished = furnish(vault, now=now)
    ada: User = vault.ada
    with vault.inside():
        _, text = tokens.make(
            name="Schemathesis",
            verbs=list(VERBS),
            collections=None,
            expires_at=None,
            by=ada.actor,
            now=now,
        )
    yield vault, text, furnished
    cast.clear(vault)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_operation_keeps_to_its_description(case: Any, tried: tuple[Vault, str, Furnished]) -> None:
    vault, text, furnished = tried
    rate.forget()
    if case.method == "DELETE" and "{record_id}" not in case.path:
        pass  # ids are made up there: what the vault holds stays for the other operations
    else:
        for name in KNOWN:
            if name in (case.path_parameters or {}):
                case.path_parameters[name] = str(furnished.values[name])
    headers = {"Host": vault.host, "Authorization": f"Bearer {text}"}
    response = case.call(headers=headers, base_url=f"https://{vault.host}")
    case.validate_response(
        response,
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
        ],
    )


def test_every_operation_has_its_verb_and_every_error_its_type() -> None:
    made = openapi.document()
    for path, method, operation in openapi.operations(made):
        assert operation["x-verb"] in {"", *VERBS}, path
        for code, response in operation["responses"].items():
            if int(code) >= 400:
                assert list(response["content"]) == [problems.TYPE], (path, method, code)
    assert json.loads(openapi.text())["openapi"].startswith("3.1")
