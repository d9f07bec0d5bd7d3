"""Links in the grid: filtered and grouped by the titles that people know."""

import re
from datetime import datetime

import pytest

from bailee.vault.records import collections, fields, records
from bailee.vault.records.collections import NewField
from bailee.vault.records.models import Collection, Field
from tests.cast import Vault


@pytest.fixture
def fleet(acme: Vault, now: datetime) -> tuple[Collection, Field]:
    """Ships, two of one name, and the sister of each."""
    by = acme.ada.actor
    with acme.inside():
        made = collections.create(label="Fleet", fields=[NewField("Name", "text")], by=by, now=now)
        sister = fields.add(made, NewField("Sister", "relation", target=made.id), by=by, now=now)
        name = str(made.fields.all()[0].id)
        heron, tern, other = (
            records.add(made, {name: text}, by=by, now=now) for text in ("Heron", "Tern", "Tern")
        )
        for text, which in (("Gull", heron), ("Coot", heron), ("Knot", tern), ("Ruff", other)):
            records.add(made, {name: text, str(sister.id): str(which)}, by=by, now=now)
    return made, sister


def listed(acme: Vault, fleet: tuple[Collection, Field], **asked: str) -> tuple[str, list[str]]:
    """The page, and which of the ships with a sister it lists."""
    made, sister = fleet
    given = {"f": str(sister.id), "o": "is"} | asked
    page = acme.browser(acme.rae).get(f"/records/{made.id}/", given).content.decode()
    return page, re.findall(r">(Gull|Coot|Knot|Ruff)<", page)


def test_title_finds_all_that_link_to_it(acme: Vault, fleet: tuple[Collection, Field]) -> None:
    assert listed(acme, fleet, v="Heron")[1] == ["Gull", "Coot"]
    assert listed(acme, fleet, v="Tern")[1] == ["Knot", "Ruff"]
    assert listed(acme, fleet, o="any", v="Heron, Tern")[1] == ["Gull", "Coot", "Knot", "Ruff"]


def test_condition_is_told_by_title(acme: Vault, fleet: tuple[Collection, Field]) -> None:
    page, _ = listed(acme, fleet, v="Heron")
    assert "Sister is Heron" in page
    assert 'value="Heron"' in page


@pytest.mark.parametrize("title", ["Nobody", "\x00", "x" * 3000, "\ud800"])
def test_title_of_no_record_is_refused_and_kept(
    acme: Vault, fleet: tuple[Collection, Field], title: str
) -> None:
    given = title.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    page, found = listed(acme, fleet, v=given)
    assert "The filter on “Sister”" in page
    assert found == ["Gull", "Coot", "Knot", "Ruff"]


def test_group_is_told_by_title(acme: Vault, fleet: tuple[Collection, Field]) -> None:
    made, sister = fleet
    page = acme.browser(acme.rae).get(f"/records/{made.id}/", {"group": str(sister.id)})
    heads = re.findall(r"<span>(Heron|Tern|<span class=\"nothing\">)", page.content.decode())
    assert heads == ["Heron", "Tern", "Tern", '<span class="nothing">']
