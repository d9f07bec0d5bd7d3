"""What is withheld from an archive, and that its stand-ins let nobody in."""

import json
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.auth.hashers import is_password_usable

from bailee.people.holdings import STAND_INS, WITHHELD
from tests.cast import Vault


def test_withheld_names_exist() -> None:
    columns = {
        name
        for model in apps.get_models()
        for name in (
            model._meta.db_table,
            *(f"{model._meta.db_table}.{field.column}" for field in model._meta.concrete_fields),
        )
    }
    assert set(WITHHELD) - columns == set()


def test_withheld_columns_that_may_not_be_empty_have_a_stand_in() -> None:
    needed = {
        name
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if (name := f"{model._meta.db_table}.{field.column}") in WITHHELD and not field.null
    }
    assert set(STAND_INS) == needed


def test_stand_in_of_a_password_is_no_password() -> None:
    assert is_password_usable(STAND_INS["people_user.password"]) is False


def test_stand_in_of_a_factor_takes_no_code(acme: Vault, now: datetime) -> None:
    data = json.loads(STAND_INS["mfa_authenticator.data"])
    with acme.inside():
        for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES):
            factor = Authenticator.objects.create(user=acme.ada, type=kind, data=data)
            assert [factor.wrap().validate_code(code) for code in ("000000", "00000000", "")] == [
                False,
                False,
                False,
            ]
