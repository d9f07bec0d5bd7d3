"""Every page of every face, and every mail: no link leads off this site without saying so (7.1)."""

import re
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

import bailee
from bailee.vault.company import contacts, profile
from bailee.vault.mail import outbox
from bailee.vault.mail.kinds import ADDRESSES, KINDS
from bailee.vault.records import collections, records
from bailee.vault.records.collections import NewField
from bailee.web.ui import context, linked
from tests import routes
from tests.cast import Staff, office_browser, site_browser
from tests.furnished import Furnished

TEMPLATES = sorted(Path(bailee.__file__).parent.rglob("*.html"))
TRAP = "https://bank.example@evil.example/trap"


class Links(HTMLParser):
    """Each link of a page with its attributes and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[dict[str, str], str]] = []
        self._open: dict[str, str] | None = None
        self._text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"a", "area"}:
            self._open, self._text = {name: value or "" for name, value in attrs}, ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._open is not None:
            self.found.append((self._open, self._text))
            self._open = None

    def handle_data(self, data: str) -> None:
        self._text += data


def _unmarked(page: str) -> list[str]:
    """Links that lead elsewhere and do not say it, or tell there where one came from."""
    return [
        attributes.get("href", "")
        for attributes, text in Links(page).found
        if _leads_off(attributes.get("href", ""))
        and not (
            "leaves" in attributes.get("class", "").split()
            and {"noopener", "noreferrer"} <= set(attributes.get("rel", "").split())
            and "leaves this site" in text
        )
    ]


def _leads_off(href: str) -> bool:
    there = urlsplit(href)
    if there.scheme == "mailto":
        return False
    host = there.hostname
    ours = host is None or host == settings.DOMAIN or host.endswith(f".{settings.DOMAIN}")
    return not ours or there.scheme not in {"", "https"}


@pytest.fixture
def trapped(furnished: Furnished, now: datetime) -> Furnished:
    """Acme with addresses of others in whatever a person can write."""
    by = furnished.vault.ada.actor
    with furnished.vault.inside():
        typed = dict.fromkeys(("legal_name", "trading_name", "register", "billing_street"), TRAP)
        profile.correct(typed, by=by, now=now)
        contacts.keep(topics=["legal"], name=TRAP, email="x@evil.example", phone="", by=by, now=now)
        fields = [NewField("Text", "text"), NewField("Long", "long_text"), NewField("Page", "url")]
        made = collections.create(label=TRAP, fields=fields, by=by, now=now)
        text, long, page = made.fields.order_by("position")
        values = {
            str(text.id): TRAP,
            str(long.id): f"a\n{TRAP}",
            str(page.id): "http://evil.example",
        }
        record = records.add(made, values, by=by, now=now)
    ids = {"collection_id": made.pk, "record_id": record, "field_id": text.pk}
    return Furnished(furnished.vault, furnished.values | ids)


def _pages(browser: Client, face: str, values: dict[str, object]) -> Iterator[tuple[str, str]]:
    for route in routes.of(face):
        if not set(route.parameters) <= set(values):
            continue
        answer = browser.get(route.path(values))
        if not answer.streaming and "html" in answer.headers.get("Content-Type", ""):
            yield str(route), answer.content.decode()


def test_no_page_of_the_portal_leads_off_unmarked(trapped: Furnished) -> None:
    browser = trapped.vault.browser(trapped.vault.ada)
    pages = dict(_pages(browser, "portal", trapped.values))
    assert len(pages) > 20
    assert {name: found for name, page in pages.items() if (found := _unmarked(page))} == {}
    straight = [
        name
        for name, page in pages.items()
        if any(_leads_off(link.get("href", "")) for link, _ in Links(page).found)
    ]
    assert straight == ["portal /leave/<str:sealed>/"]


@pytest.mark.parametrize(
    "route", ["/company/", "/records/<uuid:collection_id>/rows/<uuid:record_id>/"]
)
def test_what_people_wrote_leads_by_our_own_page(route: str, trapped: Furnished) -> None:
    (view,) = [one for one in routes.of("portal") if one.pattern == route]
    page = trapped.vault.browser(trapped.vault.rae).get(view.path(trapped.values)).content.decode()
    leaving = [link for link, text in Links(page).found if "leaves this site for evil" in text]
    assert len(leaving) >= 2
    for link in leaving:
        assert link["href"].startswith("/leave/")
        assert link["rel"] == "noopener noreferrer nofollow ugc"


def test_no_page_of_office_and_site_leads_off_unmarked(trapped: Furnished, staff: Staff) -> None:
    values = trapped.values | {"client_id": trapped.vault.client.pk}
    pages = dict(_pages(office_browser(staff.dana), "office", values))
    pages |= dict(_pages(site_browser(), "site", values))
    assert len(pages) > 10
    assert {name: found for name, page in pages.items() if (found := _unmarked(page))} == {}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_writes_a_foreign_address_by_itself(template: Path) -> None:
    assert re.findall(r"""href=["']?https?://[^"' ]*""", template.read_text()) == []


def test_sign_in_page_leads_to_the_policy() -> None:
    """allauth's `site` once stood in the place of ours, and the link led nowhere."""
    page = office_browser().get("/account/login/").content.decode()
    assert f"{context.address(settings.DOMAIN)}privacy" in {
        link.get("href") for link, _ in Links(page).found
    }


def test_unmarked_link_is_seen() -> None:
    marked = str(linked.outward("https://quay.example/", "Quay"))
    assert _unmarked(marked) == []
    assert _unmarked(marked.replace("leaves this site", "off")) == ["https://quay.example/"]
    assert _unmarked(marked.replace("noopener ", "")) == ["https://quay.example/"]
    assert _unmarked(marked.replace('class="leaves"', "")) == ["https://quay.example/"]
    assert _unmarked('<a href="//quay.example">x</a>') == ["//quay.example"]
    assert _unmarked('<a href="javascript:alert(1)">x</a>') == ["javascript:alert(1)"]


def test_mail_links_nothing_that_people_wrote(trapped: Furnished, now: datetime) -> None:
    ours = f"https://{trapped.vault.host}/"
    for kind, registered in KINDS.items():
        values = dict.fromkeys(registered.needs, TRAP) | dict.fromkeys(ADDRESSES, ours)
        with trapped.vault.inside():
            message = outbox.post(kind, to="ada@acme.example", context=values, now=now)
        assert {link.get("href") for link, _ in Links(message.html).found} <= {ours}, kind
