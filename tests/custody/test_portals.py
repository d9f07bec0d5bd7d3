"""“My portals”: each portal writes for itself, and nobody else learns anything."""

from datetime import datetime

import pytest
from django.db import DatabaseError, connection

from bailee.custody import portals
from bailee.foundation import tenancy
from bailee.people import throttle, users
from bailee.people.models import Throttle
from bailee.people.roles import Role
from bailee.people.throttled import Purpose
from bailee.vault.mail.models import Message
from tests.cast import PASSWORD, Vault


def ask(email: str, now: datetime) -> int:
    """As the site's login asks, and the worker answers."""
    with tenancy.inside(tenancy.site_seat()):
        throttle.admit(Purpose.PORTALS, account=email, address="192.0.2.1", now=now)
        which = portals.asked(email)
    with tenancy.inside(tenancy.owner_seat()):
        return portals.tell(which, now=now)


def mails(vault: Vault) -> list[Message]:
    with vault.inside():
        return list(Message.objects.filter(kind="your_portal"))


def test_each_portal_of_an_address_writes_about_itself_alone(
    acme: Vault, cygnus: Vault, now: datetime
) -> None:
    with cygnus.inside():
        users.add(
            email="ada@acme.example", name="Ada", role=Role.READER, password=PASSWORD, now=now
        )
    assert ask(" Ada@ACME.example", now) == 2
    (one,), (other,) = mails(acme), mails(cygnus)
    assert (one.to, other.to) == ("ada@acme.example", "ada@acme.example")
    assert one.subject == "You have an account at the portal of Acme Marine"
    assert f"https://{acme.host}:" in one.text
    for mail, stranger in ((one, cygnus), (other, acme)):
        assert stranger.host not in mail.text + mail.html
        assert stranger.client.name not in mail.text + mail.html


def test_unknown_and_deactivated_people_get_no_mail(acme: Vault, now: datetime) -> None:
    with acme.inside():
        users.deactivate(acme.ben, by=acme.ada.actor, now=now)
    assert [ask(f"{name}@acme.example", now) for name in ("eve", "ben")] == [0, 0]
    assert mails(acme) == []


def test_what_was_typed_is_not_kept(acme: Vault, now: datetime) -> None:
    ask("eve@acme.example", now)
    with tenancy.inside(tenancy.owner_seat()), connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM people_throttle t")
        rows = cursor.fetchall()
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE args::text LIKE '%acme.ex%'")
        jobs = cursor.fetchone()
    assert "eve" not in str(rows)
    assert jobs == (0,)


def test_site_ends_no_pause_of_the_office(now: datetime) -> None:
    with tenancy.inside(tenancy.owner_seat()):
        for _ in range(5):
            throttle.admit(Purpose.SIGN_IN, account="dana@x.example", address="::1", now=now)
    with tenancy.inside(tenancy.site_seat()):
        changed = Throttle.objects.filter(purpose=Purpose.SIGN_IN).update(paused_until=None)
        with pytest.raises(DatabaseError):
            Throttle.objects.filter(purpose=Purpose.SIGN_IN).delete()
        with pytest.raises(DatabaseError):
            throttle.admit(Purpose.SIGN_IN, account="dana@x.example", address="::2", now=now)
    assert changed == 0
    with tenancy.inside(tenancy.owner_seat()):
        assert Throttle.objects.exclude(paused_until=None).exists()
        Throttle.objects.all().delete()
