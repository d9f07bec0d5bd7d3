"""The pages on which files are attached to a record."""

import io
import uuid
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bailee.foundation.tenancy import vaults
from bailee.vault.files import uploads
from bailee.vault.files.models import File
from bailee.vault.records.models import Attachment, Collection
from tests.cast import Vault
from tests.web.portal.test_collections import address, text
from tests.web.portal.test_records import fleet, launch

__all__ = ["fleet"]


@pytest.fixture
def ship(acme: Vault, fleet: Collection, now: datetime) -> uuid.UUID:
    """The Heron."""
    return launch(acme, fleet, now)


def keep(vault: Vault, name: str, now: datetime) -> File:
    with vault.inside():
        source = io.BytesIO(name.encode())
        return uploads.store(name=name, source=source, by=vault.ada.actor, now=now)


def attached(vault: Vault) -> list[str]:
    with vault.inside():
        return sorted(Attachment.objects.values_list("file__name", flat=True))


def test_files_are_chosen_and_attached_once(
    acme: Vault, fleet: Collection, ship: uuid.UUID, now: datetime
) -> None:
    plan, log = keep(acme, "plan.txt", now), keep(acme, "log.txt", now)
    browser = acme.browser(acme.ben)
    where = address("attachments", fleet.id, ship)
    assert "No file was chosen" in text(browser.post(where, {"file": "x"}).content)
    assert browser.post(where, {"file": [plan.id, log.id]}).status_code == 302
    assert browser.post(where, {"file": [plan.id]}).status_code == 302
    assert attached(acme) == ["log.txt", "plan.txt"]
    shown = text(browser.get(address("record", fleet.id, ship)).content)
    assert "plan.txt" in shown
    assert "plan.txt" not in text(browser.get(where).content)


def test_new_files_are_stored_and_attached(acme: Vault, fleet: Collection, ship: uuid.UUID) -> None:
    browser = acme.browser(acme.ben)
    where = address("attachments-new", fleet.id, ship)
    sent = [SimpleUploadedFile(name, b"berth 1") for name in ("one.txt", "two.txt")]
    assert browser.post(where, {"files": sent}).status_code == 302
    assert attached(acme) == ["one.txt", "two.txt"]
    page = browser.post(where, {"files": ""}, follow=True)
    assert "No file was chosen" in page.content.decode()


def test_detached_file_stays_in_the_vault(
    acme: Vault, fleet: Collection, ship: uuid.UUID, now: datetime
) -> None:
    plan = keep(acme, "plan.txt", now)
    browser = acme.browser(acme.ben)
    browser.post(address("attachments", fleet.id, ship), {"file": [plan.id]})
    with acme.inside():
        one = Attachment.objects.get()
    other = launch(acme, fleet, now)
    wrong = address("attachment-delete", fleet.id, other, one.id)
    assert browser.post(wrong).status_code == 404
    assert browser.post(address("attachment-delete", fleet.id, ship, one.id)).status_code == 302
    assert attached(acme) == []
    with acme.inside():
        assert File.objects.filter(id=plan.id).exists()


def test_readers_strangers_and_the_frozen_attach_nothing(
    acme: Vault, cygnus: Vault, fleet: Collection, ship: uuid.UUID, now: datetime
) -> None:
    plan = keep(acme, "plan.txt", now)
    where = address("attachments", fleet.id, ship)
    assert acme.browser(acme.rae).post(where, {"file": [plan.id]}).status_code == 403
    assert cygnus.browser(cygnus.cy).post(where, {"file": [plan.id]}).status_code == 404
    vaults.freeze(acme.schema)
    assert acme.browser(acme.ben).post(where, {"file": [plan.id]}).status_code == 409
    assert attached(acme) == []
