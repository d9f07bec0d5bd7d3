"""Mail in the office: its outbox, and the folder that stands in for a mail server."""

from datetime import datetime

import pytest
from django.conf import LazySettings

from bailee.foundation import ids, tenancy
from bailee.people.roles import Role
from bailee.vault.company import team
from bailee.vault.mail import delivery
from bailee.vault.mail.models import Message
from tests.cast import Staff, Vault, office_browser, visitor


@pytest.fixture
def invited(acme: Vault, now: datetime) -> Message:
    """An invitation of Acme's in the folder."""
    with acme.inside():
        team.invite(
            email=f"{ids.opaque(6)}@acme.example",
            name="Tim",
            role=Role.READER,
            url_of=lambda token: f"https://{acme.host}/invitation/{token}/",
            by=acme.ada.actor,
            now=now,
        )
        message = Message.objects.get()
        assert delivery.deliver(message.pk, now=now) is True
    return message


def test_folder_shows_a_mail_with_a_link_that_works(
    staff: Staff, acme: Vault, invited: Message
) -> None:
    dana = office_browser(staff.dana)
    assert invited.to in dana.get("/mail/").content.decode()
    page = dana.get(f"/mail/{acme.schema}/{invited.pk}/").content.decode()
    assert f'<a href="https://{acme.host}/invitation/' in page


def test_book_keeper_reads_no_mail_of_the_folder(
    staff: Staff, acme: Vault, invited: Message
) -> None:
    emil = office_browser(staff.emil)
    assert invited.to not in emil.get("/mail/").content.decode()
    assert emil.get(f"/mail/{acme.schema}/{invited.pk}/").status_code == 403


def test_folder_is_closed_once_a_mail_server_is_configured(
    staff: Staff, acme: Vault, invited: Message, settings: LazySettings
) -> None:
    settings.SMTP_URL = "smtps://mail.harbour-vale.example"
    dana = office_browser(staff.dana)
    assert invited.to not in dana.get("/mail/").content.decode()
    assert dana.get(f"/mail/{acme.schema}/{invited.pk}/").status_code == 404


def test_index_warns_when_clients_are_served_without_a_mail_server(
    staff: Staff, settings: LazySettings
) -> None:
    warning = b"the links that let clients into their portals"
    assert warning not in office_browser(staff.dana).get("/mail/").content
    settings.DOMAIN, settings.ALLOWED_HOSTS = "portal.example", [".portal.example"]
    dana = visitor("office.portal.example", tenancy.owner_seat(), staff.dana)
    assert warning in dana.get("/mail/").content


@pytest.mark.parametrize("path", ["public/nothing", "v_nothing1/x", "certificates/certificate-9-9"])
def test_mail_that_is_not_there_is_not_found(staff: Staff, path: str) -> None:
    assert office_browser(staff.dana).get(f"/mail/{path}/").status_code == 404


def test_index_tells_the_state_of_each_mail_to_staff(staff: Staff, now: datetime) -> None:
    states: dict[str, dict[str, object]] = {
        "Queued": {},
        "Retrying": {"attempts": 2, "last_error": "TimeoutError"},
        "Failed": {"given_up_at": now, "last_error": "recipient refused (550)"},
        "Sent": {"sent_at": now},
    }
    with tenancy.inside(tenancy.owner_seat()):
        posted = [
            Message.objects.create(
                kind="password_reset",
                to=f"{state.lower()}@harbour-vale.example",
                subject=f"Set a new password {state}",
                posted_at=now,
                **values,
            )
            for state, values in states.items()
        ]
        page = office_browser(staff.emil).get("/mail/").content.decode()
        for message in posted:
            message.delete()
    rows = {
        state: page.split(f"Set a new password {state}")[1].split("</tr>")[0] for state in states
    }
    assert {state: f"</svg>{state}</span>" in row for state, row in rows.items()} == dict.fromkeys(
        states, True
    )
