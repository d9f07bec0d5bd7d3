"""What of a file can be looked at here without being run."""

import codecs
import csv
import io
import json
from itertools import islice

from bailee.vault.files import kinds, uploads
from bailee.vault.files.models import File, Version

IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif")
LARGEST_IMAGE = 25_000_000  # bytes
TEXT = 200_000  # bytes that are shown
ROWS, CELLS = 200, 50  # of a table


def kind(file: File | Version) -> str:
    """`image`, `pdf`, `text`, or nothing: by the bytes, never by the name alone."""
    found = file.true_type
    if found in IMAGES:
        return "image" if (file.size or 0) <= LARGEST_IMAGE else ""
    if found == "application/pdf":
        return "pdf"
    # Markup is shown as the text that it is; only the text ever reaches the page.
    return "text" if found.startswith("text/") or found == "image/svg+xml" else ""


def text(version: Version) -> tuple[str, bool]:
    """The beginning of a text, and whether that is all. To be escaped by whoever shows it."""
    chunks = uploads.version_content(version)
    head = b""
    try:
        while len(head) <= TEXT and (chunk := next(chunks, b"")):
            head += chunk
    finally:
        chunks.close()  # type: ignore[attr-defined]  # a generator: ends the reading
    return decoded(head[:TEXT]), len(head) <= TEXT


def decoded(head: bytes) -> str:
    """Text in the encoding that its bytes show: by mark, UTF-8, or Windows-1252."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return head.decode(encoding, errors="replace")
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as error:
        if len(head) >= TEXT and error.start >= len(head) - 3:  # cut within the last character
            return head[: error.start].decode("utf-8")
    return head.decode("cp1252", errors="replace")


def table(name: str, shown: str) -> list[list[str]]:
    """A CSV's first rows as cells; nothing if it is none."""
    if not name.lower().endswith((".csv", ".tsv")):
        return []
    try:
        dialect = csv.Sniffer().sniff(shown[:4000], delimiters=",;\t|")
        rows = list(islice(csv.reader(io.StringIO(shown), dialect), ROWS))
    except csv.Error:
        return []
    return [row[:CELLS] for row in rows] if len(rows) > 1 and len(rows[0]) > 1 else []


def tidied(name: str, shown: str, *, whole: bool) -> str:
    """JSON with line breaks, anything else as it is."""
    if whole and name.lower().endswith(".json"):
        try:
            return json.dumps(json.loads(shown), indent=2, ensure_ascii=False)
        except (ValueError, RecursionError):
            return shown
    return shown


def recognise_again(version: Version) -> str:
    """The type of a version stored before types were recognised."""
    chunks = uploads.version_content(version)
    try:
        return kinds.recognised(next(chunks, b"")[: kinds.HEAD])
    finally:
        chunks.close()  # type: ignore[attr-defined]  # a generator: ends the reading
