"""Writing an archive: one snapshot, one pass, memory that does not grow with the client."""

import base64
import hashlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import psycopg

from bailee.custody.archive import columns, labels, manifest, objects, seal, shape, tables, verify
from bailee.custody.archive import withheld as withholding
from bailee.custody.archive.container import Container
from bailee.custody.archive.manifest import Flavour, Written
from bailee.custody.archive.shape import Shape
from bailee.custody.archive.withheld import Withheld
from bailee.foundation.tenancy import owner

_README = Path(__file__).with_name("README.txt")


@dataclass(frozen=True)
class Made:
    """What was written: `size` and `sha256` of the whole ZIP; `rows` of all tables together.

    `manifest_sha256` is what `confirmation_code` and `confirms` ask for.
    """

    size: int
    sha256: str
    tables: int
    rows: int
    files: int
    manifest_sha256: str


def write(
    target: BinaryIO,
    *,
    schema: str,
    flavour: Flavour,
    policy: str,
    withheld: Withheld | None = None,
    connection: psycopg.Connection[Any] | None = None,
) -> Made:
    """Writes the archive to `target`, which need not be seekable; see `stream`."""
    pieces = stream(
        schema=schema, flavour=flavour, policy=policy, withheld=withheld, connection=connection
    )
    while True:
        try:
            target.write(next(pieces))
        except StopIteration as end:
            made: Made = end.value
            return made


def stream(
    *,
    schema: str,
    flavour: Flavour,
    policy: str,
    withheld: Withheld | None = None,
    connection: psycopg.Connection[Any] | None = None,
) -> Generator[bytes, None, Made]:
    """Yields the archive of one vault, and returns what was made.

    `policy` is the text that becomes `policy.md`. `withheld` defaults to what the packages
    declare for a client, and to nothing for a backup. `connection`, if given, must be the
    owner's, not in a transaction, with `schema` as its search path.
    Raises `ShapeError` and `ObjectError` rather than leave anything out; what was yielded until
    then is no archive.
    """
    if withheld is None:
        withheld = withholding.declared() if flavour == "client" else withholding.NOTHING
    container = Container()
    digest, size = hashlib.sha256(), 0
    body = _Body(container, schema, withheld)
    with _snapshot(schema, connection) as raw:
        for piece in body.pieces(raw, flavour, policy):
            digest.update(piece)
            size += len(piece)
            yield piece
    return Made(
        size=size,
        sha256=digest.hexdigest(),
        tables=len(body.written),
        rows=sum(part.rows for part in body.written),
        files=body.files,
        manifest_sha256=container.entries["datapackage.json"].sha256,
    )


class _Body:
    """The parts of one archive in the order in which they are written."""

    def __init__(self, container: Container, schema: str, withheld: Withheld) -> None:
        self._container, self._schema, self._withheld = container, schema, withheld
        self.written: list[Written] = []
        self.files = 0

    def pieces(
        self, raw: psycopg.Connection[Any], flavour: Flavour, policy: str
    ) -> Iterator[bytes]:
        stored = objects.found(self._schema)
        for setting in columns.SESSION:
            raw.execute(setting.encode())
        found = shape.read(raw, schema=self._schema)
        self._withheld.check(found)
        yield from self._sheets(raw, found)
        for path, content in objects.contents(raw, found, self._schema, stored):
            self.files += 1
            yield from self._container.add(path, content)
        package = manifest.build(
            found, self.written, flavour=flavour, withheld=self._withheld, files=self.files
        )
        yield from self._seals(package, policy)
        yield from self._container.close()

    def _sheets(self, raw: psycopg.Connection[Any], found: Shape) -> Iterator[bytes]:
        named = labels.read(raw, found)
        for table in found.tables:
            if self._withheld.table(table.name):
                continue
            kept = self._withheld.kept(table)
            sheet = tables.sheet(raw, table, kept, named.get(table.name))
            rows = tables.Rows(raw, sheet)
            yield from self._container.add(sheet.path, rows)
            self.written.append(Written(sheet, self._container.entries[sheet.path], rows.count))
            for path, content in tables.cells(raw, sheet):
                yield from self._container.add(path, content)

    def _seals(self, datapackage: bytes, policy: str) -> Iterator[bytes]:
        digest = hashlib.sha256(datapackage).hexdigest()
        texts = {
            "README.txt": _README.read_bytes(),
            "confirmation.txt": seal.confirmation(digest),
            "datapackage.json": datapackage,
            "policy.md": policy.encode(),
            "public_key": base64.b64encode(seal.public_key()) + b"\n",
            "verify.py": Path(verify.__file__).read_bytes(),
            "withheld.csv": self._withheld.as_csv(),
        }
        for path, text in texts.items():
            yield from self._container.add(path, [text])
        sums = seal.sums(self._container.entries.values())
        yield from self._container.add("SHA256SUMS", [sums])
        yield from self._container.add("signature", [seal.signature(sums)])


@contextmanager
def _snapshot(
    schema: str, given: psycopg.Connection[Any] | None
) -> Iterator[psycopg.Connection[Any]]:
    """A read-only transaction that sees one moment, and is undone at the end."""
    if given is None:
        with owner(schema) as opened, _snapshot(schema, opened) as raw:
            yield raw
        return
    if given.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
        raise ValueError("an archive needs a connection that is not in a transaction")
    given.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    given.read_only = True
    try:
        yield given
    finally:
        given.rollback()
        given.isolation_level = given.read_only = None
