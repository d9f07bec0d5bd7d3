"""What is proposed for a file that has been received: how to read it, what its columns become."""

import io
from dataclasses import replace
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bailee.foundation import storage, tenancy
from bailee.vault.records import types
from bailee.vault.records.intake import checks, dialect, propose, samples
from bailee.vault.records.intake.dialect import Dialect
from bailee.vault.records.intake.encoding import SAMPLE, Watch
from bailee.vault.records.intake.propose import MAX_COLUMNS, Column
from bailee.vault.records.intake.samples import Rows
from bailee.vault.records.intake.workbooks import MAX_SIZE
from bailee.vault.records.models import Field, Import

_NAMES = {
    "csv": gettext_noop("Choose a CSV file with a header"),
    "xlsx": gettext_noop("Choose a sheet with a header"),
    "json": gettext_noop("Choose a list of objects: [{…}, {…}]"),
    "jsonl": gettext_noop("Choose a file with one object a line"),
}


class ImportRefusedError(ValueError):
    """The file, or what is asked of it, cannot be imported; the message says how to mend it."""


def first(one: Import, watch: Watch) -> None:
    """Proposes from the beginning of a file that has just passed. Raises `UnreadableError`."""
    if one.format == "csv":
        sample = _text(watch.beginning, watch.encoding)
        _of_csv(one, sample, dialect.find(sample, watch.encoding))
    elif one.format == "xlsx":
        _of_workbook(one, "", None)
    else:
        _of_json(one, watch.beginning)


def again(one: Import, how: Dialect, sheet: str) -> None:
    """Proposes from the stored file, read in another way. Raises `UnreadableError`."""
    if one.format == "xlsx":
        _of_workbook(one, sheet, how)
        return
    stored = storage.get(tenancy.current().schema, one.source_object)
    beginning = b"".join(islice(stored, SAMPLE // storage.CHUNK))
    if one.format == "csv":
        _of_csv(one, _text(beginning, how.encoding), how)
    else:
        _of_json(one, beginning)


def _of_csv(one: Import, sample: str, how: Dialect) -> None:
    rows = samples.of_csv(sample, how, cut=one.size > SAMPLE)
    _keep(one, rows if sample.strip("\x00\ufeff \r\n\t") else [], how)


def _of_json(one: Import, beginning: bytes) -> None:
    rows = samples.of_json(beginning, lines=one.format == "jsonl", cut=one.size > len(beginning))
    _keep(one, rows, Dialect())


def _of_workbook(one: Import, sheet: str, how: Dialect | None) -> None:
    if one.size > MAX_SIZE:
        raise ImportRefusedError(
            _(
                "A workbook may have up to {max_size} MiB. Save the sheet as CSV, and send"
                " that: it may be larger."
            ).format(max_size=MAX_SIZE // 1024**2)
        )
    stored = storage.get(tenancy.current().schema, one.source_object)
    rows, one.sheet, found = samples.of_workbook(stored, sheet, how)
    _keep(one, rows, found)


def _keep(one: Import, rows: Rows, how: Dialect) -> None:
    if not rows:
        raise ImportRefusedError(
            _("The file holds no rows. {names}.").format(names=_(_NAMES[one.format]))
        )
    if (width := propose.width(rows, header=how.header)) > MAX_COLUMNS:
        raise ImportRefusedError(
            _("The file has {width} columns; a collection takes {max_columns}.").format(
                width=width, max_columns=MAX_COLUMNS
            )
        )
    proposed = propose.columns(rows, header=how.header)
    if one.format == "xlsx":
        proposed = _with_moments(proposed, rows[1:] if how.header else rows)
    if one.collection is not None:
        proposed = _matched(proposed, list(one.collection.fields.all()), header=how.header)
    else:
        ours = (checks.ROW, checks.REASON, checks.EXTRA)
        proposed = [_skipped(column) if column.header in ours else column for column in proposed]
    one.dialect = how.to_json()
    one.plan = [column.to_json() for column in proposed]
    one.state, one.error, one.faults = "received", "", []
    one.save()


def _matched(proposed: list[Column], fields: list[Field], *, header: bool) -> list[Column]:
    """Each column goes to the field of its name, or of its place in a file without a header."""
    named = {field.label.casefold(): field for field in fields}
    found = []
    for position, column in enumerate(proposed):
        placed = fields[position] if position < len(fields) else None
        field = named.get(column.label.casefold()) if header else placed
        found.append(column.into(field) if field else _skipped(column))
    return found


def _with_moments(proposed: list[Column], rows: Rows) -> list[Column]:
    """A sheet's moments, of which those at midnight look like days, are moments all."""
    kinds = [types.TYPES["date"], types.TYPES["datetime"]]
    found = []
    for place, column in enumerate(proposed):
        values = [row[place] for row in rows if place < len(row) and row[place]]
        moments = [value for value in values if value and kinds[1].looks(value)]
        mixed = moments and all(value and any(k.looks(value) for k in kinds) for value in values)
        found.append(replace(column, type="datetime") if mixed else column)
    return found


def _skipped(column: Column) -> Column:
    return replace(column, skipped=True)


def _text(beginning: bytes, encoding: str) -> str:
    text = io.TextIOWrapper(io.BytesIO(beginning), encoding, "replace", newline="")
    return text.read()
