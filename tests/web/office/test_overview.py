"""The office's first page: figures that add up, and work that waits."""

from datetime import datetime

from psycopg.types.json import Jsonb

from bailee.custody import holds
from bailee.foundation import tenancy
from bailee.office.clients.models import Client
from bailee.vault.mail.models import Message
from tests.cast import Staff, Vault, office_browser
from tests.custody import leaving


def test_figures_count_every_client_once(
    staff: Staff, acme: Vault, cygnus: Vault, now: datetime
) -> None:
    holds.place(acme.client, reason="Order 12/26", by=staff.dana.actor, now=now)
    page = office_browser(staff.emil).get("/")
    assert sum(count for _, count in page.context["figures"]) == Client.objects.count()


def test_clients_that_leave_come_first(
    staff: Staff, acme: Vault, cygnus: Vault, now: datetime
) -> None:
    leaving.given_notice(cygnus, staff, now=now)
    rows = office_browser(staff.emil).get("/").context["rows"]
    words = [(one.word) for _, one in rows]
    assert words == sorted(words, key=lambda word: word == "running")
    found = {client.id: standing.word for client, standing in rows}
    assert (found[cygnus.client.id], found[acme.client.id]) == ("notice given", "running")


def test_hand_back_waits_for_those_who_can_act(staff: Staff, acme: Vault, now: datetime) -> None:
    given = leaving.given_notice(acme, staff, now=now)
    waiting = office_browser(staff.dana).get("/").context["waiting"]
    found = {one["handback"].id: one["action"].words for one in waiting if one["action"]}
    assert found[given.id] == "Freeze the portal now"


def failed_job(vault: Vault) -> int:
    """A job of this vault that gave up, as the worker leaves it. Its number."""
    with tenancy.owner() as raw:
        row = raw.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, args, attempts)"
            " VALUES ('default', 'mail.deliver', 'failed', %s, 12) RETURNING id",
            [Jsonb({"vault": vault.schema})],
        ).fetchone()
    assert row is not None
    number: int = row[0]
    return number


def test_failed_mail_and_failed_job_are_shown(staff: Staff, acme: Vault, now: datetime) -> None:
    with tenancy.inside(tenancy.owner_seat()):
        mail = Message.objects.create(
            kind="invitation",
            to="nobody@harbour-vale.example",
            subject="Your invitation to the office of Harbour & Vale",
            posted_at=now,
            given_up_at=now,
            last_error="recipient refused (550)",
        )
        job = failed_job(acme)
        page = office_browser(staff.emil).get("/")
        mail.delete()
    assert "recipient refused (550)" in page.content.decode()
    assert (job, "Acme Marine") in [(one.id, whose) for one, whose in page.context["jobs"]]


def test_office_is_closed_to_the_signed_out(staff: Staff) -> None:
    assert office_browser().get("/")["Location"] == "/account/login/"
