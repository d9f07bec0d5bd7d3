"""Measured as it is, noted once a day, told to owners once, refused when there is no room."""

import io
from datetime import datetime, timedelta
from typing import Any

import pytest

from bailee.foundation import storage
from bailee.foundation.tenancy import vaults
from bailee.office.clients import quotas, registry
from bailee.office.clients.models import Usage
from bailee.office.clients.quotas import Quota
from bailee.people import preferences
from bailee.people.models import User
from bailee.people.users import AlreadyHereError
from bailee.vault import allowance
from bailee.vault.allowance import OverQuotaError
from bailee.vault.company import team
from bailee.vault.files import held, resumable, uploads
from bailee.vault.files.limits import FileRefusedError
from bailee.vault.files.models import File, Version
from bailee.vault.mail.models import Message
from bailee.vault.records import room
from bailee.vault.usage import days, standing, tasks
from bailee.vault.usage.measuring import measure
from bailee.vault.usage.models import QuotaWarning, UsageDay
from bailee.vault.usage.standing import Standing
from tests.cast import Vault
from tests.furnished import Furnished


def test_measure_counts_what_is_there(furnished: Furnished, now: datetime) -> None:
    with furnished.vault.inside():
        found = measure(now=now)
    assert [(one.records, one.exact) for one in found.collections] == [(119, True)]
    assert (found.records, found.exact, found.trashed) == (119, True, 1)
    with furnished.vault.inside():
        whole = File.objects.filter(stored_at__isnull=False, trashed_at=None).count()
        versions = [one.size or 0 for one in Version.objects.all()]
    assert (found.file_count, found.file_bytes) == (whole, sum(versions))
    assert len(versions) > whole > 1
    assert (found.users, found.invited) == (4, 1)
    assert found.collections[0].size > 8192
    assert found.table_bytes > found.collections[0].size


