"""Checks an archive: `python3 verify.py [ARCHIVE.zip | FOLDER] [--fingerprint HEX]`.

Needs Python 3.10 or newer and nothing else. Checks the signature (Ed25519, RFC 8032), the hash of
every file, that none is missing and none was added, and the rows of every table. Exit status 1
and a list of what is wrong when anything is.
"""

from __future__ import annotations

import argparse
import base64
import csv
import hashlib
import io
import json
import sys
import zipfile
import zlib
from pathlib import Path
from typing import IO

CHUNK = 1024 * 1024
# What reading a damaged file may raise: each is reported, none ends the check.
BROKEN = (OSError, KeyError, ValueError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)
UNLISTED = {"SHA256SUMS", "signature"}  # the list cannot hold its own hash

# --- Ed25519 (RFC 8032, section 5.1): verification only, so nothing here is secret ---

Point = tuple[int, int, int, int]  # extended coordinates X, Y, Z, T
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(a: Point, b: Point) -> Point:
    """The sum of two points in extended coordinates (X, Y, Z, T)."""
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    i, j, k, m = f - e, h - g, h + g, f + e
    return (i * j % P, k * m % P, j * k % P, i * m % P)


def times(number: int, start: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = add(result, start)
        start = add(start, start)
        number >>= 1
    return result


def point(encoded: bytes) -> Point | None:
    """The point that 32 bytes stand for, or None."""
    value = int.from_bytes(encoded, "little")
    sign, y = value >> 255, value & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202
BASE_POINT = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def signature_holds(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` (64 bytes) over `message` was made with the key of `public_key`."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, r = point(public_key), point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= L:
        return False
    digest = hashlib.sha512(signature[:32] + public_key + message).digest()
    left = times(s, BASE_POINT)
    right = add(r, times(int.from_bytes(digest, "little") % L, key))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (
        left[1] * right[2] - right[1] * left[2]
    ) % P == 0


# --- the archive, packed or unpacked ---


class Packed:
    def __init__(self, path: str | Path | IO[bytes]) -> None:
        self.zip = zipfile.ZipFile(path)
        self.names = [info.filename for info in self.zip.infolist() if not info.is_dir()]

    def open(self, name: str) -> IO[bytes]:
        return self.zip.open(name)


class Unpacked:
    def __init__(self, path: str | Path) -> None:
        self.root = Path(path)
        files = (found for found in self.root.rglob("*") if not found.is_dir())
        self.names = [found.relative_to(self.root).as_posix() for found in files]

    def open(self, name: str) -> IO[bytes]:
        return (self.root / name).open("rb")


Archive = Packed | Unpacked


def read(archive: Archive, name: str, wrong: list[str]) -> bytes:
    """A small file's bytes; b"" and a complaint if it is not there or not readable."""
    try:
        with archive.open(name) as file:
            return file.read()
    except BROKEN as error:
        wrong.append(f"{name}: cannot be read ({error})")
        return b""


def hash_of(archive: Archive, name: str) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with archive.open(name) as file:
        while True:
            chunk = file.read(CHUNK)
            if not chunk:
                return digest.hexdigest(), size
            digest.update(chunk)
            size += len(chunk)


def rows_of(archive: Archive, name: str) -> int:
    csv.field_size_limit(2**31 - 1)
    with archive.open(name) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        return sum(1 for _ in csv.reader(text, strict=True)) - 1


def decoded(content: bytes) -> bytes:
    try:
        return base64.b64decode(content.strip(), validate=True)
    except ValueError:
        return b""


def check_signature(archive: Archive, expected: str | None, wrong: list[str]) -> str:
    """Returns the fingerprint of the key that is in the archive."""
    sums = read(archive, "SHA256SUMS", wrong)
    key = decoded(read(archive, "public_key", wrong))
    fingerprint = hashlib.sha256(key).hexdigest()
    if not signature_holds(key, decoded(read(archive, "signature", wrong)), sums):
        wrong.append("signature: does not fit SHA256SUMS and public_key")
    if expected and "".join(expected.lower().replace(":", " ").split()) != fingerprint:
        wrong.append("public_key: its fingerprint is not the one you gave")
    return fingerprint


def check_files(archive: Archive, wrong: list[str]) -> dict[str, int]:
    """Every file listed is there and unchanged, and no other is there."""
    listed = {}
    for line in read(archive, "SHA256SUMS", wrong).decode(errors="replace").splitlines():
        digest, _, name = line.partition("  ")
        listed[name] = digest
    names = set(archive.names)
    if len(names) != len(archive.names):
        wrong.append("the archive has two files of the same name")
    wrong += [f"{name}: missing" for name in sorted(set(listed) - names)]
    wrong += [f"{name}: was added" for name in sorted(names - set(listed) - UNLISTED)]
    sizes = {}
    for name in sorted(set(listed) & names):
        try:
            digest, sizes[name] = hash_of(archive, name)
        except BROKEN as error:
            wrong.append(f"{name}: cannot be read ({error})")
            continue
        if digest != listed[name]:
            wrong.append(f"{name}: is not what was signed (its SHA-256 differs)")
    return sizes


def check_tables(archive: Archive, sizes: dict[str, int], wrong: list[str]) -> tuple[int, int]:
    """Returns the number of tables and rows that the manifest speaks of."""
    try:
        resources = json.loads(read(archive, "datapackage.json", wrong))["resources"]
    except (ValueError, KeyError, TypeError):
        wrong.append("datapackage.json: is not a manifest")
        return 0, 0
    for resource in resources:
        name = resource["path"]
        if name not in sizes:
            wrong.append(f"{name}: is in the manifest, but not in the archive")
            continue
        if sizes[name] != resource["bytes"]:
            wrong.append(f"{name}: has {sizes[name]} bytes, not {resource['bytes']}")
        try:
            rows = rows_of(archive, name)
        except (csv.Error, *BROKEN) as error:
            wrong.append(f"{name}: is not readable as CSV ({error})")
            continue
        if rows != resource["rows"]:
            wrong.append(f"{name}: has {rows} rows, not {resource['rows']}")
    return len(resources), sum(resource["rows"] for resource in resources)


def opened(source: str | Path | IO[bytes]) -> Archive:
    if isinstance(source, (str, Path)) and Path(source).is_dir():
        return Unpacked(source)
    return Packed(source)


def check(source: str | Path | IO[bytes], fingerprint: str | None = None) -> tuple[list[str], str]:
    """A list of what is wrong (empty: nothing) and a sentence about the archive.

    `source` is a folder's or a ZIP's path, or an open ZIP.
    """
    wrong: list[str] = []
    try:
        archive = opened(source)
    except BROKEN as error:
        return [f"this is not a whole archive ({error})"], ""
    found = check_signature(archive, fingerprint, wrong)
    sizes = check_files(archive, wrong)
    tables, rows = check_tables(archive, sizes, wrong)
    about = f"{len(sizes)} files, {tables} tables, {rows} rows.\nSigned with the key {found}"
    return wrong, about


def main() -> int:
    parser = argparse.ArgumentParser(description="Checks an archive: whole, unchanged, signed.")
    parser.add_argument("archive", nargs="?", default=str(Path(__file__).resolve().parent))
    parser.add_argument("--fingerprint", help="the fingerprint that our site shows")
    given = parser.parse_args()
    wrong, about = check(given.archive, given.fingerprint)
    lines = [about, *(f"WRONG  {sentence}" for sentence in wrong)]
    lines.append("Something is wrong with this archive." if wrong else "All is as it was signed.")
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
