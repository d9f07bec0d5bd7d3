"""3.1c: the services work for the client: files with their versions, and the API."""

import json
import os
import re
from typing import Any
from urllib.parse import urlsplit

from bailee.foundation import storage, tenancy
from bailee.policy.proofs import reading
from bailee.policy.proofs.broken import BrokenError, insist
from bailee.policy.proofs.guests import Ground
from bailee.policy.proofs.web import Answer
from bailee.vault.records.models import Collection

NAME = "proof.txt"


def work(ground: Ground) -> str:
    """A file goes in twice and both come out; a program reads and adds what people see."""
    first, second = _content(), _content()
    _check_file(ground, first, second)
    added = _check_api(ground)
    return (
        f"two versions of a file of {len(first):,} bytes came back identical, the newer with a"
        f" preview, and rest encrypted; by a token made on the page the API read and added records"
        f" ({added} in all), and refused it once revoked"
    )


def _content() -> bytes:
    """Text, so that it has a preview, that occurs nowhere else."""
    return b"Proof of clause 3.1c: " + os.urandom(10_000).hex().encode()


def _check_file(ground: Ground, first: bytes, second: bytes) -> None:
    ada = ground.ada
    for content, how in ((first, "both"), (second, "version")):
        answer = ada.upload("/files/new/", NAME, content, {"taken": how})
        insist(answer.status == 302, f"the upload is answered with {answer.status}")
    page = ada.get(_page_of(ground))
    words = reading.words(page)
    insist(second[:200].decode() in words, "the file's page shows no preview of the newest version")
    ways = [one.href for one in reading.anchors(page) if one.href.endswith("/content/")]
    came = {ada.get(way).body for way in ways}
    insist(second in came, "the newest version does not come back byte by byte")
    insist(first in came, "the version before does not come back byte by byte")
    for name in storage.names(ground.schema, "files"):
        sealed = b"".join(storage.sealed(ground.schema, name))
        for content in (first, second):
            insist(content[:64] not in sealed, "the file rests in the object store unsealed")


def _page_of(ground: Ground) -> str:
    listed = reading.anchors(ground.ada.get("/files/"))
    pages = [one.href for one in listed if NAME in one.text and "/content/" not in one.href]
    insist(pages, "the uploaded file is not listed")
    return urlsplit(pages[0]).path


def _check_api(ground: Ground) -> int:
    """How many records the program found at last."""
    text, token = _make_token(ground)
    with tenancy.inside(ground.schema):
        which = Collection.objects.get(label="Moorings").id
    records = f"/api/v1/collections/{which}/records"
    program = ground.web.visitor(ground.host)
    insist(program.get(records).status == 401, "the API answers without a token")
    program.says["Authorization"] = f"Bearer {text}"
    berth = f"Berth {os.urandom(4).hex()}"
    made = program.send(records, {"fields": {"Berth": berth, "Home page": None}})
    insist(made.status == 201, f"adding by the API is answered with {made.status}")
    page = reading.words(ground.ada.get(f"/records/{which}/rows/{_json(made)['id']}/"))
    insist(berth in page, "what the API added does not stand on the record's page")
    found = _json(program.get(records))["records"]
    insist(
        {"Quay 4", berth} <= {one["fields"]["Berth"] for one in found},
        "the API does not give what stands in the collection",
    )
    uses = reading.words(ground.ada.get(token))
    insist("Moorings" in uses, "the token's page does not show what it was used for")
    ground.ada.post(f"{token}revoke/", {})
    insist(program.get(records).status == 401, "a revoked token still opens the API")
    return len(found)


def _make_token(ground: Ground) -> tuple[str, str]:
    """The token's text, and the address of its page."""
    given = {"name": "Proof", "verbs": ["read", "add"], "reach": "all"}
    page = ground.ada.post("/integrations/tokens/new/", given)
    insist(page.status == 200, f"making a token is answered with {page.status}")
    found = re.search(r'id="token" value="([^"]+)"', page.text)
    ways = [one.href for one in reading.anchors(page) if "/integrations/tokens/" in one.href]
    if found is None or not ways:
        raise BrokenError("the page shows no token")
    return found[1], ways[0]


def _json(answer: Answer) -> dict[str, Any]:
    insist(answer.status in {200, 201}, f"{answer} answers with {answer.status}")
    given: dict[str, Any] = json.loads(answer.body)
    return given