def test_large_tables_are_estimated_and_say_so(
    furnished: Furnished, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bailee.vault.usage.measuring.COUNTED", 100)
    with furnished.vault.inside():
        found = measure(now=now)
    [one] = found.collections
    # The statistics may not know yet that a record went to the trash.
    assert (one.records in {119, 120}, one.exact) == (True, False)
    assert found.exact is False


def test_a_day_is_noted_once_and_kept_for_ninety(furnished: Furnished, now: datetime) -> None:
    with furnished.vault.inside():
        for ago in (91, 90, 89, 1, 0):
            days.note(now=now - timedelta(days=ago))
        days.note(now=now)
        kept = [(now.date() - one.day).days for one in days.since(now)]
        assert kept == [89, 1, 0]
        assert UsageDay.objects.count() == 3
        assert {one.records for one in days.since(now)} == {119}


def test_the_job_tells_the_office_totals_only(furnished: Furnished, now: datetime) -> None:
    vault = furnished.vault
    assert vault.schema in tasks.due(now=now)
    tasks.measure(vault=vault.schema)
    told = Usage.objects.get(client=vault.client)
    with vault.inside():
        size = held.everything().size
    assert (told.records, told.file_bytes, told.users) == (119, size, 4)
    assert vault.schema not in tasks.due(now=now)
    assert vault.schema in tasks.due(now=now + timedelta(days=1))
    with vault.inside():
        assert UsageDay.objects.get().records == 119


def test_a_frozen_vault_is_left_alone(acme: Vault, now: datetime) -> None:
    vaults.freeze(acme.schema)
    registry.freeze(acme.client, now=now)
    assert acme.schema not in tasks.due(now=now)
    tasks.measure(vault=acme.schema)
    assert not Usage.objects.filter(client=acme.client).exists()


def test_owners_who_want_it_are_warned_once(acme: Vault, now: datetime) -> None:
    short = [Standing("records", 80, 100), Standing("file_bytes", 79, 100)]
    with acme.inside():
        assert standing.warn(short, link="https://x/usage/", now=now) == 1
        assert standing.warn(short, link="https://x/usage/", now=now) == 0
        mail = Message.objects.get(kind="quota_warning")
        assert (mail.to, mail.subject) == (
            acme.ada.email,
            "Space runs short: 80 % of your records are used",
        )
        assert "80 records of the 100 records" in mail.text
        # A new quota, or a new crossing after room was made, is told again.
        assert standing.warn([Standing("records", 190, 200)], link="", now=now) == 1
        assert standing.warn([Standing("records", 20, 200)], link="", now=now) == 0
        assert standing.warn([Standing("records", 190, 200)], link="", now=now) == 1
        assert QuotaWarning.objects.count() == 1


def test_who_does_not_want_the_warning_gets_none(acme: Vault, now: datetime) -> None:
    with acme.inside():
        preferences.choose(acme.ada, muted=["quota_warning"], by=acme.ada.actor, now=now)
        assert standing.warn([Standing("users", 4, 4)], link="", now=now) == 0


def _agree(vault: Vault, now: datetime, **quota: int) -> None:
    quotas.agree(vault.client, Quota(**quota), by=vault.ada.actor, now=now)


@pytest.mark.parametrize(("limit", "more", "fits"), [(120, 1, True), (119, 1, False)])
def test_records_over_the_quota_are_refused(
    furnished: Furnished,
    now: datetime,
    limit: int,
    more: int,
    fits: bool,  # noqa: FBT001 - a case
) -> None:
    _agree(furnished.vault, now, records=limit)
    with furnished.vault.inside():
        if fits:
            room.refuse_over_quota(more)
            return
        with pytest.raises(OverQuotaError) as refused:
            room.refuse_over_quota(more)
    assert str(refused.value) == (
        "There is no room for 1 record more: 119 records agreed, 119 records kept, nothing"
        " left. Delete records that you no longer need, or ask Harbour & Vale for more."
    )


def test_far_from_the_limit_nothing_is_counted(furnished: Furnished, now: datetime) -> None:
    def never() -> int:
        raise AssertionError("counted")

    _agree(furnished.vault, now, records=10_000)
    with furnished.vault.inside():
        allowance.refuse_over("records", more=100, count=never, estimate=room.estimate)
        allowance.refuse_over("file_bytes", more=100, count=never)
        with pytest.raises(AssertionError):
            allowance.refuse_over("records", more=9_000, count=never, estimate=room.estimate)


def test_estimate_and_count_agree(furnished: Furnished) -> None:
    with furnished.vault.inside():
        assert (room.estimate() in {119, 120}, room.count()) == (True, 119)


def _invite(vault: Vault, email: str, now: datetime) -> Any:
    with vault.inside():
        return team.invite(
            email=email,
            name="Zoe",
            role="reader",
            by=vault.ada.actor,
            now=now,
            url_of=lambda token: f"https://x/{token}",
        )


def test_an_open_invitation_holds_a_place(acme: Vault, now: datetime) -> None:
    _agree(acme, now, users=5)
    _invite(acme, "zoe@acme.example", now)
    _invite(acme, "zoe@acme.example", now)  # the same person again
    with pytest.raises(OverQuotaError, match="5 people agreed, 5 people kept, nothing left"):
        _invite(acme, "yan@acme.example", now)
    _agree(acme, now, users=9)
    with pytest.raises(AlreadyHereError):
        _invite(acme, acme.ben.email, now)


def test_an_invitation_over_the_quota_is_told_beside_the_field(acme: Vault, now: datetime) -> None:
    _agree(acme, now, users=4)
    typed = {"name": "Zoe", "email": "zoe@acme.example", "role": "reader"}
    answer = acme.browser(acme.ada).post("/people/new/", typed)
    assert "Deactivate somebody" in answer.content.decode()
    with acme.inside():
        assert User.objects.active().count() == 4


def test_standing_tells_percent_and_what_is_short() -> None:
    of = [Standing("records", 0, None), Standing("records", 79, 100), Standing("records", 80, 100)]
    assert [(one.percent, one.short, one.full) for one in of] == [
        (0, False, False),
        (79, False, False),
        (80, True, False),
    ]
    assert (Standing("users", 5, 4).percent, Standing("users", 4, 4).full) == (125, True)


def test_a_file_over_the_quota_leaves_nothing(acme: Vault, now: datetime) -> None:
    by = acme.ada.actor
    _agree(acme, now, file_bytes=10)
    with acme.inside():
        uploads.store(name="a.txt", source=io.BytesIO(b"12345678"), by=by, now=now)
        with pytest.raises(FileRefusedError, match="no room for 3 bytes more: 10 bytes agreed"):
            uploads.store(name="b.txt", source=io.BytesIO(b"123"), by=by, now=now)
        with pytest.raises(FileRefusedError, match="2 bytes left"):
            resumable.begin(name="c.txt", size=5, by=by, now=now)
        uploads.store(name="d.txt", source=io.BytesIO(b"12"), by=by, now=now)
        with pytest.raises(FileRefusedError, match="Delete files or old versions"):
            uploads.store(name="e.txt", source=io.BytesIO(b""), by=by, now=now)
        assert sorted(File.objects.values_list("name", flat=True)) == ["a.txt", "d.txt"]
        assert held.everything() == held.Held(2, 10)
    assert len(list(storage.names(acme.schema))) == 2
