"""Collections and fields through the API."""

import json

from tests.cast import Vault
from tests.web.api.conftest import Make, Program


def test_collection_is_made_changed_and_removed(program: Program) -> None:
    body = {
        "name": "Orders",
        "description": "What was ordered.",
        "fields": [
            {"name": "Order", "type": "text", "required": True, "unique": True},
            {"name": "Status", "type": "choice", "choices": ["new", "paid"], "default": "new"},
        ],
    }
    response = program.ask("POST", "/collections", body)
    made = json.loads(response.content)
    assert response.status_code == 201
    assert program.get(response["Location"].removeprefix("/api/v1")) == made
    assert [(one["name"], one["unique"]) for one in made["fields"]] == [
        ("Order", True),
        ("Status", False),
    ]
    where = f"/collections/{made['id']}"
    changed = program.ask("PATCH", where, {"name": "Sales"})
    assert json.loads(changed.content)["description"] == "What was ordered."
    assert program.ask("POST", "/collections", {"name": "sales"}).status_code == 422
    record = program.ask("POST", f"{where}/records", {"fields": {"Order": "SO-1"}})
    assert json.loads(record.content)["fields"] == {"Order": "SO-1", "Status": "new"}
    again = program.ask("POST", f"{where}/records", {"fields": {"Order": "SO-1"}})
    assert again.status_code == 422
    assert program.ask("DELETE", where).status_code == 204
    assert program.ask("GET", where).status_code == 404


def test_field_is_added_changed_and_removed(program: Program) -> None:
    made = json.loads(program.ask("POST", "/collections", {"name": "Orders"}).content)
    where = f"/collections/{made['id']}/fields"
    response = program.ask("POST", where, {"name": "Amount", "type": "decimal"})
    field = json.loads(response.content)
    assert (response.status_code, field["type"]) == (201, "decimal")
    one = f"{where}/{field['id']}"
    changed = program.ask("PATCH", one, {"name": "Total", "indexed": True, "default": "0"})
    found = json.loads(changed.content)
    assert (found["name"], found["indexed"], found["default"]) == ("Total", True, "0")
    assert program.ask("PATCH", one, {"name": None}).status_code == 422
    assert program.ask("PATCH", one, {"type": "text"}).status_code == 422
    assert program.ask("POST", where, {"name": "x", "type": "money"}).status_code == 422
    assert program.ask("POST", where, {"name": "x", "type": "relation"}).status_code == 422
    assert program.ask("DELETE", one).status_code == 204
    assert program.get(f"/collections/{made['id']}")["fields"] == []


def test_link_leads_only_where_the_token_reaches(
    program: Program, make_program: Make, acme: Vault
) -> None:
    ships, orders = (
        json.loads(program.ask("POST", "/collections", {"name": name}).content)["id"]
        for name in ("Ships", "Orders")
    )
    narrow = make_program(acme, collections=[orders])
    link = {"name": "Ship", "type": "relation", "target": ships}
    assert narrow.ask("POST", f"/collections/{orders}/fields", link).status_code == 404
    assert narrow.ask("POST", "/collections", {"name": "More"}).status_code == 403
    assert program.ask("POST", f"/collections/{orders}/fields", link).status_code == 201
