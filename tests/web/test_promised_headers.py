"""Every route of every face, for every role, and every kind of error: what each answer carries."""

import re
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponseBase
from django.test import Client as HttpClient

from bailee.foundation.tenancy import vaults
from bailee.office.clients import registry
from bailee.web.ui import passwords
from bailee.web.ui.middleware import admission
from tests import cast, routes
from tests.cast import Staff, Vault, office_browser, site_browser
from tests.furnished import Furnished
from tests.web.ui.doors import COOKIE, LOGIN, LOGOUT, RESET

ALWAYS = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
FOREIGN = re.compile(
    rf"""<(?:script|link|img|source|iframe|object|embed|video|audio|form)\b[^>]*
    \b(?:src|srcset|href|data|action)=["']?(?:https?:)?//(?!(?:[\w.-]+\.)?{re.escape(cast.DOMAIN)})
    | \bstyle=["'] | <script(?![^>]*\b(?:src=|type="application/json")) | \bon\w+=["'] """,
    re.VERBOSE | re.IGNORECASE,
)


def wrong(response: HttpResponseBase, *, signed_in: bool = False) -> list[str]:
    """What an answer breaks of the promises that hold for all."""
    found = [
        name for name, value in ALWAYS.items() if response.headers.get(name, "").strip() != value
    ]
    policy = response.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or re.search(r"unsafe|\*|http|//", policy):
        found.append("Content-Security-Policy")
    if response.headers.get("Referrer-Policy") not in {"same-origin", "no-referrer"}:
        found.append("Referrer-Policy")
    found += [name for name in ("Server", "Access-Control-Allow-Origin") if name in response]
    found += [name for name in response.cookies if not signed_in or name != COOKIE]
    if not response.streaming and "html" in response.headers.get("Content-Type", ""):
        content: bytes = response.content  # type: ignore[attr-defined]  # not a streaming response
        found += [one[0] for one in FOREIGN.finditer(content.decode())]
    return found


def walked(browser: HttpClient, face: str, values: dict[str, Any], *, signed_in: bool) -> Any:
    """What is wrong with the answers to GET, OPTIONS and a form of another site, by route."""
    found = {}
    for route in routes.of(face):
        if not all(name in values for name in route.parameters):
            continue
        path = route.path(values)
        for response in (
            browser.get(path),
            browser.options(path),
            browser.post(path, {}, headers={"sec-fetch-site": "cross-site"}),
        ):
            if broken := wrong(response, signed_in=signed_in):
                found[str(route), response.status_code] = broken
            response.close()
    return found


@pytest.mark.timeout(300)
def test_every_answer_of_a_portal_keeps_the_promises_for_every_role(furnished: Furnished) -> None:
    vault = furnished.vault
    for person in (None, *vault.people.values()):
        browser = vault.browser(person)
        found = walked(browser, "portal", furnished.values, signed_in=person is not None)
        assert found == {}, person
        still_in = browser.get("/").status_code
        assert still_in == (302 if person is None else 200), person


@pytest.mark.timeout(300)
def test_every_answer_of_office_and_site_keeps_the_promises_for_every_role(
    furnished: Furnished, staff: Staff
) -> None:
    values = {"client_id": furnished.vault.client.pk, **furnished.values}
    for person in (None, staff.dana, staff.emil, staff.priya):
        found = walked(office_browser(person), "office", values, signed_in=person is not None)
        assert found == {}, person
    assert walked(site_browser(), "site", values, signed_in=False) == {}


def test_error_pages_keep_the_promises(acme: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: HttpRequest) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr("bailee.web.site.trust.proofs.latest", fails)
    monkeypatch.setattr(passwords, "ANSWER_AFTER", 0)
    site, ada, nobody = site_browser(), acme.browser(acme.ada), acme.browser()
    site.raise_request_exception = False
    for _ in range(5):
        nobody.post(RESET, {"email": "ada@acme.example"})
    vaults.freeze(acme.schema)
    registry.freeze(acme.client, now=acme.client.opened_at)
    bearer = {"authorization": "Bearer nonsense"}
    too_long = {"tus-resumable": "1.0.0", "upload-length": str(2**50)}
    answers = {
        400: [site.get("/", headers={"cookie": f"{COOKIE}=a; {COOKIE}=b"})],
        401: [nobody.get("/api/v1/token"), nobody.get("/api/v1/token", headers=bearer)],
        403: [
            nobody.post(LOGIN, {}, headers={"sec-fetch-site": "cross-site"}),
            acme.browser(acme.rae).get("/activity/"),
        ],
        404: [site.get("/nowhere"), ada.get("/nowhere/"), nobody.get("/api/v1/nowhere")],
        405: [site.post("/privacy"), ada.post("/activity/"), nobody.post("/api/v1/openapi.json")],
        409: [ada.post("/files/folders/new/", {"name": "Plans"})],
        413: [ada.post("/files/uploads/", headers=too_long)],
        429: [nobody.post(RESET, {"email": "ada@acme.example"})],
        500: [site.get("/trust")],
    }
    found = {
        (status, number): (
            answer.status_code,
            wrong(answer, signed_in=COOKIE in answer.client.cookies),
        )
        for status, all_of_it in answers.items()
        for number, answer in enumerate(all_of_it)
    }
    assert found == {kind: (kind[0], []) for kind in found}


def test_page_of_too_much_keeps_the_promises(acme: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission.AdmissionMiddleware, "_admits", lambda *_: False)
    response = acme.browser().post(LOGIN, {"login": "x"})
    assert (response.status_code, wrong(response)) == (503, [])


def test_cookie_that_has_ended_is_taken_back_and_no_other_is_set(acme: Vault) -> None:
    browser = acme.browser(acme.ada)
    out = browser.post(LOGOUT)
    assert (list(out.cookies), out.cookies[COOKIE]["max-age"]) == ([COOKIE], 0)
    assert out.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert wrong(out, signed_in=True) == []
    browser.cookies.clear()
    assert wrong(browser.get("/", follow=True)) == []
