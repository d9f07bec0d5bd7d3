"""Ada and Ben meet a new version of the policy: what differs, yes, and no with the archive.

The server's text in force is changed here, so the pages come from this process: the browser's
requests are answered by Django's own client instead of over the net.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client as HttpClient
from playwright.sync_api import Page, Route, expect

from bailee.foundation import tenancy
from bailee.policy import clauses, versions
from tests.browser.pictures import picture
from tests.browser.watch import SESSION, Watched
from tests.cast import Vault

pytestmark = pytest.mark.browser
PAGE = "/account/policy/"
LOOKS = [{}, {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}}]


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A new version holds: a clause is gone, another came."""
    before = versions.in_force()
    kept = [line for line in before.text.splitlines() if "referral source" not in line]
    kept[-1:] = ["- 9.5 Visitors get no cookie at all.", "Last Updated: 2027-01-01"]
    (tmp_path / "policy.md").write_text("\n".join(kept) + "\n")
    monkeypatch.setattr(clauses, "_FILE", tmp_path / "policy.md")
    monkeypatch.setattr(clauses, "LAST_UPDATED", date(2027, 1, 1))
    monkeypatch.setattr(versions, "earlier", lambda: [before])
    clauses.sections.cache_clear()
    yield
    monkeypatch.undo()
    clauses.sections.cache_clear()


@pytest.fixture
def answered_here() -> Iterator[Callable[[Page], object]]:
    """Answers a page's requests, in a thread of its own as a server does."""
    with ThreadPoolExecutor(1) as thread:
        yield lambda page: page.route("**/*", lambda route: _answer(route, thread))
        thread.submit(tenancy.shut_all).result()


def _answer(route: Route, thread: ThreadPoolExecutor) -> None:
    asked, at = route.request, urlsplit(route.request.url)
    sent: dict[str, Any] = {
        f"HTTP_{name.upper().replace('-', '_')}": value
        for name, value in asked.all_headers().items()
        if not name.startswith(":") and name not in {"content-type", "content-length"}
    }
    client = HttpClient(SERVER_NAME=at.hostname, enforce_csrf_checks=True)
    got = thread.submit(
        client.generic,
        asked.method,
        f"{at.path}?{at.query}" if at.query else at.path,
        asked.post_data_buffer or b"",
        asked.headers.get("content-type", "application/octet-stream"),
        secure=True,
        **{**sent, "HTTP_HOST": at.netloc},
    ).result()
    body = got.getvalue()
    cookies = "\n".join(morsel.OutputString() for morsel in got.cookies.values())
    headers = dict(got.headers) | ({"set-cookie": cookies} if cookies else {})
    status = got.status_code
    if 300 <= status < 400:  # what the browser follows by itself would reach the real server
        onward = f'<meta http-equiv="refresh" content="0; url={got["Location"]}">'
        body, status = onward.encode(), 200
        headers = {"set-cookie": cookies} if cookies else {}
        headers["content-type"] = "text/html"
    route.fulfill(status=status, headers=headers, body=body)


@pytest.mark.parametrize("look", LOOKS, ids=["desk", "phone-dark"])
def test_new_version_is_shown_by_its_difference_and_answered(
    acme: Vault,
    person: Callable[..., Watched],
    changed: None,
    answered_here: Callable[[Page], object],
    look: dict[str, object],
) -> None:
    ben, suffix = person(**look), "-phone" if look else ""
    page = ben.page
    answered_here(page)
    ben.sign_in_at(acme.host, acme.ben, lands=PAGE)
    expect(page.get_by_text("There is a new version")).to_be_visible()
    expect(page.locator("ins", has_text="9.5 Visitors get no cookie at all.")).to_be_visible()
    expect(page.locator("del", has_text="referral source")).to_be_visible()
    assert ben.findings() == []
    picture(page, f"policy-version{suffix}")
    page.get_by_role("button", name="I do not agree").click()
    expect(page.get_by_text("You did not agree to this version.")).to_be_visible()
    assert ben.findings() == []
    ben.go(acme.host, "/records/")
    page.wait_for_url(f"**{PAGE}")
    page.get_by_role("button", name="I agree").click()
    page.wait_for_url(lambda url: PAGE not in url)
    ben.go(acme.host, "/records/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Records")
    assert (ben.strangers, ben.violations, ben.stored(), ben.cookies()) == ([], [], [], [SESSION])


def test_owner_who_refuses_takes_the_archive(
    acme: Vault,
    person: Callable[..., Watched],
    changed: None,
    answered_here: Callable[[Page], object],
) -> None:
    ada = person()
    page = ada.page
    answered_here(page)
    ada.sign_in_at(acme.host, acme.ada, lands=PAGE)
    page.get_by_role("button", name="I do not agree").click()
    expect(
        page.get_by_text("You may take the record of your information and leave")
    ).to_be_visible()
    picture(page, "policy-refused")
    page.get_by_role("link", name="Archive").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Archive")
    assert (ada.strangers, ada.violations) == ([], [])
