"""The host label that is proposed for a name, beside the field and never into it."""

import pytest

from bailee.web.office.forms import label_from
from tests.cast import Staff, office_browser


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Acme Marine Ltd.", "acme-marine-ltd"),
        ("  Grüße & Söhne  ", "grusse-sohne"),
        ("株式会社", ""),
        ("A" * 60, "a" * 42),
        ("a" * 41 + " b", "a" * 41),
        ("---", ""),
    ],
)
def test_label_is_made_from_the_name(name: str, label: str) -> None:
    assert label_from(name) == label


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Tidewater Ltd.", "<strong>tidewater-ltd</strong>"), ("Tide\0water", "tide-water")],
)
def test_show_proposes_a_label(staff: Staff, name: str, shown: str) -> None:
    page = office_browser(staff.dana).get("/clients/label/", {"name": name})
    assert shown in page.content.decode()
