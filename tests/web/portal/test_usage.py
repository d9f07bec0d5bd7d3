"""The usage page: for owners, measured now, with its days as a picture and as a table."""

from datetime import datetime, timedelta

import pytest

from bailee.foundation.tenancy import vaults
from bailee.office.clients import quotas
from bailee.office.clients.quotas import Quota
from bailee.vault.records.models import Collection
from bailee.vault.records.records import add
from bailee.vault.usage import days
from bailee.web.ui.middleware import face
from tests.cast import Staff, Vault
from tests.furnished import Furnished


@pytest.mark.parametrize(("who", "status"), [("ada", 200), ("ben", 403), ("bo", 403), ("rae", 403)])
def test_owners_alone_see_it(acme: Vault, who: str, status: int) -> None:
    assert acme.browser(acme.people[who]).get("/usage/").status_code == status


def test_show_tells_what_is_kept(furnished: Furnished, staff: Staff, now: datetime) -> None:
    vault = furnished.vault
    quotas.agree(vault.client, Quota(records=125), by=staff.dana.actor, now=now)
    face.forget_hosts()
    page = vault.browser(vault.ada).get("/usage/")
    [records, files, people] = page.context["standings"]
    assert (records.used, records.limit, records.percent) == (119, 125, 95)
    assert (files.limit, people.used) == (None, 5)
    shown = page.content.decode()
    assert ("Running short" in shown, "No limit agreed" in shown) == (True, True)
    assert "from the second day on" in shown


def test_trend_is_drawn_and_told_as_a_table(furnished: Furnished, now: datetime) -> None:
    vault = furnished.vault
    with vault.inside():
        for ago in (40, 3, 0):
            days.note(now=now - timedelta(days=ago))
    page = vault.browser(vault.ada).get("/usage/")
    assert [len(one["chart"].points) for one in page.context["charts"]] == [3, 3, 3]
    shown = page.content.decode()
    assert shown.count("<svg viewBox=") == 3
    assert 'aria-label="Records by day, between 119 and 119"' in shown
    assert "style=" not in shown
    assert len(page.context["noted"]) == 3


def test_frozen_portal_still_shows_it(furnished: Furnished) -> None:
    vaults.freeze(furnished.vault.schema)
    assert furnished.vault.browser(furnished.vault.ada).get("/usage/").status_code == 200


def test_a_record_over_the_quota_is_refused_and_nothing_typed_is_lost(
    furnished: Furnished, staff: Staff, now: datetime
) -> None:
    vault, collection = furnished.vault, furnished.values["collection_id"]
    quotas.agree(vault.client, Quota(records=120), by=staff.dana.actor, now=now)
    with vault.inside():
        one = Collection.objects.get()
        add(one, {}, by=vault.ben.actor, now=now)
        fields = {field.label: str(field.id) for field in one.fields.all()}
    typed = {fields["Order"]: "SO-999", fields["Vessel"]: "Petrel"}
    answer = vault.browser(vault.ben).post(f"/records/{collection}/rows/new/", typed)
    shown = answer.content.decode()
    assert "There is no room for 1 record more: 120 records agreed" in shown
    assert "SO-999" in shown
