"""Nothing that a person reads is left out of the catalogue: pages in a language of brackets."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from babel import Locale
from django.test import Client as HttpClient

from bailee.foundation import tenancy
from bailee.foundation.home import home
from bailee.people.models import User
from bailee.vault.activity.models import SignIn
from bailee.vault.mail import outbox
from bailee.vault.mail.kinds import KINDS
from bailee.vault.mail.models import Message
from bailee.web.ui import permission
from tests import bracketed, routes
from tests.cast import Staff, office_browser, site_browser
from tests.furnished import SECRET, Furnished

# Words that are the client's own, names of people, of products and of formats, and signs.
_NAMES = "Acme Marine Cygnus Freight Harbour Vale Ada Ben Bo Rae Cy Dana Emil Priya Zoe Harbourtown"
_GIVEN = "Order Orders Vessel Amount Paid Attributes Hull Warehouse Ledger urgent scan old Laptop"
_SIGNS = (
    "UTC CSV XLSX ZIP JSON PDF SHA-256 TOTP API URL ID EUR GET POST HMAC RFC IP OIDC kB MB WEST GB"
)
_MAKES = "Bailee Firefox Chrome Safari Linux Windows macOS PostgreSQL OpenID Connect"
# Names of countries come from CLDR, not from our catalogue; a random one stands in tax numbers.
_COUNTRIES = "|".join(
    re.escape(str(name)) for name in Locale(bracketed.LANGUAGE).territories.values()
)
_OWN = re.compile(
    "|".join(
        (
            _COUNTRIES,
            rf"\S*{SECRET}\S*( renamed)?",
            rf"\b({'|'.join(f'{_NAMES} {_GIVEN} {_SIGNS} {_MAKES}'.split())})\b",
            r"\bPlaced on\b|\bQuay Street\b|\b(View|Id) (?=$)",
            r"\b[A-Z]{2}\d+\b|\bSO-\d+|\bView\b|\S+/\S+|\bLatin-1\b|\b(ISO|UTF|Windows)\b|\S+@\S+|\S+\.(csv|txt|example|zip|localhost)\S*|https?://\S+|/\S*",
            r"\b[0-9a-f]{8,}\S*|\b[0-9A-Za-z_-]{32,}\b|\d\S*",
        )
    ),
    re.IGNORECASE,
)


def _left(texts: list[str]) -> list[str]:
    """What is nobody's: neither ours, in brackets, nor the client's."""
    found = (_OWN.sub("", text) for text in texts)
    return [text.strip() for text in found if re.search(r"[^\W\d_]{2,}", text)]


@pytest.fixture(autouse=True)
def _brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    bracketed.speak(monkeypatch)


@pytest.fixture
def german_staff(staff: Staff) -> Iterator[Staff]:
    with tenancy.inside(tenancy.owner_seat()):
        # Mails and people that other tests left are no texts of ours.
        Message.objects.all().delete()
        SignIn.objects.all().delete()
        for letter in home().mail.rglob("*.eml"):
            letter.unlink()
        others = User.objects.exclude(pk__in=[staff.dana.pk, staff.emil.pk, staff.priya.pk])
        names = dict(others.values_list("pk", "name"))
        others.update(name=SECRET)
        User.objects.update(language=bracketed.LANGUAGE)
    for person in (staff.dana, staff.emil, staff.priya):
        person.language = bracketed.LANGUAGE
    yield staff
    with tenancy.inside(tenancy.owner_seat()):
        User.objects.update(language="en")
        for one, name in names.items():
            User.objects.filter(pk=one).update(name=name)


def _untranslated(
    browser: HttpClient, face: str, values: dict[str, object], *, least: int
) -> dict[str, list[str]]:
    found, seen = {}, 0
    for route in routes.of(face):
        declared = permission.of(route.view)
        if declared is None or declared.by_token or "/api/" in route.pattern:
            continue
        try:
            path = route.path(values)
        except KeyError:
            continue
        response = browser.get(path, headers={"accept-language": bracketed.LANGUAGE})
        if response.streaming or not response["Content-Type"].startswith("text/html"):
            continue
        html = response.content.decode()
        if response.status_code == 405 or not html:
            continue
        seen += response.status_code == 200
        left = _left(bracketed.bare(html))
        if left:
            found[f"{route} {response.status_code}"] = left
    assert seen >= least, f"only {seen} pages were there to be read"
    return found


def test_portal_says_nothing_untranslated(furnished: Furnished) -> None:
    vault = furnished.vault
    with vault.inside():
        User.objects.update(language=bracketed.LANGUAGE)
    vault.ada.language = bracketed.LANGUAGE
    assert _untranslated(vault.browser(vault.ada), "portal", furnished.values, least=70) == {}


def test_portal_says_nothing_untranslated_to_a_visitor(furnished: Furnished) -> None:
    assert _untranslated(furnished.vault.browser(), "portal", furnished.values, least=2) == {}


def test_office_says_nothing_untranslated(furnished: Furnished, german_staff: Staff) -> None:
    values = {**furnished.values, "client_id": furnished.vault.client.pk}
    assert _untranslated(office_browser(german_staff.dana), "office", values, least=20) == {}


def test_mails_say_nothing_untranslated(furnished: Furnished, now: datetime) -> None:
    context = {
        name: "11" if name == "percent" else f"{SECRET}-{name}"
        for kind in KINDS.values()
        for name in kind.needs
    }
    with furnished.vault.inside():
        User.objects.update(language=bracketed.LANGUAGE)
        for kind in KINDS:
            mail = outbox.post(kind, to="ada@acme.example", context=context, now=now)
            assert _left(bracketed.bare_text(mail.subject + "\n" + mail.text)) == [], kind
            assert _left(bracketed.bare(mail.html)) == [], kind
            assert bracketed.language_of(mail.html) == bracketed.LANGUAGE


def test_site_says_nothing_untranslated(furnished: Furnished, now: datetime) -> None:
    assert _untranslated(site_browser(), "site", furnished.values, least=4) == {}
