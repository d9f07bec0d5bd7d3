"""Notice on a contract: given once, told to the client's owners, withdrawn by agreement."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bailee.custody import handback
from bailee.custody.handback import announcements
from bailee.foundation import tenancy
from bailee.office.clients import contracts
from bailee.office.clients.models import Client
from bailee.people import preferences
from bailee.people.models import User
from bailee.vault.mail.models import Message
from tests import cast
from tests.cast import Staff, Vault
from tests.custody import leaving

pytestmark = pytest.mark.usefixtures("installed")


@pytest.fixture
def company(staff: Staff, now: datetime) -> Iterator[Vault]:
    vault = leaving.open_company(staff, now=now)
    yield vault
    cast.clear(vault)


def test_notice_cannot_be_given_twice(company: Vault, staff: Staff, now: datetime) -> None:
    leaving.given_notice(company, staff, now=now)
    with pytest.raises(handback.OrderError, match="given already"):
        leaving.given_notice(company, staff, now=now)


@pytest.mark.parametrize("who", ["emil", "priya"])
def test_only_an_owner_waives_the_notice_period(
    company: Vault, staff: Staff, now: datetime, who: str
) -> None:
    by = getattr(staff, who).actor
    early, kept = now.date() + timedelta(days=29), now.date() + timedelta(days=30)
    with pytest.raises(contracts.NoticeError, match="Only an owner"):
        handback.begin(company.client, ends_on=early, by=by, now=now, waive=True)
    assert handback.standing(company.client.pk) is None
    given = handback.begin(company.client, ends_on=kept, by=by, now=now, waive=True)
    assert given.by_id == by.id


@pytest.mark.parametrize("waived", [True, False])
def test_owner_reads_who_gave_notice_and_that_an_earlier_end_was_agreed(
    company: Vault, staff: Staff, now: datetime, *, waived: bool
) -> None:
    kept = now.date() + timedelta(days=30)
    ends_on = now.date() if waived else kept
    given = handback.begin(
        company.client, ends_on=ends_on, by=staff.dana.actor, now=now, waive=waived
    )
    announcements.tell(given, now=now)
    with company.inside():
        message = Message.objects.filter(kind="notice")[0]
        reader = preferences.formats_of(User.objects.get(email=message.to))
    early = f"The notice period would have lasted until {reader.day(kept)}."
    for text in (message.text, message.html):
        assert "Harbour &amp; Vale has given notice" in text.replace("& V", "&amp; V")
        assert (early in text, "If you did not agree" in text) == (waived, waived)


def test_notice_can_be_withdrawn_and_given_again(
    company: Vault, staff: Staff, now: datetime
) -> None:
    given = leaving.given_notice(company, staff, now=now)
    handback.freeze(given, by=staff.dana.actor, now=now)
    with tenancy.inside(tenancy.office_seat()):
        handback.withdraw(given, by=staff.dana.actor, now=now)
    contract = company.client.contracts.get()
    assert (contract.notice_at, contract.ends_on) == (None, None)
    assert not Client.objects.get(pk=company.client.pk).frozen
    with company.inside():
        User.objects.filter(pk=company.rae.pk).update(name="Rae again")
    with pytest.raises(handback.OrderError, match="withdrawn"):
        handback.build_archive(given, by=staff.dana.actor, now=now)
    again = leaving.given_notice(company, staff, now=now)
    assert handback.standing(company.client.pk) == again
    labels = [event.label for event in handback.timeline(company.client.pk)]
    assert labels.count("Notice withdrawn") == 1
