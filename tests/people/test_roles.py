"""Roles: a closed registry in two halves."""

from bailee.people import roles
from bailee.people.roles import MAY, Role


def test_roles_are_staff_or_users_and_never_both() -> None:
    assert set(roles.STAFF) | set(roles.USERS) == set(Role)
    assert set(roles.STAFF) & set(roles.USERS) == set()


def test_roles_of_schema_follow_the_wall() -> None:
    assert roles.of_schema("public") == roles.STAFF
    assert roles.of_schema("v_abcdefgh") == roles.USERS


def test_roles_each_say_what_they_may() -> None:
    assert set(MAY) == set(Role)
