"""Nobody is there who was not invited: no account comes with the software."""

from bailee.foundation import ids, tenancy
from bailee.foundation.tenancy import vaults
from bailee.people.models import User


def test_new_vault_has_no_account(installed: None) -> None:
    schema = f"v_{ids.opaque(16)}"
    vaults.create(schema)
    try:
        with tenancy.inside(schema):
            assert User.objects.count() == 0
    finally:
        vaults.drop(schema)


def test_account_holds_no_hint_and_no_question(installed: None) -> None:
    """What is kept of a person is named here: a secret question would be one more."""
    assert {field.attname for field in User._meta.concrete_fields} == {
        "id",
        "email",
        "name",
        "role",
        "password",
        "language",
        "time_zone",
        "created_at",
        "last_login",
        "is_active",
        "deactivated_at",
        "deactivated_by_kind",
        "deactivated_by_id",
    }
