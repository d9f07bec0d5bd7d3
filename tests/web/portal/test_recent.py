"""What happened last: records, imports, files; folded, newest first, for readers."""

from datetime import datetime, timedelta

from django.urls import set_urlconf

from bailee.office.clients import quotas
from bailee.office.clients.quotas import Quota
from bailee.people.formats import PLAIN
from bailee.vault.records import latest, records
from bailee.vault.records.models import Collection
from bailee.web.portal import recent
from bailee.web.ui.middleware import face
from tests.cast import Staff
from tests.furnished import SECRET, Furnished


def test_steps_are_folded_and_newest_first(furnished: Furnished, now: datetime) -> None:
    vault = furnished.vault
    with vault.inside():
        one = Collection.objects.get()
        later = [now + timedelta(minutes=minute) for minute in range(1, 5)]
        first = records.add(one, {}, by=vault.ben.actor, now=later[0])
        records.add(one, {}, by=vault.ben.actor, now=later[1])
        records.edit(
            one,
            first,
            {str(one.fields.all()[0].id): "SO-9"},
            version=1,
            by=vault.bo.actor,
            now=later[2],
        )
        found = [(step.kind, step.count, step.by_id) for step in latest.steps(10)]
    assert found[:2] == [("edited", 1, vault.bo.id), ("added", 2, vault.ben.id)]
    assert ("import", 1, vault.ada.id) in found[2:]


def test_overview_tells_readers_what_happened(furnished: Furnished) -> None:
    vault = furnished.vault
    shown = vault.browser(vault.rae).get("/").content.decode()
    assert "Ada imported" in shown
    assert f"“{SECRET}.txt”" in shown
    assert SECRET not in vault.browser(vault.bo).get("/").content.decode()


def test_lines_lead_to_what_they_tell_of(furnished: Furnished) -> None:
    vault = furnished.vault
    with vault.inside():
        set_urlconf("bailee.web.portal.urls")
        lines = recent.lines(10, PLAIN)
        set_urlconf(None)
    browser = vault.browser(vault.ada)
    assert {browser.get(line.address).status_code for line in lines} == {200}


def test_overview_warns_before_room_runs_out(
    furnished: Furnished, staff: Staff, now: datetime
) -> None:
    vault = furnished.vault
    for limit, words in ((200, None), (140, "85 % of what is agreed"), (119, "all of the 119")):
        quotas.agree(vault.client, Quota(records=limit), by=staff.dana.actor, now=now)
        face.forget_hosts()
        shown = vault.browser(vault.rae).get("/").content.decode()
        assert ("An owner of your company" in shown) is (words is not None)
        assert words is None or words in shown
