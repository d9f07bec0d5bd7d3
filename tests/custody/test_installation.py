"""Putting an installation in order again."""

from datetime import datetime

import pytest

from bailee.custody import installation
from bailee.foundation import logins, tenancy
from bailee.foundation.tenancy import FrozenError, roles, vaults
from bailee.office.clients import registry
from bailee.people.models import User
from tests.cast import Vault


def test_logins_of_a_database_that_was_moved_are_made_anew(
    acme: Vault, cygnus: Vault, now: datetime
) -> None:
    registry.freeze(cygnus.client, now=now)
    vaults.freeze(cygnus.schema)
    with tenancy.owner() as raw:
        for vault in (acme, cygnus):
            roles.end_sessions(raw, logins.role_of(vault.schema))
            roles.drop(raw, logins.role_of(vault.schema))
    tenancy.shut_idle()
    installation.install(now=now)
    with acme.inside():
        assert User.objects.update(language="de") == 4
    with cygnus.inside():
        assert User.objects.count() == 1
        with pytest.raises(FrozenError):
            User.objects.raw("DELETE FROM company_profile RETURNING *")[0]
