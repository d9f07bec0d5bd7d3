"""People correct themselves: name, address, password; the address only by both mailboxes' leave."""

from datetime import datetime, timedelta

import pytest

from bailee.people import email_changes
from bailee.people.email_changes import ChangeError
from bailee.people.models import EmailChange, User
from bailee.vault.company import correction
from bailee.vault.mail.models import Message
from tests.cast import Vault

NEW = "benjamin@acme.example"


class Links:
    """The tokens that mails carried."""

    def __init__(self) -> None:
        self.tokens: list[str] = []

    def __call__(self, token: str) -> str:
        self.tokens.append(token)
        return f"https://acme.example/{token}"


def _mails() -> list[tuple[str, str]]:
    return sorted(Message.objects.values_list("kind", "to"))


def test_new_address_counts_once_it_is_confirmed(acme: Vault, now: datetime) -> None:
    links = Links()
    with acme.inside():
        correction.ask_email(acme.ben, NEW.upper(), now=now, url_of=links)
        assert User.objects.get(id=acme.ben.id).email == "ben@acme.example"
        correction.confirm_email(links.tokens[0], now=now, url_of=links)
        assert User.objects.get(id=acme.ben.id).email == NEW
        assert _mails() == [("email_changed", "ben@acme.example"), ("email_confirm", NEW)]


def test_confirming_works_once_and_for_a_day(acme: Vault, now: datetime) -> None:
    links = Links()
    with acme.inside():
        correction.ask_email(acme.ben, NEW, now=now, url_of=links)
        with pytest.raises(ChangeError):
            email_changes.find(links.tokens[0], now=now + timedelta(days=1))
        correction.confirm_email(links.tokens[0], now=now, url_of=links)
        with pytest.raises(ChangeError):
            correction.confirm_email(links.tokens[0], now=now, url_of=links)


def test_token_is_kept_as_its_hash_only(acme: Vault, now: datetime) -> None:
    links = Links()
    with acme.inside():
        correction.ask_email(acme.ben, NEW, now=now, url_of=links)
        change = EmailChange.objects.get()
    assert links.tokens[0] not in (change.token_hash, change.undo_hash)


def test_other_sessions_end_and_this_one_goes_on(acme: Vault, now: datetime) -> None:
    here, there, links = acme.browser(acme.ben), acme.browser(acme.ben), Links()
    with acme.inside():
        correction.ask_email(acme.ben, NEW, now=now, url_of=links)
        keep = here.session.session_key
        correction.confirm_email(links.tokens[0], now=now, url_of=links, keep=keep)
    assert (here.get("/").status_code, there.get("/").status_code) == (200, 302)


def test_address_of_somebody_else_is_told_to_nobody_but_them(acme: Vault, now: datetime) -> None:
    with acme.inside():
        correction.ask_email(acme.ben, "rae@acme.example", now=now, url_of=Links())
        assert _mails() == [("email_taken", "rae@acme.example")]
        assert EmailChange.objects.count() == 0


def test_old_address_undoes_it_within_seven_days(acme: Vault, now: datetime) -> None:
    links, later = Links(), now + timedelta(days=6)
    browser = acme.browser(acme.ben)
    with acme.inside():
        correction.ask_email(acme.ben, NEW, now=now, url_of=links)
        correction.confirm_email(links.tokens[0], now=now, url_of=links)
        correction.undo_email(links.tokens[1], now=later)
        assert User.objects.get(id=acme.ben.id).email == "ben@acme.example"
        assert _mails() == [("email_confirm", "ben@acme.example")]
        with pytest.raises(ChangeError):
            correction.undo_email(links.tokens[1], now=later)
    assert browser.get("/").status_code == 302


def test_undoing_the_first_of_two_changes_undoes_the_second(acme: Vault, now: datetime) -> None:
    links = Links()
    with acme.inside():
        for number, email in enumerate((NEW, "thief@elsewhere.example")):
            person = User.objects.get(id=acme.ben.id)
            at = now + timedelta(minutes=number)
            correction.ask_email(person, email, now=at, url_of=links)
            correction.confirm_email(links.tokens[-1], now=at, url_of=links)
        correction.undo_email(links.tokens[1], now=now + timedelta(hours=1))
        assert User.objects.get(id=acme.ben.id).email == "ben@acme.example"
        with pytest.raises(ChangeError):
            email_changes.find_undo(links.tokens[3], now=now + timedelta(hours=1))


def test_after_seven_days_the_old_address_is_forgotten(acme: Vault, now: datetime) -> None:
    links, later = Links(), now + timedelta(days=7)
    with acme.inside():
        Message.objects.create(kind="notice", to="ben@acme.example", subject="-", posted_at=now)
        correction.ask_email(acme.ben, NEW, now=now, url_of=links)
        correction.confirm_email(links.tokens[0], now=now, url_of=links)
        assert correction.forget_addresses(later) == 1
        assert _mails() == [("email_confirm", NEW), ("notice", NEW)]
        assert EmailChange.objects.count() == 0


def test_address_that_was_never_confirmed_is_forgotten_after_a_day(
    acme: Vault, now: datetime
) -> None:
    with acme.inside():
        correction.ask_email(acme.ben, NEW, now=now, url_of=Links())
        assert correction.forget_addresses(now + timedelta(days=1)) == 1
        assert _mails() == []


def test_own_address_is_no_change(acme: Vault, now: datetime) -> None:
    with acme.inside(), pytest.raises(ChangeError):
        correction.ask_email(acme.ben, " Ben@acme.example", now=now, url_of=Links())
