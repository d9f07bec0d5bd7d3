"""`datapackage.json`: what each file holds, in the words of Frictionless Data Package v2.

What a restore needs beyond those words stands under `bailee`.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from bailee.custody.archive import columns
from bailee.custody.archive.container import Entry
from bailee.custody.archive.shape import Column, Shape, Table
from bailee.custody.archive.tables import Sheet
from bailee.custody.archive.withheld import Withheld

Flavour = Literal["client", "backup"]
FORMAT = 1
_CSV = (
    "RFC 4180 in UTF-8 with a header, lines end in LF. Nothing between commas is NULL, "
    'two quotation marks ("") are an empty text. Numbers have all their digits, times are ISO 8601 '
    "(UTC with Z where the time has a zone), JSON is the text of PostgreSQL's jsonb, bytes are in "
    "files of their own. A column that holds infinity or years outside 1 to 9999 has the type any."
)
_DIALECT = {
    "delimiter": ",",
    "lineTerminator": "\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "skipInitialSpace": False,
    "header": True,
}


@dataclass(frozen=True)
class Written:
    """A sheet that is in the archive, with its number of rows."""

    sheet: Sheet
    entry: Entry
    rows: int


def build(
    shape: Shape, written: Sequence[Written], *, flavour: Flavour, withheld: Withheld, files: int
) -> bytes:
    """The manifest as indented JSON, the same bytes for the same content."""
    sheets = {part.sheet.table.name: part.sheet for part in written}
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "archive",
        "title": "Record of your information",
        "bailee": {
            "format": FORMAT,
            "flavour": flavour,
            "csv": _CSV,
            "files": files,
            "withheld": sorted(t.name for t in shape.tables if withheld.table(t.name)),
            "views": list(shape.derived),
            "sequences": [asdict(position) for position in shape.sequences],
        },
        "resources": [_resource(part, sheets, withheld) for part in written],
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def _resource(part: Written, sheets: Mapping[str, Sheet], withheld: Withheld) -> dict[str, Any]:
    sheet, table = part.sheet, part.sheet.table
    own: dict[str, Any] = {"table": table.name}
    if sheet.labels:
        own["collection"] = sheet.labels.collection
    own["standIns"] = {
        column.name: withheld.stand_in(table, column)
        for column in table.data
        if withheld.column(table, column)
    }
    own["definition"] = _definition(table)
    return {
        "name": _slug(table.name),
        "path": sheet.path,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": part.entry.size,
        "hash": f"sha256:{part.entry.sha256}",
        "rows": part.rows,
        "dialect": _DIALECT,
        "schema": _schema(sheet, sheets),
        "bailee": own,
    }


def _schema(sheet: Sheet, sheets: Mapping[str, Sheet]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(sheet, column) for column in sheet.columns],
        "missingValues": [""],
    }
    if sheet.table.key:
        schema["primaryKey"] = [sheet.head(name) for name in sheet.table.key]
    if keys := _foreign_keys(sheet, sheets):
        schema["foreignKeys"] = keys
    return schema


def _field(sheet: Sheet, column: Column) -> dict[str, Any]:
    kind = "any" if column.name in sheet.beyond else columns.kind(sheet.table, column)
    field: dict[str, Any] = {"name": sheet.head(column.name), "type": kind}
    if column.base == "uuid" and not column.is_array:
        field["format"] = "uuid"
    # An empty text is a value to us and "missing" to a data package: never call it required.
    if not column.nullable and kind != "string":
        field["constraints"] = {"required": True}
    field["bailee"] = {"column": column.name, "type": column.type}
    return field


def _foreign_keys(sheet: Sheet, sheets: Mapping[str, Sheet]) -> list[dict[str, Any]]:
    keys = []
    for key in sheet.table.foreign_keys:
        other = sheets.get(key.table)
        if other is None or not (_has(sheet, key.columns) and _has(other, key.targets)):
            continue
        keys.append(
            {
                "fields": [sheet.head(name) for name in key.columns],
                "reference": {
                    "resource": "" if other is sheet else _slug(key.table),
                    "fields": [other.head(name) for name in key.targets],
                },
            },
        )
    return keys


def _has(sheet: Sheet, names: Sequence[str]) -> bool:
    return set(names) <= {column.name for column in sheet.columns}


def _definition(table: Table) -> dict[str, Any]:
    return {
        "columns": [asdict(column) for column in table.columns],
        "constraints": [list(pair) for pair in table.constraints],
        "indexes": list(table.indexes),
    }


def _slug(name: str) -> str:
    """A resource's name, of the letters that data packages allow; different names stay so."""
    return re.sub(r"[^a-z0-9_]", lambda found: f"-{ord(found[0]):x}-", name)
