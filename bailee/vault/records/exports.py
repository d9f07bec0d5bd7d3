"""A view's records as a file, streamed from one snapshot; who took them is written down."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, LiteralString

from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg import sql

from bailee.foundation import tenancy
from bailee.foundation.actors import Actor
from bailee.people import languages
from bailee.vault.records import filters, listing
from bailee.vault.records.listing import Query
from bailee.vault.records.models import Collection, Export, Field
from bailee.vault.records.models.exports import FORMATS
from bailee.vault.records.outtake import cells, workbook

__all__ = ["FORMATS", "ExportRefusedError", "send", "stream"]
_BLOCK = 256 * 1024  # bytes
_BOM = "\ufeff".encode()  # else Excel takes UTF-8 for something else
# A control character is in no JSON and in no XML: `COPY` then quotes nothing.
_BARE = sql.SQL("FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01'")
_SESSION = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    "SET LOCAL TimeZone = 'UTC'",
    "SET LOCAL DateStyle = 'ISO, YMD'",
    "SET LOCAL statement_timeout = 0",
    "SELECT 1",  # takes the snapshot
)


class ExportRefusedError(ValueError):
    """What is asked for fits no such file; the message says what to take instead."""


def send(
    collection: Collection,
    query: Query,
    *,
    format: str,  # noqa: A002 - the word people use
    fields: Sequence[Field] | None = None,
    time_zone: str,
    by: Actor,
    now: datetime,
) -> Iterator[bytes]:
    """Notes the export, then streams it; the number of its rows is noted when all are sent.

    Raises `ListingError`, `ExportRefusedError`, and `FrozenError`: a frozen vault can note
    nothing, and its people have the archive.
    """
    kept: dict[str, Any] = {}
    content = stream(
        collection,
        query,
        format=format,
        fields=fields,
        time_zone=time_zone,
        counted=lambda rows: kept.update(rows=rows),
    )
    noted = Export.objects.create(
        collection=collection,
        format=format,
        query=_described(query),
        at=now,
        by_kind=by.kind,
        by_id=by.id,
    )
    return _noted(content, noted, kept)


def stream(
    collection: Collection,
    query: Query,
    *,
    format: str,  # noqa: A002 - the word people use
    fields: Sequence[Field] | None = None,
    time_zone: str,
    counted: Callable[[int], None] = lambda _: None,
) -> Iterator[bytes]:
    """The view's records in its order, without noting who takes them: see `send`.

    `fields`: which, in which order; without it all. `counted` hears the number of rows at the
    end. Raises `ListingError`, `ExportRefusedError` at once, not while streaming.
    """
    if format not in FORMATS:
        raise ExportRefusedError(_("There is no such format. Take one from the list."))
    shown = list(collection.fields.all() if fields is None else fields)
    if not shown:
        raise ExportRefusedError(_("No field is chosen. Choose at least one."))
    rows = _Rows(collection, query, shown, time_zone)
    if format == "xlsx":
        rows.refuse_if_too_many()
    parts = {"csv": rows.csv, "safe": rows.safe, "xlsx": rows.workbook, "jsonl": rows.json_lines}
    return _in_snapshot(tenancy.current().schema, parts[format], lambda: counted(rows.count))


def _in_snapshot(
    schema: str, content: Callable[[], Iterator[bytes]], done: Callable[[], None]
) -> Iterator[bytes]:
    """Begins the transaction when the first piece is asked for, in the thread that asks."""
    with tenancy.inside(schema), transaction.atomic():
        with connection.cursor() as cursor:
            for statement in _SESSION:
                cursor.execute(statement)
        yield from content()
        done()


def _noted(content: Iterator[bytes], noted: Export, kept: dict[str, Any]) -> Iterator[bytes]:
    schema = tenancy.current().schema

    def noting() -> Iterator[bytes]:
        yield from content
        with tenancy.inside(schema):
            Export.objects.filter(id=noted.id).update(**kept)

    return noting()


class _Rows:
    """The query of one export, in each of its forms; `count` is known at the end."""

    def __init__(
        self, collection: Collection, query: Query, fields: Sequence[Field], zone: str
    ) -> None:
        self._collection, self._fields, self._zone = collection, fields, zone
        self._from = sql.SQL("FROM {} WHERE {}").format(
            sql.Identifier(collection.table_name), listing.where(collection, query)
        )
        self._order: sql.Composable = listing.order(collection, query)
        self.count = 0

    def refuse_if_too_many(self) -> None:
        found = filters.fetch(sql.SQL("SELECT count(*) {}").format(self._from))[0][0]
        if found > workbook.MAX_ROWS:
            raise ExportRefusedError(
                _(
                    "A workbook holds {max_rows} records; these are {found}. Take CSV, or"
                    " filter the list."
                ).format(
                    max_rows=languages.usual().number(workbook.MAX_ROWS),
                    found=languages.usual().number(found),
                )
            )

    def csv(self) -> Iterator[bytes]:
        values = [cells.faithful(field) for field in self._fields]
        yield from self._csv(values, self._heads(), "FORMAT csv")

    def safe(self) -> Iterator[bytes]:
        """Every cell quoted: a spreadsheet may cut at other delimiters than the comma."""
        heads = [cells.neutral_text(head) for head in self._heads()]
        yield _BOM
        values = [cells.safe(field, self._zone) for field in self._fields]
        yield from self._csv(values, heads, "FORMAT csv, FORCE_QUOTE *")

    def json_lines(self) -> Iterator[bytes]:
        yield from self._copied(cells.json_line(self._fields), self._from, _BARE)

    def workbook(self) -> Iterator[bytes]:
        self.refuse_if_too_many()  # again: now in the snapshot
        number = sql.SQL("(SELECT *, (1 + row_number() OVER (ORDER BY {}))::text AS n {}) AS sheet")
        numbered = sql.SQL("FROM {}").format(number.format(self._order, self._from))
        self._order = sql.SQL("n::bigint")
        rows = self._copied(workbook.row(self._fields, self._zone), numbered, _BARE)
        yield from workbook.write(self._collection.label, self._heads(), rows)

    def _heads(self) -> list[str]:
        return [field.label for field in self._fields]

    def _csv(
        self, values: Sequence[sql.Composable], heads: Sequence[str], how: LiteralString
    ) -> Iterator[bytes]:
        yield (",".join('"' + head.replace('"', '""') + '"' for head in heads) + "\n").encode()
        yield from self._copied(sql.SQL(", ").join(values), self._from, sql.SQL(how))

    def _copied(
        self, what: sql.Composable, source: sql.Composable, how: sql.Composable
    ) -> Iterator[bytes]:
        query = sql.SQL("COPY (SELECT {} {} ORDER BY {}) TO STDOUT ({})").format(
            what, source, self._order, how
        )
        block: list[bytes | bytearray | memoryview] = []
        size = 0
        with connection.cursor() as cursor, cursor.copy(query) as copied:
            for row in copied:
                self.count += 1
                block.append(row)
                size += len(row)
                if size >= _BLOCK:
                    yield b"".join(block)
                    block, size = [], 0
        yield b"".join(block)


def _described(query: Query) -> dict[str, Any]:
    """What narrows and orders the view, for the owner to read; not its place."""
    return query.whole().to_json()
