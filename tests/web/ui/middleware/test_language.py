"""Each reader gets their language, and no cookie, session or address is needed for it."""

from datetime import datetime

import pytest
from django.utils import translation
from pytest_django import Settings

from bailee.people import languages, preferences
from bailee.people.models import User
from bailee.vault.company import team
from bailee.vault.mail.models import Message
from tests.bracketed import language_of
from tests.cast import Vault, site_browser

SIGN_IN = "/account/login/"


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("fr,de;q=0.2", "de"),
        ("en-GB,de;q=0.9", "en"),
        ("fr", "en"),
        ("*", "en"),
        ("de" * 500, "en"),
        ("de;q=nonsense", "en"),
        ("\x00\xff", "en"),
    ],
)
def test_visitor_reads_what_the_browser_asks_for(asked: str, spoken: str) -> None:
    response = site_browser().get("/", headers={"accept-language": asked})
    assert language_of(response.content.decode()) == spoken
    assert "Accept-Language" in response["Vary"]
    assert response.cookies == {}


def test_house_speaks_where_the_browser_asks_for_nothing_we_have(settings: Settings) -> None:
    settings.HOUSE_LANGUAGE = "de"
    response = site_browser().get("/", headers={"accept-language": "fr"})
    assert language_of(response.content.decode()) == "de"


def test_person_reads_what_they_chose_whatever_the_browser_asks_for(
    acme: Vault, now: datetime
) -> None:
    with acme.inside():
        preferences.choose(acme.ada, language="de", by=acme.ada.actor, now=now)
    response = acme.browser(acme.ada).get("/", headers={"accept-language": "en"})
    assert language_of(response.content.decode()) == "de"
    assert "Accept-Language" not in response["Vary"]
    ben = acme.browser(acme.ben).get("/", headers={"accept-language": "de"})
    assert language_of(ben.content.decode()) == "en"


def test_language_of_one_request_is_not_the_next_ones(acme: Vault, now: datetime) -> None:
    with acme.inside():
        preferences.choose(acme.ada, language="de", by=acme.ada.actor, now=now)
    assert acme.browser(acme.ada).get("/").status_code == 200
    assert translation.get_language() == "en"
    assert language_of(acme.browser(acme.ben).get("/").content.decode()) == "en"


def test_programs_are_answered_in_english(acme: Vault) -> None:
    response = acme.browser().get("/api/v1/collections", headers={"accept-language": "de"})
    assert response.status_code == 401
    assert "token" in response.json()["detail"]


def test_dates_and_numbers_follow_the_language(acme: Vault, now: datetime) -> None:
    with acme.inside():
        preferences.choose(acme.ada, language="de", by=acme.ada.actor, now=now)
        User.objects.filter(id=acme.ben.id).update(language="de")
        ben = User.objects.get(id=acme.ben.id)
    assert preferences.formats_of(acme.ada).number(1234567) == "1,234,567"  # hers were kept so
    with acme.inside():
        assert preferences.formats_of(ben).number(1234567) == "1.234.567"
    with languages.spoken("de"):
        assert languages.usual().number(1234567) == "1.234.567"


def test_form_turns_dates_with_the_language_alone(acme: Vault) -> None:
    browser = acme.browser(acme.ada)
    form = browser.get("/account/preferences/").context["form"]
    values = {name: form[name].value() for name in form.fields} | {"language": "de"}
    assert browser.post("/account/preferences/", values).status_code == 302
    with acme.inside():
        ada = User.objects.get(id=acme.ada.id)
        assert (ada.language, preferences.of(ada).locale) == ("de", "de-DE")
    values |= {"locale": "fr-FR", "language": "en"}
    assert browser.post("/account/preferences/", values).status_code == 302
    with acme.inside():
        ada = User.objects.get(id=acme.ada.id)
        assert (ada.language, preferences.of(ada).locale) == ("en", "fr-FR")


def test_language_that_is_not_offered_is_refused(acme: Vault, now: datetime) -> None:
    with acme.inside(), pytest.raises(preferences.PreferenceError, match="language"):
        preferences.choose(acme.ada, language="xx", by=acme.ada.actor, now=now)


def test_invited_person_begins_with_the_language_of_the_page(acme: Vault, now: datetime) -> None:
    with acme.inside():
        links: list[str] = []

        def url_of(token: str) -> str:
            links.append(f"/invitation/{token}/")
            return links[0]

        team.invite(
            email="zoe@acme.example",
            name="Zoe",
            role="reader",
            by=acme.ada.actor,
            now=now,
            url_of=url_of,
        )
    visitor = acme.browser()
    answer = {"name": "Zoe", "password": "a heron and a tern at sea", "agrees": "on"}
    done = visitor.post(links[0], answer, headers={"accept-language": "de-CH"})
    assert done.status_code == 302
    with acme.inside():
        assert User.objects.get(email="zoe@acme.example").language == "de"


def test_mail_is_written_as_its_recipient_reads(acme: Vault, now: datetime) -> None:
    moment = datetime.fromisoformat("2026-07-01T12:00:00+00:00")
    with acme.inside():
        preferences.choose(
            acme.ada,
            language="de",
            locale="de-DE",
            time_zone="Europe/Berlin",
            by=acme.ada.actor,
            now=now,
        )
        team.ask_reset(email="ada@acme.example", now=moment, url_of=lambda _: "https://x.example/")
        mail = Message.objects.get(kind="password_reset")
    assert mail.subject == "Neues Passwort für das Portal von Acme Marine setzen"
    assert "Der Link gilt einmal, bis 01.07.2026, 14:30 CEST." in mail.text
    assert language_of(mail.html) == "de"
