"""A purge killed with -9 after every single step goes on where it was, to the same end."""

from datetime import datetime

import pytest

from bailee.custody import certificate, handback
from bailee.custody.models import Kind, Tombstone
from bailee.custody.purge import work
from bailee.custody.purge.certifying import PLACE
from bailee.foundation.home import home
from tests.cast import Staff
from tests.custody import leaving

KILLED = -9
NAMES = [name for name, _ in work.STEPS]


@pytest.mark.timeout(900)
def test_purge_killed_after_every_step_ends_the_same(staff: Staff, now: datetime) -> None:
    """Each time when the step has done its work and not yet written its row."""
    company = leaving.open_company(staff, now=now)
    given = leaving.approved(company, staff, now=now)
    leaving.litter(company, now=now)
    handback.purge(given, by=staff.dana.actor, now=now)
    for place, name in enumerate(NAMES):
        assert leaving.carry_on(given, fault=f"after:{name}") == KILLED
        assert list(given.purge_steps.values_list("name", flat=True)) == NAMES[:place]
    assert leaving.carry_on(given, fault="") == 0
    assert leaving.files_with(leaving.mark_of(company)) == []
    assert [step.kind for step in given.steps.all()][-3:] == [
        Kind.PURGE_BEGAN,
        Kind.CERTIFIED,
        Kind.CERTIFICATE_MAILED,
    ]
    assert Tombstone.objects.get(vault=given.vault).purged_at is not None
    assert certificate.check_chain() >= 1
    assert copies(given.certificate.number) == 2


def test_mailing_killed_between_two_owners_sends_each_one_mail(staff: Staff, now: datetime) -> None:
    company = leaving.open_company(staff, now=now)
    given = leaving.approved(company, staff, now=now)
    handback.purge(given, by=staff.dana.actor, now=now)
    assert leaving.carry_on(given, fault="during:certificate_mailed") == KILLED
    assert copies(given.certificate.number) == 1
    assert leaving.carry_on(given, fault="") == 0
    assert copies(given.certificate.number) == 2


def copies(number: int) -> int:
    return len(list((home().mail / PLACE).glob(f"certificate-{number}-*.eml")))
