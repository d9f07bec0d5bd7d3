"""Putting an installation in order again."""

from datetime import datetime

import pytest
from django.db import connection

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


def test_migrated_vault_stays_frozen(cygnus: Vault, now: datetime) -> None:
    registry.freeze(cygnus.client, now=now)
    vaults.freeze(cygnus.schema)
    with tenancy.owner(cygnus.schema) as raw:
        raw.execute("DELETE FROM django_migrations WHERE app = 'activity'")
        raw.execute("DROP TABLE activity_use, activity_signin")
    installation.install(now=now)
    with cygnus.inside(), pytest.raises(FrozenError):
        User.objects.raw("DELETE FROM company_profile RETURNING *")[0]


def test_settings_that_injected_sql_gave_its_own_login_are_dropped(
    acme: Vault, now: datetime
) -> None:
    seats = (tenancy.vault_seat(acme.schema), tenancy.site_seat(), tenancy.office_seat())
    for seat in seats:
        with tenancy.inside(seat), connection.cursor() as cursor:
            database = connection.settings_dict["NAME"]
            cursor.execute("ALTER ROLE CURRENT_USER SET work_mem = '64kB'")
            cursor.execute(
                f"ALTER ROLE CURRENT_USER IN DATABASE \"{database}\" SET work_mem = '64kB'"
            )
    assert kept_settings(seats) == len(seats) * 2
    installation.install(now=now)
    assert kept_settings(seats) == 0


def kept_settings(seats: tuple[tenancy.Seat, ...]) -> int:
    with tenancy.owner() as raw:
        found = raw.execute(
            "SELECT FROM pg_db_role_setting JOIN pg_roles r ON r.oid = setrole"
            " WHERE rolname = ANY(%s)",
            [[seat.login for seat in seats]],
        )
        return len(found.fetchall())
