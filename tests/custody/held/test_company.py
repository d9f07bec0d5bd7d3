"""What is held of a company: every table of its vault, counted, and its use by day."""

from datetime import datetime, timedelta

from bailee.custody import backup
from bailee.custody.held import company, kinds
from bailee.vault.activity import sign_ins, uses
from tests.cast import Vault
from tests.furnished import Furnished


def test_every_table_is_in_one_share(furnished: Furnished, now: datetime) -> None:
    with furnished.vault.inside():
        found = company.of(now=now)
        tables = kinds.tables()
    assert sum(share.tables for share in found.shares) == len(tables)


def test_collections_are_one_kind_together(furnished: Furnished, now: datetime) -> None:
    with furnished.vault.inside():
        found = company.of(now=now)
    records = next(share for share in found.shares if str(share.title) == "Records")
    assert (records.tables, records.rows, records.exact) == (1, 119, True)


def test_files_and_backups_are_counted(furnished: Furnished, now: datetime) -> None:
    vault = furnished.vault
    backup.make(schema=vault.schema, now=now)
    with vault.inside():
        found = company.of(now=now)
    assert found.files.count > 0
    assert (found.backups.count, found.backups.newest) == (1, now)
    backup.delete_all(vault.schema)


def test_use_is_told_for_every_day_also_those_without(acme: Vault, now: datetime) -> None:
    with acme.inside():
        for ago in (0, 0, 3):
            at = now - timedelta(days=ago)
            one = sign_ins.begin(acme.ben, address="::1", header="", referrer="", now=at)
            uses.record(one.id, route="files/", method="GET", address="::1", now=at)
        sign_in_days = company.sign_ins_by_day(now=now)
        use_days = company.uses_by_day(now=now)
    assert len(sign_in_days) == company.DAYS
    expected = {now.date(): 2, (now - timedelta(days=3)).date(): 1}
    for days in (sign_in_days, use_days):
        assert {day: count for day, count in days if count} == expected
