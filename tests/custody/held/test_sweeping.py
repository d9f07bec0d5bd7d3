"""What is over goes by itself, in vaults and in the office."""

from datetime import datetime, timedelta

from bailee.custody.held import sweeping
from bailee.foundation import tenancy
from bailee.people import resets
from bailee.people.models import EmailChange, PasswordReset
from bailee.people.models import User as Person
from bailee.vault.company import correction
from tests.cast import Staff, Vault


def test_links_that_ran_out_and_addresses_go_after_a_day(
    acme: Vault, staff: Staff, now: datetime
) -> None:
    with acme.inside():
        resets.ask(acme.ben.email, now)
        person = Person.objects.get(id=acme.ben.id)
        correction.ask_email(person, "b@acme.example", now=now, url_of=lambda token: token)
    with tenancy.inside(tenancy.owner_seat()):
        resets.ask(staff.emil.email, now)
    with acme.inside():
        sweeping.sweep(now + timedelta(hours=23))
        assert (PasswordReset.objects.count(), EmailChange.objects.count()) == (1, 1)
        sweeping.sweep(now + timedelta(hours=25))
        assert (PasswordReset.objects.count(), EmailChange.objects.count()) == (0, 0)
    with tenancy.inside(tenancy.owner_seat()):
        sweeping.sweep(now + timedelta(hours=25))
        assert PasswordReset.objects.count() == 0
