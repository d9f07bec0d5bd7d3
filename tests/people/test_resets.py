"""Password resets: once, within half an hour, and every session ends."""

import threading
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from bailee.foundation import tenancy
from bailee.people import resets, tokens, users
from bailee.people.models import PasswordReset, User
from tests.cast import PASSWORD, Vault

NEW = "a lantern hangs over the slipway"


def asked(email: str, now: datetime) -> str:
    found = resets.ask(email, now)
    assert found is not None
    return found[1]


def test_ask_finds_the_person_however_the_address_is_typed(acme: Vault, now: datetime) -> None:
    with acme.inside():
        found = resets.ask("  Ben@ACME.example ", now)
        assert found is not None
        assert found[0] == acme.ben
        assert [row.token_hash for row in PasswordReset.objects.all()] == [tokens.hashed(found[1])]


def test_ask_for_an_unknown_or_deactivated_person_gives_nothing(acme: Vault, now: datetime) -> None:
    with acme.inside():
        users.deactivate(acme.ben, by=acme.ada.actor, now=now)
        assert resets.ask("ben@acme.example", now) is None
        assert resets.ask("nobody@acme.example", now) is None
        assert PasswordReset.objects.count() == 0


def test_use_sets_the_password(acme: Vault, now: datetime) -> None:
    with acme.inside():
        resets.use(asked("ben@acme.example", now), password=NEW, now=now)
        ben = User.objects.get(id=acme.ben.id)
    assert check_password(NEW, ben.password)
    assert not check_password(PASSWORD, ben.password)


def test_use_ends_every_session_of_that_person_only(acme: Vault, now: datetime) -> None:
    browsers = [acme.browser(person) for person in (acme.ben, acme.ben, acme.ada)]
    ada_signed_in = browsers[-1].cookies["__Host-sessionid"].value
    with acme.inside():
        assert Session.objects.count() == 3
        resets.use(asked("ben@acme.example", now), password=NEW, now=now)
        assert [row.session_key for row in Session.objects.all()] == [ada_signed_in]


def test_use_a_second_time_is_refused(acme: Vault, now: datetime) -> None:
    with acme.inside():
        token = asked("ben@acme.example", now)
        resets.use(token, password=NEW, now=now)
        with pytest.raises(resets.UsedResetError):
            resets.use(token, password=PASSWORD, now=now)


def test_use_by_eight_at_once_succeeds_once(acme: Vault, now: datetime) -> None:
    with acme.inside():
        token = asked("ben@acme.example", now)
    ready = threading.Barrier(8)
    outcomes: list[str] = []

    def try_to_use() -> None:
        with tenancy.inside(acme.schema):
            ready.wait()
            try:
                resets.use(token, password=NEW, now=now)
                outcomes.append("set")
            except resets.UsedResetError:
                outcomes.append("used")
        tenancy.shut_all()

    threads = [threading.Thread(target=try_to_use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["set", *["used"] * 7]


def test_use_after_half_an_hour_is_refused(acme: Vault, now: datetime) -> None:
    with acme.inside():
        token = asked("ben@acme.example", now)
        assert resets.find(token, now=now + timedelta(minutes=29, seconds=59)).user == acme.ben
        with pytest.raises(resets.ExpiredResetError):
            resets.use(token, password=NEW, now=now + timedelta(minutes=30))


def test_ask_again_ends_the_older_link(acme: Vault, now: datetime) -> None:
    with acme.inside():
        older = asked("ben@acme.example", now)
        asked("ben@acme.example", now)
        with pytest.raises(resets.UnknownResetError):
            resets.find(older, now=now)


def test_use_with_a_weak_password_keeps_the_token(acme: Vault, now: datetime) -> None:
    with acme.inside():
        token = asked("ben@acme.example", now)
        with pytest.raises(ValidationError):
            resets.use(token, password="short", now=now)
        assert resets.use(token, password=NEW, now=now) == acme.ben


def test_deactivate_ends_a_reset_that_was_asked_for(acme: Vault, now: datetime) -> None:
    with acme.inside():
        token = asked("ben@acme.example", now)
        users.deactivate(acme.ben, by=acme.ada.actor, now=now)
        with pytest.raises(resets.UnknownResetError):
            resets.use(token, password=NEW, now=now)


def test_a_reset_longer_than_half_an_hour_cannot_be_stored(acme: Vault, now: datetime) -> None:
    with acme.inside(), pytest.raises(IntegrityError, match="short"), transaction.atomic():
        PasswordReset.objects.create(
            user_id=acme.ben.id,
            token_hash="0" * 64,
            created_at=now,
            expires_at=now + timedelta(minutes=30, microseconds=1),
        )
