"""2.1c: what people put into their collections comes back as they put it, by every way."""

import csv
import io
import json
import re
import uuid
import zipfile
from collections.abc import Iterator
from urllib.parse import urlsplit

from bailee.custody import archive
from bailee.foundation import tenancy
from bailee.policy import clauses
from bailee.policy.proofs import reading
from bailee.policy.proofs.broken import BrokenError, insist
from bailee.policy.proofs.guests import Ground
from bailee.policy.proofs.web import Answer
from bailee.vault.records.models import Field

type Row = tuple[str, str, str]

HEAD = ("Berth", "Remark", "Terms")
IMPORTED: tuple[Row, ...] = (
    ("Quay 4", "naïve “quotes”, commas; Ærø 東京", '{"tonnes": 12.50, "tags": ["a", null]}'),
    ("007", "=SUM(A1)", "{}"),
    ("Pier 12", " <b>no markup</b>", '{"ok": true}'),
)
TYPED: Row = ("Hand 9", "Lapwing; typed “by hand”", '{"by": ["hand", 1.10], "until": null}')
EDITED: Row = ("Hand 9", "Redshank; +1 & 東京", '{"by": ["hand", 1.10], "until": "2027"}')


def come_back(ground: Ground) -> str:
    """A CSV by the import pages, a record by hand, an edit: in list, page, history, archive."""
    collection = _import(ground)
    seen = reading.words(ground.ada.get(collection))
    for row in IMPORTED:
        for value in row[:2]:
            insist(value.strip() in seen, f"the list does not show {value!r}")
    record = _type(ground, collection)
    _check_page(ground.ada.get(record), TYPED)
    _edit(ground, record)
    _check_page(ground.ada.get(record), EDITED)
    _check_history(ground, record)
    _check_archive(ground)
    return (
        f"{len(IMPORTED)} rows of a CSV and a record typed by hand came back unchanged, JSON"
        " included, on the pages and in the archive; of an edit the history keeps both, and the"
        " way back was gone"
    )


def _import(ground: Ground) -> str:
    """The address of the collection that the import pages made."""
    ada = ground.ada
    text = io.StringIO(newline="")
    csv.writer(text).writerows((HEAD, *IMPORTED))
    sent = ada.upload("/records/import/", "proof.csv", text.getvalue().encode())
    columns = _leads(sent)
    types = {"type-0": "text", "type-1": "text", "type-2": "json"}
    labels = {f"label-{place}": name for place, name in enumerate(HEAD)}
    one = _leads(ada.post(columns, {"label": "Proof berths", "take": "all", **types, **labels}))
    _leads(ada.post(f"{one}run/", {}))
    done = ada.get(one).text
    found = re.search(r'href="(/records/[0-9a-f-]+/)"', done)
    insist(
        f"{len(IMPORTED)} rows imported" in done, "the import did not end with its rows imported"
    )
    if found is None:
        raise BrokenError("the finished import leads to no collection")
    return found[1]


def _type(ground: Ground, collection: str) -> str:
    """The address of the record that the form made."""
    form = reading.filled(ground.ada.get(f"{collection}rows/new/"))
    fields = _fields(ground, collection)
    given = dict(zip(fields, TYPED, strict=True))
    insist(set(given) <= set(form), "the form of a new record lacks a field")
    return urlsplit(_leads(ground.ada.post(f"{collection}rows/new/", form | given))).path


def _edit(ground: Ground, record: str) -> None:
    """By the form, which holds what is there now."""
    form = reading.filled(ground.ada.get(f"{record}edit/"))
    fields = _fields(ground, record)
    held = tuple(form.get(field, "") for field in fields)
    insist(_same(held, TYPED), f"the form of the record holds {held}")
    _leads(ground.ada.post(f"{record}edit/", form | dict(zip(fields, EDITED, strict=True))))


def _fields(ground: Ground, address: str) -> list[str]:
    """The names of the inputs, in the order of the head."""
    which = uuid.UUID(address.split("/")[2])
    with tenancy.inside(ground.schema):
        ids = {one.label: str(one.id) for one in Field.objects.filter(collection=which)}
    return [ids[label] for label in HEAD]


def _check_page(answer: Answer, row: Row) -> None:
    words = reading.words(answer)
    for value in row[:2]:
        insist(value in words, f"the record's page does not show {value!r}")
    shown = [json.loads(one, parse_float=str) for one in reading.blocks(answer)]
    insist(json.loads(row[2], parse_float=str) in shown, "the record's page shows other JSON")


def _check_history(ground: Ground, record: str) -> None:
    """It tells both, shows the first again, and leads back to it."""
    told = reading.words(ground.ada.get(f"{record}history/"))
    for token in ("Lapwing", "Redshank"):
        insist(token in told, f"the history does not show {token!r}")
    first = f"{record}history/1/"
    form = reading.filled(ground.ada.get(first))
    insist("version" in form, "an earlier version offers no way back")
    _leads(ground.ada.post(first, {"version": form["version"]}))
    _check_page(ground.ada.get(record), TYPED)


def _check_archive(ground: Ground) -> None:
    """The rows as they are now, and of the edit what was before and after."""
    rows, changes = _archived(ground)
    insist(len(rows) == len(IMPORTED) + 1, f"the archive holds {len(rows)} rows")
    for wanted in (*IMPORTED, TYPED):
        insist(any(_same(row, wanted) for row in rows), f"the archive lacks {wanted[0]!r} as it is")
    insist(EDITED[1] in changes, "the archive lacks what the record's history tells")


def _same(one: tuple[str, ...], other: Row) -> bool:
    """Texts equal, JSON equal to the last digit."""
    if one[:2] != other[:2] or not one[2]:
        return False
    return bool(json.loads(one[2], parse_float=str) == json.loads(other[2], parse_float=str))


def _archived(ground: Ground) -> tuple[list[tuple[str, ...]], str]:
    """The collection's rows, and the texts that its changes hold."""
    pieces = archive.stream(schema=ground.schema, flavour="client", policy=clauses.text())
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as made:
        rows = [
            tuple(row[name] for name in HEAD)
            for row in _tables(made, "records/")
            if set(HEAD) <= set(row)
        ]
        changes = [json.loads(row["after"]) for row in _tables(made, "tables/records_change.csv")]
    return rows, "\n".join(str(value) for change in changes for value in change.values())


def _tables(made: zipfile.ZipFile, prefix: str) -> Iterator[dict[str, str]]:
    for name in made.namelist():
        if name.startswith(prefix) and name.endswith(".csv"):
            text = made.read(name).decode("utf-8-sig")
            yield from csv.DictReader(io.StringIO(text, newline=""))


def _leads(answer: Answer) -> str:
    insist(answer.status == 302, f"{answer} answers with {answer.status}")
    return str(answer.headers["Location"])
