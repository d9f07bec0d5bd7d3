"""Reads a workbook in a process of its own, with a limit on its memory and time.

The workbook comes on standard input and rests only in this process's memory. Answers are JSON,
one a line: `{"sheets", "sheet", "rows"}`, then `[number, cells, problem]` for each row that holds
anything, or `{"refused"}`. What is wrong comes as `[text, values]`, to be translated. Run as
`python -m bailee.vault.records.intake.apart <sheet> <rows at most> <bytes inflated at most>`.
"""

import io
import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from bailee.vault.records.intake import package
from bailee.vault.records.intake.package import PackageError, Said, marked

MEMORY = 1536 * 1024 * 1024  # bytes of address space
SECONDS = 120  # of processor time
_LOOKED_AT = 10  # sheets, for one that is not empty
_TOO_MUCH = marked(
    "The workbook needs more memory than it may have. Save the sheet as CSV, and send that."
)


def main() -> None:
    """Answers on standard output; what calamine itself may do wrong ends only this process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the client's bytes
    try:
        _answer(io.BytesIO(sys.stdin.buffer.read()), sys.argv[1], *map(int, sys.argv[2:]))
    except PackageError as error:
        _refuse(error)
    except PasswordError:
        _refuse(
            PackageError(
                marked("The workbook has a password. Save it without one, and send it again.")
            )
        )
    except MemoryError:
        _refuse(PackageError(_TOO_MUCH))
    except CalamineError as error:
        text = marked("The file cannot be read as a workbook: {error}.")
        _refuse(PackageError(text, error=str(error)))


def _answer(file: BinaryIO, wanted: str, limit: int, most: int) -> None:
    parts = package.check(file, most)
    file.seek(0)
    book = CalamineWorkbook.from_filelike(file)
    names = [name for name in book.sheet_names if name in parts.sheets] or book.sheet_names
    if not names:
        raise PackageError(marked("The workbook has no sheet."))
    if wanted and wanted not in names:
        raise PackageError(
            marked("There is no sheet “{wanted}” in the workbook (any more)."), wanted=wanted
        )
    name, sheet = _sheet(book, [wanted] if wanted else names)
    errors = package.errors(file, parts.sheets[name]) if name in parts.sheets else {}
    _say({"sheets": names, "sheet": name, "rows": sheet.total_height})
    _rows(sheet, errors, limit or None)


def _sheet(book: CalamineWorkbook, names: list[str]) -> tuple[str, CalamineSheet]:
    """The first of these sheets that holds anything, else the first."""
    for name in names[:_LOOKED_AT]:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height:
            return name, sheet
    return names[0], book.get_sheet_by_name(names[0])


def _rows(sheet: CalamineSheet, errors: dict[int, list[str]], limit: int | None) -> None:
    for number, values in enumerate(islice(sheet.iter_rows(), limit), start=1):
        cells = [_text(value) for value in values]
        while cells and cells[-1] is None:
            cells.pop()
        if number in errors:
            wrong = ", ".join(errors[number][:5])
            said = Said(marked("the cell {wrong} holds an error, not a value"), {"wrong": wrong})
            _say([number, cells, said])
        elif cells:
            _say([number, cells, None])


def _text(value: Any) -> str | None:
    """A cell's value as the text that our types read; an empty cell is no value."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | int):
        return number(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value)


def number(value: float) -> str:
    """The shortest digits that are this number, without an exponent."""
    plain = format(Decimal(repr(value or 0)), "f")  # and no negative zero
    return plain.removesuffix(".0") if "." in plain else plain


def _refuse(error: PackageError) -> None:
    _say({"refused": error.said})


def _say(what: object) -> None:
    sys.stdout.write(json.dumps(what, ensure_ascii=True, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
