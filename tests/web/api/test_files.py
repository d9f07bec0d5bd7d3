"""Files and imports through the API, sent as they are or as a form."""

import hashlib
import json

from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from bailee.web.api import openapi
from tests.web.api.conftest import Program

CONTENT = b"Grey Heron\x00\xff" * 1000
CSV = "Order,Amount,Colour\nSO-1,410.17,red\nSO-2,none,blue\n"


def test_file_is_stored_found_downloaded_and_deleted(program: Program) -> None:
    response = program.ask("POST", "/files?name=plan.bin", CONTENT, Content_Type="image/png")
    made = json.loads(response.content)
    assert response.status_code == 201
    assert (made["name"], made["size"]) == ("plan.bin", len(CONTENT))
    assert made["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert program.get("/files?name=PLAN")["files"] == [made]
    content = program.ask("GET", f"/files/{made['id']}/content")
    assert b"".join(content) == CONTENT
    assert content["Content-Security-Policy"].endswith("sandbox")
    assert program.ask("DELETE", f"/files/{made['id']}").status_code == 204
    assert program.ask("GET", f"/files/{made['id']}").status_code == 404
    assert program.ask("POST", "/files", b"x", Content_Type="image/png").status_code == 422
    assert program.ask("POST", "/files?name=x", b"").status_code == 422


def test_file_of_a_form_is_stored(program: Program) -> None:
    form = encode_multipart(BOUNDARY, {"file": _Named(CONTENT, "plan.bin")})
    response = program.ask("POST", "/files", form, Content_Type=MULTIPART_CONTENT)
    assert json.loads(response.content)["sha256"] == hashlib.sha256(CONTENT).hexdigest()


def test_file_is_imported_after_a_dry_run(program: Program) -> None:
    fields = [{"name": "Order", "type": "text"}, {"name": "Amount", "type": "decimal"}]
    body = {"name": "Orders", "fields": fields}
    orders = json.loads(program.ask("POST", "/collections", body).content)
    where = f"/collections/{orders['id']}/imports"
    response = program.ask(
        "POST", f"{where}?name=orders.csv&partial=true", CSV, Content_Type="text/csv"
    )
    sent = json.loads(response.content)
    assert (response.status_code, sent["state"]) == (201, "checked")
    assert (sent["accepted"], sent["refused"]) == (1, 1)
    assert [(one["header"], one["skipped"]) for one in sent["columns"]] == [
        ("Order", False),
        ("Amount", False),
        ("Colour", True),
    ]
    assert program.get(f"/collections/{orders['id']}/records")["records"] == []
    ran = program.ask("POST", f"{where}/{sent['id']}/run")
    assert (ran.status_code, json.loads(ran.content)["state"]) == (202, "done")
    assert program.ask("POST", f"{where}/{sent['id']}/run").status_code == 409
    refused = b"".join(program.ask("GET", f"{where}/{sent['id']}/refused"))
    assert b"SO-2" in refused
    (record,) = program.get(f"/collections/{orders['id']}/records")["records"]
    assert record["fields"] == {"Order": "SO-1", "Amount": "410.17"}


def test_comment_is_made_in_the_name_of_the_token(program: Program) -> None:
    body = {"name": "Orders", "fields": [{"name": "Order", "type": "text"}]}
    orders = json.loads(program.ask("POST", "/collections", body).content)
    where = f"/collections/{orders['id']}/records"
    record = json.loads(program.ask("POST", where, {"fields": {"Order": "SO-1"}}).content)
    said = f"{where}/{record['id']}/comments"
    assert program.ask("POST", said, {"text": "Seen in the warehouse."}).status_code == 201
    (comment,) = program.get(said)["comments"]
    assert comment["by"] == {"kind": "token", "id": str(program.token.id)}


def test_reference_names_every_operation_and_the_clients_own_fields(program: Program) -> None:
    body = {"name": "Orders", "fields": [{"name": "Vessel", "type": "text"}]}
    orders = json.loads(program.ask("POST", "/collections", body).content)
    rae = program.vault.browser(program.vault.rae)
    page = rae.get("/api/docs").content.decode()
    missing = [
        operation["operationId"]
        for _, _, operation in openapi.operations(openapi.document())
        if f'id="{operation["operationId"]}"' not in page
    ]
    assert missing == []
    assert orders["id"] in page
    assert orders["fields"][0]["id"] in page
    assert program.vault.browser(program.vault.bo).get("/api/docs").status_code == 403


class _Named:
    """A file as Django's test client takes it."""

    def __init__(self, content: bytes, name: str) -> None:
        self._content, self.name = content, name

    def read(self) -> bytes:
        return self._content
