"""Every table is declared, and every column that refers to a person: the catalog says which."""

from bailee.custody.held import catalog
from bailee.foundation import tenancy
from tests.cast import Staff
from tests.furnished import Furnished


def test_vault_has_nothing_undeclared(furnished: Furnished) -> None:
    with furnished.vault.inside():
        assert catalog.undeclared() == []


def test_office_has_nothing_about_people_undeclared(staff: Staff) -> None:
    with tenancy.inside(tenancy.owner_seat()):
        assert catalog.undeclared() == []
