"""The pages that take records out, and their history."""

import pytest
from django.urls import reverse

from bailee.foundation import tenancy
from bailee.foundation.tenancy import vaults
from bailee.vault.records import listing
from bailee.vault.records.listing import Query
from bailee.vault.records.models import Collection, Export
from tests.cast import Vault
from tests.furnished import SECRET, Furnished


def address(name: str, furnished: Furnished) -> str:
    return reverse(f"portal:{name}", urlconf="bailee.web.portal.urls", args=[collection(furnished)])


def collection(furnished: Furnished) -> object:
    return furnished.values["collection_id"]


def total(furnished: Furnished) -> int:
    return listing.page(Collection.objects.get(pk=str(collection(furnished))), Query()).total


def test_export_page_offers_every_format_of_the_view(furnished: Furnished) -> None:
    rae = furnished.vault.browser(furnished.vault.rae)
    page = rae.get(address("export-new", furnished) + "?sort=-").content.decode()
    for form in ("csv", "safe", "xlsx", "jsonl"):
        assert f"content/?sort=-&amp;format={form}" in page


@pytest.mark.parametrize(
    ("form", "ending"),
    [("csv", ".csv"), ("safe", "for spreadsheets.csv"), ("xlsx", ".xlsx"), ("jsonl", ".jsonl")],
)
def test_reader_takes_a_file_and_the_owner_sees_it(
    form: str, ending: str, furnished: Furnished
) -> None:
    vault = furnished.vault
    rae = vault.browser(vault.rae)
    answer = rae.get(address("export", furnished), {"format": form})
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a streaming response
    assert answer["Content-Disposition"].rstrip('"').endswith((ending, ending.replace(" ", "%20")))
    assert "sandbox" in answer["Content-Security-Policy"]
    assert form == "xlsx" or SECRET.encode() in content
    with vault.inside():
        assert [(one.format, one.rows, one.by_id) for one in Export.objects.all()] == [
            (form, total(furnished), vault.rae.pk)
        ]
    history = vault.browser(vault.ada).get(address("imports-of", furnished)).content.decode()
    assert "Rae" in history[history.index('id="exports"') :]


def test_unknown_format_or_list_is_refused_with_a_way_out(furnished: Furnished) -> None:
    rae = furnished.vault.browser(furnished.vault.rae)
    for asked in ({"format": "pdf"}, {"format": "csv", "sort": "nothing"}, {}):
        answer = rae.get(address("export", furnished), asked)
        assert (answer.status_code, answer["Location"]) == (302, address("export-new", furnished))
    page = rae.get(address("export-new", furnished) + "?sort=nothing")
    assert page.status_code == 422
    with furnished.vault.inside():
        assert Export.objects.count() == 0


def test_billing_exports_nothing(furnished: Furnished) -> None:
    bo = furnished.vault.browser(furnished.vault.bo)
    assert bo.get(address("export", furnished), {"format": "csv"}).status_code == 403


def test_frozen_portal_says_that_nothing_can_be_noted(furnished: Furnished) -> None:
    vault = furnished.vault
    vaults.freeze(vault.schema)
    answer = vault.browser(vault.ada).get(address("export", furnished), {"format": "csv"})
    assert answer.status_code == 409


def test_history_shows_imports_with_who_and_how_many(furnished: Furnished, acme: Vault) -> None:
    page = acme.browser(acme.rae).get("/records/imports/").content.decode()
    assert "orders.csv" in page
    assert "Undo" not in page
    assert "Undo" in acme.browser(acme.ben).get("/records/imports/").content.decode()
    with acme.inside():
        assert tenancy.current().schema == acme.schema
