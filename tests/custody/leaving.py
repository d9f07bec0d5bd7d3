"""A client that leaves: a company of its own for each test, taken through its hand-back."""

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import date, datetime
from decimal import Decimal

from bailee.custody import backup, handback, lifecycle
from bailee.custody.handback import announcements, archives
from bailee.custody.models import ArchiveBuild, HandBack
from bailee.foundation import ids, tenancy
from bailee.foundation.actors import Actor
from bailee.foundation.home import home
from bailee.people.models import Invitation, User
from bailee.people.roles import Role
from bailee.vault.files import uploads
from bailee.vault.mail import delivery
from bailee.vault.mail.models import Message
from tests.cast import Staff, Vault

POLICY = "6.1 … all records will be purged from our system"
_CARRY_ON = """
import sys, uuid, django
django.setup()
from bailee.custody.models import HandBack
from bailee.custody.purge import work
from bailee.foundation import clock
work.run(HandBack.objects.get(pk=uuid.UUID(sys.argv[1])), clock=clock.now)
"""


def open_company(staff: Staff, *, now: datetime) -> Vault:
    """Acme Marine under a mark of its own, so that nothing of another test is mistaken for it."""
    mark = ids.opaque(10)
    client = lifecycle.open_client(
        name=f"Acme Marine {mark}",
        label=f"acme-{mark}",
        particulars={
            "street": f"4 Quay Street {mark}",
            "contact_name": f"Ada {mark}",
            "contact_email": f"ada@{mark}.example",
            "contact_phone": "+44 20 7946 " + str(int.from_bytes(os.urandom(3))),
        },
        terms=lifecycle.Terms(date(2026, 1, 1), 30, Decimal("490.00"), "EUR"),
        by=staff.dana.actor,
        now=now,
    )
    roles = {"ada": Role.OWNER, "abe": Role.OWNER, "rae": Role.READER}
    with tenancy.inside(client.schema_name):
        Invitation.objects.all().delete()
        people = {
            name: User.objects.create(
                email=f"{name}@{mark}.example",
                name=f"{name.title()} {mark}",
                role=role,
                password=f"!{mark}{name}",  # nobody signs in here
                created_at=now,
            )
            for name, role in roles.items()
        }
        content = io.BytesIO(f"Hull survey of {mark}, deck by deck\n".encode() * 200)
        uploads.store(name=f"survey {mark}.txt", source=content, by=people["ada"].actor, now=now)
    return Vault(client, people)


def mark_of(company: Vault) -> str:
    """What every value of this company holds."""
    mark: str = company.client.label.removeprefix("acme-")
    return mark


def given_notice(company: Vault, staff: Staff, *, now: datetime) -> HandBack:
    """Both sides agreed to end the contract today."""
    return handback.begin(
        company.client, ends_on=now.date(), by=staff.dana.actor, now=now, waive=True
    )


def built(leaving: HandBack, staff: Staff, *, now: datetime) -> ArchiveBuild:
    """Frozen, and the archive asked for and built, as the worker would."""
    handback.freeze(leaving, by=staff.dana.actor, now=now)
    build = handback.build_archive(leaving, by=staff.dana.actor, now=now)
    return archives.make(build, policy=POLICY, clock=lambda: now)


def delivered(company: Vault, staff: Staff, *, now: datetime) -> HandBack:
    """As far as the delivery of the archive."""
    leaving = given_notice(company, staff, now=now)
    announcements.tell(leaving, now=now)
    built(leaving, staff, now=now)
    handback.deliver(leaving, by=staff.dana.actor, now=now)
    announcements.tell(leaving, now=now)
    with company.inside():
        for message in Message.objects.all():
            delivery.deliver(message.pk, now=now)
    return leaving


def code_inside(leaving: HandBack, *, by: Actor, now: datetime) -> str:
    """The code, found where the client finds it: inside the downloaded archive."""
    build = leaving.archive_builds.get()
    whole = b"".join(handback.open_archive(build, by=by, now=now))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        text = archive.read("confirmation.txt").decode()
    found = re.search(r"[A-Z0-9]{5}-[A-Z0-9]{5}", text)
    assert found is not None
    return found[0]


def approved(company: Vault, staff: Staff, *, now: datetime) -> HandBack:
    """As far as both approvals; the purge may begin."""
    leaving = delivered(company, staff, now=now)
    ada = company.ada.actor
    handback.confirm(leaving, code=code_inside(leaving, by=ada, now=now), by=ada, now=now)
    handback.approve(leaving, by=staff.dana.actor, now=now)
    handback.approve(leaving, by=staff.priya.actor, now=now)
    return leaving


def litter(company: Vault, *, now: datetime) -> None:
    """Leaves traces where only a running installation would: backup, log, temporary files."""
    backup.make(schema=company.schema, now=now)
    home().logs.mkdir(exist_ok=True)
    with (home().logs / "worker.log").open("a") as log:
        log.write(json.dumps({"event": "looked", "vault": company.schema}) + "\n")
    folder = home().tmp / company.schema
    folder.mkdir()
    (folder / "import.csv").write_text(f"name\nAcme Marine {mark_of(company)}\n")


def files_with(text: str) -> list[str]:
    """Every file of the installation, PostgreSQL's own among them, that holds the text."""
    found = subprocess.run(
        ["grep", "-rlaF", text, str(home().root)], capture_output=True, text=True, check=False
    )
    if found.returncode > 1:
        raise AssertionError(found.stderr)
    return found.stdout.split()


def carry_on(leaving: HandBack, *, fault: str) -> int:
    """Runs the purge in a process of its own, which kills itself at `fault`; its exit status."""
    run = subprocess.run(
        [sys.executable, "-c", _CARRY_ON, str(leaving.pk)],
        env={**os.environ, "BAILEE_FAULT": fault},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode > 0:
        raise AssertionError(run.stderr)
    return run.returncode
