"""The manifest is a Data Package that others' tools understand, with its foreign keys."""

import json
import zipfile
from pathlib import Path
from typing import Any

import frictionless
import pytest

from tests.custody.archive import hostile


@pytest.fixture
def package(packed: Path, tmp_path: Path) -> Path:
    """The manifest of an unpacked archive."""
    with zipfile.ZipFile(packed) as opened:
        opened.extractall(tmp_path / "unpacked")
    return tmp_path / "unpacked" / "datapackage.json"


def _validated(package: Path) -> list[tuple[str, str]]:
    report = frictionless.Package(str(package)).validate()
    return sorted((row[0], row[1]) for row in report.flatten(["type", "note"]))


def test_package_is_valid_for_frictionless(package: Path) -> None:
    # The one thing it minds: rows of nothing but emptiness, in a table without a key.
    assert _validated(package) == [("blank-row", "")] * 2


def test_package_checks_its_foreign_keys(package: Path) -> None:
    path = package.parent / "records" / "ports _ häfen.csv"
    content = path.read_text()
    port = content.splitlines()[1].split(",")[1]
    path.write_text(content.replace(port, "00000000-0000-0000-0000-000000000000"))
    assert "foreign-key" in {kind for kind, _ in _validated(package)}


def test_package_heads_collections_as_their_people_named_them(package: Path) -> None:
    first = (package.parent / "records" / "Ports _ Häfen (2).csv").read_text().splitlines()[0]
    assert first == "id,Name,name (2),number"
    second = (package.parent / "records" / "ports _ häfen.csv").read_text().splitlines()[0]
    assert second == 'id,"=Port, ""home""",Paid €,f_state'
    ports = _resource(package, "c_ports")
    assert [field["bailee"]["column"] for field in ports["schema"]["fields"]] == [
        "id",
        "f_name",
        "f_again",
        "number",
    ]
    assert ports["bailee"]["collection"] == "Ports / Häfen"


def test_package_names_views_and_withheld_tables(package: Path) -> None:
    own = json.loads(package.read_text())["bailee"]
    assert (own["views"], own["withheld"]) == (["seen"], ["session"])
    assert own["files"] == hostile.FILES + 1


def test_package_types_columns_as_they_are(package: Path) -> None:
    fields = {field["name"]: field for field in _resource(package, "odd")["schema"]["fields"]}
    found = {name: field["type"] for name, field in fields.items()}
    assert found == {
        "id": "integer",
        "text_": "string",
        "short": "string",
        "exact": "number",
        "money": "number",
        "double_": "number",
        "flag": "boolean",
        "at": "any",  # holds infinity
        "local": "any",
        "day": "any",
        "at_time": "time",
        "span": "string",
        "json_": "string",
        "raw_json": "string",
        "bytes_": "string",
        "texts": "array",
        "numbers": "array",
        "times": "array",
        "address": "string",
        "range_": "string",
        "search": "string",
    }


def _resource(package: Path, table: str) -> dict[str, Any]:
    resources = json.loads(package.read_text())["resources"]
    found: dict[str, Any] = next(one for one in resources if one["bailee"]["table"] == table)
    return found
