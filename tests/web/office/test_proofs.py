"""The proofs as staff see them."""

from tests.cast import Staff, office_browser


def test_index_opens_for_all_staff(staff: Staff) -> None:
    for person in (staff.dana, staff.emil, staff.priya):
        assert office_browser(person).get("/proofs/").status_code == 200
