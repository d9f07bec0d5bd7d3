"""Several files as one ZIP, written while they are decrypted: nothing is held, nothing rests."""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from bailee.vault.files import names, uploads
from bailee.vault.files.models import File, Folder
from bailee.vault.files.selection import Selection

_EARLIEST = (1980, 1, 1, 0, 0, 0)


def stream(selection: Selection) -> Iterator[bytes]:
    """The ZIP in pieces. Files are stored, not compressed: most are already.

    A file that cannot be read breaks the stream off, so that nothing is left out unseen.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED, strict_timestamps=False) as target:
        for place, file in _entries(selection):
            entry = zipfile.ZipInfo(place, _local(file.uploaded_at))
            entry.external_attr = 0o644 << 16
            with target.open(entry, "w", force_zip64=True) as out:
                for chunk in uploads.content(file):
                    out.write(chunk)
                    yield sink.taken()
            yield sink.taken()
    yield sink.taken()


def _entries(selection: Selection) -> Iterator[tuple[str, File]]:
    """Path in the ZIP and file; equal names, found in several folders, get a number."""
    used: set[str] = set()
    for file in _files(selection.file_ids()):
        yield _once(_safe(file.name), used), file
    for key in selection.folder_ids():
        top = Folder.objects.get(pk=key)
        yield from _inside(top, _once(_safe(top.name), used), used)


def _inside(folder: Folder, place: str, used: set[str]) -> Iterator[tuple[str, File]]:
    live = File.objects.filter(folder=folder, trashed_at=None, stored_at__isnull=False)
    for file in live.order_by("name", "id").iterator():
        yield _once(f"{place}/{_safe(file.name)}", used), file
    for inner in Folder.objects.filter(parent=folder, trashed_at=None):
        yield from _inside(inner, _once(f"{place}/{_safe(inner.name)}", used), used)


def _files(which: list[UUID]) -> Iterator[File]:
    for first in range(0, len(which), 500):
        yield from File.objects.filter(pk__in=which[first : first + 500]).order_by("name", "id")


def _once(place: str, used: set[str]) -> str:
    stem, ending = names.parts(place)
    candidate, number = place, 1
    while candidate.lower() in used:
        number += 1
        candidate = f"{stem} ({number}){ending}"
    used.add(candidate.lower())
    return candidate


def _safe(name: str) -> str:
    """What no system takes for a path or a device."""
    plain = "".join("_" if character in '<>:"/\\|?*' else character for character in name)
    return plain.strip(" .") or "_"


def _local(moment: datetime) -> tuple[int, int, int, int, int, int]:
    when = moment.timetuple()[:6]
    return max(when, _EARLIEST)


class _Sink(io.RawIOBase):
    """A file that only grows; what was written is taken away piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._at = 0

    def writable(self) -> bool:
        return True

    def write(self, data: bytes, /) -> int:  # type: ignore[override]  # any buffer
        piece = bytes(data)
        self._pieces.append(piece)
        self._at += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._at

    def taken(self) -> bytes:
        """What was written since it was asked last."""
        data = b"".join(self._pieces)
        self._pieces.clear()
        return data
