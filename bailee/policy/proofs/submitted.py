"""2.1b, 2.1c, 3.1c and 8.1: what a person puts in through the pages is what is kept and shown."""

import csv
import io
import os
import re
import zipfile

from bailee.custody import archive
from bailee.foundation import storage
from bailee.policy import clauses
from bailee.policy.proofs import reading
from bailee.policy.proofs.broken import BrokenError, insist
from bailee.policy.proofs.guests import NAME, PARTICULARS, Ground
from bailee.policy.proofs.web import Answer

_HEAD = ("Berth", "Remark", "Terms")
_ROWS = (
    ("Quay 4", "naïve “quotes”, commas; Ærø 東京", '{"tonnes": 12.50, "tags": ["a", null]}'),
    ("007", "=SUM(A1)", "{}"),
    ("Pier 12", " <b>no markup</b>", '{"ok": true}'),
)


def company_is_shown(ground: Ground) -> str:
    """2.1b: all that was given when the account was set up, on the company page."""
    seen = reading.words(ground.ada.get("/company/"))
    given = {**PARTICULARS, "legal_name": NAME, "country": "United Kingdom"}
    for name, value in given.items():
        insist(value in seen, f"/company/ does not show the {name.replace('_', ' ')}")
    return f"{len(given)} particulars given at set-up are shown on the company page"


def company_is_corrected(ground: Ground) -> str:
    """8.1: the owner corrects, and the next page shows it."""
    corrected = PARTICULARS | {"legal_name": NAME, "street": "8 Corrected Quay"}
    answer = ground.ada.post("/company/edit/", corrected)
    insist(answer.status == 302, f"correcting is answered with {answer.status}")
    seen = reading.words(ground.ada.get("/company/"))
    insist("8 Corrected Quay" in seen, "the correction is not shown")
    insist(PARTICULARS["street"] not in seen, "the old street is still shown")
    ground.ada.post("/company/edit/", corrected | {"street": PARTICULARS["street"]})
    return "the client's owner corrected the street; the next page showed it, not the old one"


def records_come_back(ground: Ground) -> str:
    """2.1c: a CSV goes in by the import pages, and stands unchanged in list and archive."""
    collection = _import(ground)
    seen = reading.words(ground.ada.get(collection))
    for row in _ROWS:
        for value in row[:2]:
            insist(value.strip() in seen, f"the list does not show {value!r}")
    kept = _archived(ground)
    insist(kept == {tuple(row[:2]) for row in _ROWS}, "the archive holds other values")
    return f"{len(_ROWS)} rows of a CSV came back unchanged in the list and in the archive"


def file_comes_back(ground: Ground) -> str:
    """3.1c: a file goes in and out by the pages, byte by byte the same, sealed in between."""
    content = os.urandom(20_000)
    answer = ground.ada.upload("/files/new/", "proof.bin", content)
    insist(answer.status == 302, f"the upload is answered with {answer.status}")
    found = re.search(r'href="([^"]+)" download>proof\.bin', ground.ada.get("/files/").text)
    if found is None:
        raise BrokenError("the uploaded file is not listed")
    back = ground.ada.get(found[1])
    insist(back.body == content, f"{len(back.body)} other bytes came back")
    for name in storage.names(ground.schema, "files"):
        sealed = b"".join(storage.sealed(ground.schema, name))
        insist(content[:64] not in sealed, "the file rests in the object store unsealed")
    return f"a file of {len(content):,} bytes came back identical, and rests encrypted"


def _import(ground: Ground) -> str:
    """The address of the collection that the import pages made."""
    ada = ground.ada
    text = io.StringIO(newline="")
    csv.writer(text).writerows((_HEAD, *_ROWS))
    sent = ada.upload("/records/import/", "proof.csv", text.getvalue().encode())
    columns = _leads(sent)
    types = {"type-0": "text", "type-1": "text", "type-2": "json"}
    labels = {f"label-{place}": name for place, name in enumerate(_HEAD)}
    one = _leads(ada.post(columns, {"label": "Proof berths", "take": "all", **types, **labels}))
    _leads(ada.post(f"{one}run/", {}))
    done = ada.get(one).text
    found = re.search(r'href="(/records/[0-9a-f-]+/)"', done)
    insist(f"{len(_ROWS)} rows imported" in done, "the import did not end with its rows imported")
    if found is None:
        raise BrokenError("the finished import leads to no collection")
    return found[1]


def _leads(answer: Answer) -> str:
    insist(answer.status == 302, f"{answer} answers with {answer.status}")
    return str(answer.headers["Location"])


def _archived(ground: Ground) -> set[tuple[str, ...]]:
    pieces = archive.stream(schema=ground.schema, flavour="client", policy=clauses.text())
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as made:
        tables = [
            csv.DictReader(io.StringIO(made.read(name).decode("utf-8-sig"), newline=""))
            for name in made.namelist()
            if name.startswith("records/") and name.endswith(".csv")
        ]
    ours = [table for table in tables if set(_HEAD) <= set(table.fieldnames or ())]
    return {tuple(row[name] for name in _HEAD[:2]) for table in ours for row in table}
