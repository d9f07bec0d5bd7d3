"""After a purge nothing of the client is found; another client has lost nothing."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from bailee.custody import archive, backup, closing, handback, holds, tasks, tombstones
from bailee.custody.handback import announcements
from bailee.custody.models import ArchiveBuild, HandBack, Kind, LegalHold, Tombstone
from bailee.custody.purge import work
from bailee.custody.purge.certifying import PLACE
from bailee.custody.purge.matter import PurgeError
from bailee.foundation import clock, keys, logins, storage, tenancy
from bailee.foundation.address import address
from bailee.foundation.home import home
from bailee.foundation.tenancy import vaults
from bailee.office.clients.models import Client, Contract, Host
from tests import cast
from tests.cast import Staff, Vault
from tests.custody import leaving


@dataclass(frozen=True)
class Gone:
    """A purged client, and one that stayed with the hash of its backup before."""

    company: Vault
    handback: HandBack
    stayed: Vault
    stayed_before: str
    files_before: list[str]


@pytest.fixture(scope="module")
def gone(staff: Staff) -> Iterator[Gone]:
    now = clock.now()
    company = leaving.open_company(staff, now=now)
    stayed = leaving.open_company(staff, now=now)
    hold = holds.place(company.client, reason="Order 12/26", by=staff.dana.actor, now=now)
    holds.lift(hold, by=staff.dana.actor, now=now)
    given = leaving.approved(company, staff, now=now)
    leaving.litter(company, now=now)
    before = leaving.files_with(leaving.mark_of(company))
    kept = content_of(stayed)
    handback.purge(given, by=staff.dana.actor, now=now)
    tasks.purge(vault=given.vault, handback_id=str(given.pk))
    yield Gone(company, given, stayed, kept, before)
    cast.clear(stayed)


def content_of(vault: Vault) -> str:
    digest = hashlib.sha256()
    for piece in archive.stream(schema=vault.schema, flavour="backup", policy=""):
        digest.update(piece)
    return digest.hexdigest()


def test_every_step_was_taken_once_and_in_order(gone: Gone) -> None:
    names = list(gone.handback.purge_steps.values_list("name", flat=True))
    assert names == [name for name, _ in work.STEPS]
    kinds = list(gone.handback.steps.values_list("kind", flat=True))
    assert kinds[-3:] == [Kind.PURGE_BEGAN, Kind.CERTIFIED, Kind.CERTIFICATE_MAILED]
    assert handback.state_of(gone.handback).next == ""


def test_no_file_of_the_installation_holds_a_value_any_more(gone: Gone) -> None:
    assert gone.files_before != []
    assert leaving.files_with(leaving.mark_of(gone.company)) == []


def test_schema_login_key_objects_and_backups_are_gone(gone: Gone) -> None:
    schema = gone.company.schema
    with tenancy.owner() as raw:
        assert not vaults.exists(raw, schema)
        roles = "SELECT FROM pg_roles WHERE rolname = %s"
        assert raw.execute(roles, [logins.role_of(schema)]).fetchone() is None
    assert not keys.exists(schema)
    assert storage.names(schema) == []
    assert backup.list_of(schema) == []
    assert not (home().mail / schema).exists()
    assert not (home().tmp / schema).exists()
    with pytest.raises(FileNotFoundError):
        closing.unseal(schema)


def test_office_keeps_no_row_that_says_who_it_was(gone: Gone) -> None:
    client_id = gone.company.client.pk
    assert not Client.objects.filter(pk=client_id).exists()
    assert not Host.objects.filter(tenant_id=client_id).exists()
    assert not Contract.objects.filter(client_id=client_id).exists()
    assert not ArchiveBuild.objects.filter(client_id=client_id).exists()
    assert not ProcrastinateJob.objects.filter(args__vault=gone.company.schema).exists()
    confirmed = gone.handback.steps.get(kind=Kind.CONFIRMED)
    assert (confirmed.by_kind, confirmed.by_id) == ("user", None)
    assert "12/26" not in LegalHold.objects.get(client_id=client_id).reason


def test_search_found_the_client_before_and_not_after(gone: Gone) -> None:
    counts = {step.name: step.counts for step in gone.handback.purge_steps.all()}
    before, after = counts["inventory"]["found"], counts["residue"]["found"]
    ours = ["heap", "wal"] if address().embedded else []
    sure = ["tables", "pg_dump", "backups", "object store", "mail folder", "temp", *ours]
    assert [place for place in sure if before[place] == 0] == []
    assert set(after.values()) == {0}
    assert counts["logs"]["lines"] >= 1


def test_certificate_says_what_the_server_does_not_allow(gone: Gone) -> None:
    scrubbed = gone.handback.purge_steps.get(name="database_scrub").counts["not possible"]
    document = json.loads(gone.handback.certificate.document)
    assert document["not_possible"] == scrubbed
    with tenancy.owner() as raw:
        recycles = raw.execute("SHOW wal_recycle").fetchone() == ("on",)
        super_user = raw.execute("SHOW is_superuser").fetchone() == ("on",)
    assert any("recycles its files" in sentence for sentence in scrubbed) == recycles
    assert any("checkpoint needs a right" in sentence for sentence in scrubbed) != super_user
    assert (scrubbed == []) == (super_user and not recycles)


def test_other_client_has_lost_nothing(gone: Gone) -> None:
    assert content_of(gone.stayed) == gone.stayed_before


def test_each_owner_gets_one_mail_and_its_copy_names_nobody(gone: Gone) -> None:
    number = gone.handback.certificate.number
    copies = sorted((home().mail / PLACE).glob(f"certificate-{number}-*.eml"))
    assert len(copies) == 2
    texts = [copy.read_text() for copy in copies]
    assert ["undisclosed-recipients:;" in text for text in texts] == [True, True]
    assert [leaving.mark_of(gone.company) in text for text in texts] == [False, False]


def test_late_writers_are_refused(gone: Gone, staff: Staff) -> None:
    now, client = clock.now(), gone.company.client
    with pytest.raises(tombstones.TombstonedError):
        tombstones.refuse(client.schema_name)
    with pytest.raises(tombstones.TombstonedError):
        handback.ask_archive(client, by=gone.company.ada.actor, now=now)
    with pytest.raises(tombstones.TombstonedError):
        announcements.tell(gone.handback, now=now)
    with pytest.raises(holds.HoldError):
        holds.place(client, reason="too late", by=staff.dana.actor, now=now)
    with pytest.raises(keys.KeyDestroyedError):
        storage.put(client.schema_name, "files/x", None)  # type: ignore[arg-type]  # never read


def test_purge_done_is_not_done_again(gone: Gone) -> None:
    before = list(gone.handback.purge_steps.values_list("at", flat=True))
    work.run(gone.handback, clock=clock.now)
    assert list(gone.handback.purge_steps.values_list("at", flat=True)) == before
    assert Tombstone.objects.get(vault=gone.company.schema).purged_at is not None


def test_hold_stops_a_purge_under_way_and_shows_why(staff: Staff) -> None:
    now = clock.now()
    company = leaving.open_company(staff, now=now)
    given = leaving.approved(company, staff, now=now)
    handback.purge(given, by=staff.dana.actor, now=now)
    holds.place(company.client, reason="Order 13/26", by=staff.dana.actor, now=now)
    with pytest.raises(PurgeError, match="legal hold"):
        tasks.purge(vault=given.vault, handback_id=str(given.pk))
    given.refresh_from_db()
    assert given.trouble.startswith("A legal hold stands")
    assert given.purge_steps.count() == 0
    with company.inside():
        assert company.ada.is_active
    cast.clear(company)


def test_two_processes_do_not_purge_the_same_vault(staff: Staff) -> None:
    now = clock.now()
    company = leaving.open_company(staff, now=now)
    given = leaving.approved(company, staff, now=now)
    handback.purge(given, by=staff.dana.actor, now=now)
    with (
        work._alone(given.vault),
        pytest.raises(PurgeError, match="Another process"),
    ):
        work.run(given, clock=clock.now)
    cast.clear(company)
