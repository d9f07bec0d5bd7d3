"""The proof of clause 2.1a turns red when its promise is broken."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from bailee.foundation import clock, tenancy
from bailee.people.models import User
from bailee.policy.proofs import collected, guests
from bailee.policy.proofs.broken import BrokenError
from bailee.policy.proofs.guests import Ground
from bailee.policy.proofs.web import Visitor, Web
from bailee.vault.activity import retention, sign_ins
from tests import cast


@pytest.fixture
def ground(web: str, staff: cast.Staff) -> Iterator[Ground]:
    with guests.opened(Web.configured(), now=clock.now()) as opened:
        yield opened


def test_use_kept_for_ever_is_broken(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "keep", lambda _: None)
    with pytest.raises(BrokenError, match="pages used are kept beyond their days"):
        collected.shown_and_ends(ground)


def test_visitor_written_down_is_broken(
    ground: Ground, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: Any = Visitor.get

    def spied_on(visitor: Visitor, path: str) -> Any:
        with tenancy.inside(ground.schema):
            person = User.objects.get(name="Ada Proof")
            sign_ins.begin(person, address="::1", header="", referrer="", now=now)
        return seen(visitor, path)

    monkeypatch.setattr(Visitor, "get", spied_on)
    with pytest.raises(BrokenError, match="a visit without signing in was written down"):
        collected.shown_and_ends(ground)


def test_sign_in_that_owners_cannot_see_whole_is_broken(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collected, "_AGENT", "curl/8.5.0")
    with pytest.raises(BrokenError, match="does not show Firefox 140"):
        collected.shown_and_ends(ground)


def test_address_of_a_visitor_is_broken(ground: Ground) -> None:
    with tenancy.owner(ground.schema) as raw:
        raw.execute("ALTER TABLE visits_total ADD COLUMN address text")
    with pytest.raises(BrokenError, match="kept of visitors is more than totals"):
        collected.shown_and_ends(ground)


def test_rare_visitor_who_keeps_a_name_is_broken(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bailee.office.visits.totals.FEWEST", 1)
    with pytest.raises(BrokenError, match="one visitor's country goes by its name"):
        collected.shown_and_ends(ground)


def test_totals_kept_for_ever_are_broken(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bailee.office.visits.totals.keep", lambda _: 0)
    with pytest.raises(BrokenError, match="totals are kept beyond their days"):
        collected.shown_and_ends(ground)
