"""What clients call their collections and fields: it heads the files that they will open."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

from bailee.custody.archive.shape import Shape

_LONGEST = 120  # bytes of a file name's stem; systems stop at 255
# What was removed is still the client's, and may have left its name to something new.
_LABEL = "label || CASE WHEN removed_at IS NULL THEN '' ELSE ' (removed)' END"
_FORBIDDEN = frozenset('<>:"/\\|?*')
_DEVICES = {"con", "prn", "aux", "nul"} | {f"{n}{i}" for n in ("com", "lpt") for i in range(10)}


@dataclass(frozen=True)
class Labels:
    """`stem` is a unique file name without ending; `columns` maps a column to its header."""

    collection: str
    stem: str
    columns: Mapping[str, str]


def read(connection: psycopg.Connection[Any], shape: Shape) -> dict[str, Labels]:
    """By table name. Empty where the vault has no collections."""
    if not {"records_collection", "records_field"} <= shape.names():
        return {}
    collections = connection.execute(
        f"SELECT id, {_LABEL}, table_name FROM records_collection"
        ' ORDER BY removed_at IS NOT NULL, table_name COLLATE "C"'
    ).fetchall()
    fields = connection.execute(
        f"SELECT collection_id, column_name, {_LABEL} FROM records_field"
        ' ORDER BY position, column_name COLLATE "C"'
    ).fetchall()
    stems = _unique(file_name(label) for _, label, _ in collections)
    tables = {table.name: table for table in shape.tables}
    return {
        name: Labels(
            label,
            stem,
            _headers(
                [column.name for column in tables[name].data],
                {column: text for owner, column, text in fields if owner == of},
            ),
        )
        for (of, label, name), stem in zip(collections, stems, strict=True)
        if name in tables
    }


def file_name(text: str, *, longest: int = _LONGEST) -> str:
    """A name that every file system takes and that shows itself as it is (no direction marks)."""
    plain = "".join(
        "_" if c in _FORBIDDEN or unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else c
        for c in unicodedata.normalize("NFC", text)
    )
    stem, dot, ending = plain.strip(" .").rpartition(".")
    if not stem or len(ending.encode()) > 16:
        stem, dot, ending = plain.strip(" ."), "", ""
    room = longest - len((dot + ending).encode())
    stem = stem.encode()[:room].decode(errors="ignore").strip(" .") or "_"
    return f"_{stem}{dot}{ending}" if stem.lower() in _DEVICES else f"{stem}{dot}{ending}"


def _headers(names: list[str], labels: Mapping[str, str]) -> dict[str, str]:
    """Columns without a label (the record's own id and times) keep their names."""
    heads = _unique(labels.get(name) or name for name in names)
    return dict(zip(names, heads, strict=True))


def _unique(texts: Iterable[str]) -> list[str]:
    """Case aside, no two alike: later ones get a number."""
    taken: set[str] = set()
    found = []
    for text in texts:
        candidate, number = text, 1
        while candidate.casefold() in taken:
            number += 1
            candidate = f"{text} ({number})"
        taken.add(candidate.casefold())
        found.append(candidate)
    return found
