"""How long a session lasts, and what its old key opens."""

from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from bailee.people import sessions
from tests.cast import Vault

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def begun(now: datetime, **more: object) -> SessionStore:
    session = SessionStore()
    session[sessions.SIGNED_IN] = "somebody"
    sessions.begin(session, role="owner", now=now)
    session.update(more)
    session.create()
    return session


@pytest.mark.parametrize(
    ("after", "role", "why"),
    [
        (timedelta(0), "owner", None),
        (60 * MINUTE, "owner", None),
        (60 * MINUTE + MINUTE, "owner", "idle"),
        (12 * HOUR + MINUTE, "owner", "over"),
        (MINUTE, "reader", "role"),
    ],
)
def test_session_is_over_when_idle_old_or_of_another_role(
    acme: Vault, now: datetime, after: timedelta, role: str, why: str | None
) -> None:
    with acme.inside():
        content = dict(begun(now).items())
    assert sessions.over(content, role=role, now=now + after) == why


def test_use_keeps_a_session_from_being_idle_and_not_from_being_old(
    acme: Vault, now: datetime
) -> None:
    with acme.inside():
        session = begun(now)
        for minutes in range(0, 12 * 60, 50):
            sessions.use(session, now=now + minutes * MINUTE)
        content = dict(session.items())
    assert sessions.over(content, role=None, now=now + 12 * HOUR) is None
    assert sessions.over(content, role=None, now=now + 12 * HOUR + MINUTE) == "over"


def test_half_a_sign_in_lasts_a_quarter_of_an_hour(now: datetime) -> None:
    content = {"begun_at": now.timestamp(), sessions.HALF_SIGNED_IN: {}}
    assert sessions.over(content, role=None, now=now + 15 * MINUTE) is None
    assert sessions.over(content, role=None, now=now + 16 * MINUTE) == "over"


def test_old_key_leads_to_the_session_for_half_a_minute(acme: Vault, now: datetime) -> None:
    with acme.inside():
        old = begun(now, basket="heron")
        assert sessions.wants_key(old, now=now + 2 * HOUR) is False
        later = now + 2 * HOUR + MINUTE
        assert sessions.wants_key(old, now=later) is True
        new = sessions.rekeyed(old, now=later)
        assert new.session_key != old.session_key
        assert new["basket"] == "heron"
        came = SessionStore(old.session_key)
        found = sessions.followed(came, now=later + timedelta(seconds=30))
        assert found is not None
        assert found.session_key == new.session_key
        assert sessions.followed(came, now=later + timedelta(seconds=31)) is None


def test_sweep_takes_what_has_run_out_and_says_whose_it_was(acme: Vault, now: datetime) -> None:
    with acme.inside():
        kept = begun(now, sign_in="kept")
        begun(now - 2 * HOUR, sign_in="idle")
        moved = begun(now - 5 * MINUTE, sign_in="moved")
        new = sessions.rekeyed(moved, now=now - MINUTE)
        assert sessions.forget_over(now, "sign_in") == {"idle"}
        left = set(Session.objects.values_list("session_key", flat=True))
    assert left == {kept.session_key, new.session_key}
