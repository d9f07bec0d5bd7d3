"""The archive's page: asked for by owners at any time, built by the worker."""

from datetime import datetime

import pytest

from bailee.custody import holds
from bailee.custody.handback import archives
from bailee.custody.models import ArchiveBuild
from bailee.custody.tasks import build_archive
from tests.cast import Staff, Vault
from tests.custody import leaving


def builds(vault: Vault) -> list[ArchiveBuild]:
    return list(ArchiveBuild.objects.filter(client_id=vault.client.pk))


def test_create_asks_for_an_archive_which_the_worker_builds(acme: Vault) -> None:
    ada = acme.browser(acme.ada)
    assert b"No archive yet" in ada.get("/archive/").content
    assert ada.post("/archive/new/")["Location"] == "/archive/"
    page = ada.get("/archive/").content.decode()
    assert ("Building" in page, 'hx-trigger="every 2s"' in page) == (True, True)
    [build] = builds(acme)
    build_archive(vault=acme.schema, build_id=str(build.pk))
    page = ada.get("/archive/").content.decode()
    assert (f"/archive/{build.pk}/content/" in page, "hx-trigger" in page) == (True, False)
    assert build.by_id == acme.ada.id


def test_create_asks_for_one_at_a_time(acme: Vault) -> None:
    ada = acme.browser(acme.ada)
    ada.post("/archive/new/")
    ada.post("/archive/new/")
    assert b"An archive is being built already." in ada.get("/archive/").content
    assert len(builds(acme)) == 1


@pytest.mark.parametrize("who", ["ben", "bo", "rae"])
def test_archive_is_for_owners(acme: Vault, who: str) -> None:
    browser = acme.browser(acme.people[who])
    answers = [browser.get("/archive/"), browser.post("/archive/new/")]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert builds(acme) == []


def test_frozen_portal_still_gives_an_archive(acme: Vault, staff: Staff, now: datetime) -> None:
    leaving.built(leaving.given_notice(acme, staff, now=now), staff, now=now)
    ada = acme.browser(acme.ada)
    assert ada.post("/archive/new/")["Location"] == "/archive/"
    assert sorted(build.state for build in builds(acme)) == ["building", "ready"]


def test_failed_archive_is_told(acme: Vault, now: datetime) -> None:
    ada = acme.browser(acme.ada)
    ada.post("/archive/new/")
    [build] = builds(acme)
    archives.fail(build, why="disk full", now=now)
    page = ada.get("/archive/").content.decode()
    assert "It could not be built. We have been told; you can ask again." in page


def test_hold_is_told_to_the_client(acme: Vault, staff: Staff, now: datetime) -> None:
    leaving.given_notice(acme, staff, now=now)
    holds.place(acme.client, reason="Order 12/26", by=staff.dana.actor, now=now)
    page = acme.browser(acme.ada).get("/archive/").content.decode()
    assert "the law asks us to keep your records for now" in page
    assert "Order 12/26" not in page
