"""Who did it: by name on this side of the wall, by company beyond it."""

import uuid

import pytest
from django.template import Context, Template

from bailee.foundation import tenancy
from tests.cast import Staff, Vault

PAGE = Template("{% load who %}{% who kind person %}, {% who kind person %}")


def shown(kind: str, person: uuid.UUID | None) -> str:
    return PAGE.render(Context({"kind": kind, "person": person}))


def test_person_of_this_seat_is_named(acme: Vault, staff: Staff) -> None:
    with acme.inside():
        assert shown("user", acme.ada.id) == "Ada, Ada"
    with tenancy.inside(tenancy.owner_seat()):
        assert shown("staff", staff.dana.id) == "Dana, Dana"


@pytest.mark.parametrize(
    ("kind", "name"),
    [("staff", "Harbour &amp; Vale"), ("user", "the client"), ("system", "Bailee")],
)
def test_person_beyond_the_wall_is_not(acme: Vault, kind: str, name: str) -> None:
    with acme.inside():
        assert shown(kind, uuid.uuid4()) == f"{name}, {name}"
        assert shown("system", None) == "Bailee, Bailee"
