"""The company's particulars are one row, corrected in place."""

from datetime import datetime

import pytest
from django.db import IntegrityError

from bailee.vault.company import profile
from bailee.vault.company.models import Profile
from tests.cast import Vault


def test_profile_is_corrected_by_a_user(acme: Vault, now: datetime) -> None:
    with acme.inside():
        profile.correct({"city": "Gosport"}, by=acme.bo.actor, now=now)
        found = profile.current()
    assert (found.city, found.street, found.by_kind, found.by_id) == (
        "Gosport",
        "4 Quay Street",
        "user",
        acme.bo.pk,
    )


def test_profile_takes_no_foreign_field(acme: Vault, now: datetime) -> None:
    with acme.inside(), pytest.raises(KeyError):
        profile.correct({"by_kind": "staff"}, by=acme.bo.actor, now=now)


def test_second_profile_is_refused_by_the_database(acme: Vault, now: datetime) -> None:
    with acme.inside(), pytest.raises(IntegrityError):
        Profile.objects.create(id=2, legal_name="Other", changed_at=now, by_kind="user")
