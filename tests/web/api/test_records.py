"""Records through the API: exact values, safe changes, pages."""

import json
from typing import Any

import pytest

from bailee.foundation import clock
from bailee.vault.records import collections
from bailee.vault.records.collections import NewField
from bailee.vault.records.models import Collection
from tests.cast import Vault
from tests.web.api.conftest import Program

EXACT = {
    "Order": "SO-1",
    "Amount": "12345678901234567890.1234567890",
    "Pieces": 9007199254740991,
    "Huge": "9223372036854775807",
    "Paid": True,
    "Day": "2026-05-01",
    "At": "2026-05-01T12:00:00.123456Z",
    "Attributes": {"exact": 1, "list": [1, None, "ä"]},
    "Note": "two\nlines, “quoted” \\ \u2028 😀",
}


@pytest.fixture
def orders(acme: Vault) -> Collection:
    """A collection with a field of many types."""
    types = {
        "Order": "text", "Amount": "decimal", "Pieces": "integer", "Huge": "integer",
        "Paid": "boolean", "Day": "date", "At": "datetime", "Attributes": "json",
        "Note": "long_text",
    }  # fmt: skip
    fields = [NewField(label, kind) for label, kind in types.items()]
    with acme.inside():
        return collections.create(label="Orders", fields=fields, by=acme.ada.actor, now=clock.now())


def _at(orders: Collection) -> str:
    return f"/collections/{orders.id}/records"


def _add(program: Program, orders: Collection, **fields: Any) -> Any:
    response = program.ask("POST", _at(orders), {"fields": fields})
    assert response.status_code == 201, response.content
    return json.loads(response.content)


def test_value_comes_out_as_it_went_in(program: Program, orders: Collection) -> None:
    made = _add(program, orders, **EXACT)
    assert made["fields"] == EXACT
    assert program.get(f"{_at(orders)}/{made['id']}") == made
    assert program.get(_at(orders))["records"] == [made]
    assert made["created_by"] == str(program.token.id)


def test_numbers_of_json_keep_every_digit(program: Program, orders: Collection) -> None:
    exact = '{"n": 0.1234567890123456789012345678901234567890, "i": 123456789012345678901234567890}'
    body = f'{{"fields": {{"Attributes": {exact}, "Amount": 1234567890.123456789012345678}}}}'
    response = program.ask("POST", _at(orders), body)
    assert response.status_code == 201
    text = response.content.decode()
    assert "0.1234567890123456789012345678901234567890" in text
    assert "123456789012345678901234567890" in text
    assert '"Amount":"1234567890.123456789012345678"' in text


def test_wrong_values_are_refused_each_with_its_place(program: Program, orders: Collection) -> None:
    wrong = {"Amount": "much", "Paid": "yes", "Pieces": 1.5, "Order": 7, "Nothing": 1}
    response = program.ask("POST", _at(orders), {"fields": wrong})
    assert response.status_code == 422
    first = json.loads(response.content)["errors"]
    assert [one["pointer"] for one in first] == ["/fields/Paid", "/fields/Order", "/fields/Nothing"]
    response = program.ask("POST", _at(orders), {"fields": {"Amount": "much", "Pieces": 1.5}})
    said = {one["field"] for one in json.loads(response.content)["errors"]}
    assert (response.status_code, said) == (422, {"Amount", "Pieces"})


def test_keys_are_ids_where_asked(program: Program, orders: Collection, acme: Vault) -> None:
    with acme.inside():
        known = {one.label: str(one.id) for one in orders.fields.all()}
    made = _add(program, orders, **{known["Order"]: "SO-9"})
    found = program.get(f"{_at(orders)}/{made['id']}?by=id&fields=Order")
    assert found["fields"] == {known["Order"]: "SO-9"}


def test_change_needs_the_version_that_was_read(program: Program, orders: Collection) -> None:
    made = _add(program, orders, Order="SO-1")
    where = f"{_at(orders)}/{made['id']}"
    tag = program.ask("GET", where)["ETag"]
    assert program.ask("GET", where, If_None_Match=tag).status_code == 304
    ours = program.ask("PATCH", where, {"fields": {"Order": "SO-2"}}, If_Match=tag)
    assert (ours.status_code, json.loads(ours.content)["version"]) == (200, 2)
    theirs = program.ask("PATCH", where, {"fields": {"Order": "SO-3"}}, If_Match=tag)
    assert theirs.status_code == 412
    assert json.loads(theirs.content)["present"]["fields"]["Order"] == "SO-2"
    assert program.ask("DELETE", where, If_Match=tag).status_code == 412
    assert program.ask("PATCH", where, {"fields": {"Order": "SO-4"}}).status_code == 200
    assert program.ask("GET", where, If_None_Match=tag).status_code == 200
    assert program.ask("PATCH", where, {"fields": {}}, If_Match="x").status_code == 422


def test_empty_text_differs_from_no_value(program: Program, orders: Collection) -> None:
    made = _add(program, orders, Order="", Note=None)
    assert (made["fields"]["Order"], made["fields"]["Note"]) == ("", None)


def test_pages_show_every_record_once(program: Program, orders: Collection) -> None:
    rows = [{"fields": {"Order": f"SO-{n}", "Pieces": n % 7}} for n in range(120)]
    response = program.ask("POST", f"{_at(orders)}/bulk", {"records": rows})
    assert response.status_code == 201
    for sort in ("", "Order", "-Pieces,Order", "-"):
        seen, cursor = [], ""
        while cursor is not None:
            page = program.get(f"{_at(orders)}?limit=50&sort={sort}&cursor={cursor}")
            seen += [one["fields"]["Order"] for one in page["records"]]
            cursor = page["next"]
        assert len(seen) == len(set(seen)) == 120, sort
    assert program.get(f"{_at(orders)}?filter[Pieces]=3&count=true")["total"] == 17
    assert program.get(f"{_at(orders)}?filter[Pieces][min]=5&count=true&limit=1")["total"] == 34
    tree = {"every": False, "parts": [
        {"field": "Order", "operator": "is", "value": "SO-1"},
        {"field": "Pieces", "operator": "min", "value": "6"},
    ]}  # fmt: skip
    assert program.get(f"{_at(orders)}?count=true&filter={json.dumps(tree)}")["total"] == 18
    for wrong in ("sort=Nothing", "filter[Nothing]=1", "filter=x", "cursor=x", "limit=0",
                  "fields=Nothing", "filter[Pieces]=many", "by=number"):  # fmt: skip
        assert program.ask("GET", f"{_at(orders)}?{wrong}").status_code in {400, 404, 422}, wrong


def test_deleted_record_lies_in_the_trash_and_comes_back(
    program: Program, orders: Collection
) -> None:
    made = _add(program, orders, **EXACT)
    where = f"{_at(orders)}/{made['id']}"
    assert program.ask("DELETE", where).status_code == 204
    assert program.ask("GET", where).status_code == 404
    trash = f"/collections/{orders.id}/trash"
    assert [one["id"] for one in program.get(trash)["trashed"]] == [made["id"]]
    back = program.ask("POST", f"{trash}/restore", {"ids": [made["id"]]})
    assert json.loads(back.content)["restored"] == [made["id"]]
    assert program.get(where)["fields"] == EXACT
    steps = program.get(f"{where}/history")["steps"]
    assert [one["kind"] for one in steps] == ["untrashed", "trashed", "added"]
    assert steps[0]["by"] == {"kind": "token", "id": str(program.token.id)}


def test_bulk_is_all_or_nothing(program: Program, orders: Collection) -> None:
    rows = [
        {"fields": {"Order": "SO-1"}},
        {"fields": {"Pieces": "many"}},
        {"fields": {"Amount": "x"}},
    ]
    response = program.ask("POST", f"{_at(orders)}/bulk", {"records": rows})
    said = [one["pointer"] for one in json.loads(response.content)["errors"]]
    assert (response.status_code, said) == (
        422,
        ["/records/1/fields/Pieces", "/records/2/fields/Amount"],
    )
    assert program.get(_at(orders))["records"] == []


def test_many_changes_are_all_or_nothing(program: Program, orders: Collection) -> None:
    one, two = (_add(program, orders, Order=f"SO-{n}") for n in (1, 2))
    changes = [
        {"id": one["id"], "fields": {"Order": "SO-11"}},
        {"id": two["id"], "version": 9, "fields": {"Order": "SO-12"}},
    ]
    response = program.ask("PATCH", f"{_at(orders)}/bulk", {"records": changes})
    assert response.status_code == 422
    assert program.get(f"{_at(orders)}/{one['id']}")["fields"]["Order"] == "SO-1"
    changes[1]["version"] = 1
    response = program.ask("PATCH", f"{_at(orders)}/bulk", {"records": changes})
    found = [each["fields"]["Order"] for each in json.loads(response.content)["records"]]
    assert (response.status_code, found) == (200, ["SO-11", "SO-12"])


def test_upsert_adds_and_changes_by_key(program: Program, orders: Collection) -> None:
    old = _add(program, orders, Order="SO-1", Pieces=1)
    rows = [{"fields": {"Order": "SO-2", "Pieces": 2}}, {"fields": {"Order": "SO-1", "Pieces": 3}}]
    body = {"key": "Order", "records": rows}
    response = program.ask("POST", f"{_at(orders)}/upsert", body)
    found = json.loads(response.content)
    assert (found["added"], found["changed"]) == (1, 1)
    assert found["records"][1]["id"] == old["id"]
    assert [one["fields"]["Pieces"] for one in found["records"]] == [2, 3]
    for wrong in ({}, {"Order": None}, {"Order": "SO-2"}):
        again: list[Any] = [{"fields": {"Order": "SO-2"}}, {"fields": wrong}]
        response = program.ask("POST", f"{_at(orders)}/upsert", {"key": "Order", "records": again})
        assert response.status_code == 422


def test_selection_is_changed_and_deleted(program: Program, orders: Collection) -> None:
    made = [_add(program, orders, Order=f"SO-{n}", Pieces=n) for n in range(4)]
    some = {
        "filter": {"field": "Pieces", "operator": "min", "value": "2"},
        "fields": {"Paid": True},
    }
    response = program.ask("POST", f"{_at(orders)}/change", some)
    assert json.loads(response.content) == {"count": 2}
    chosen = {"ids": [made[0]["id"], made[3]["id"]]}
    assert json.loads(program.ask("POST", f"{_at(orders)}/delete", chosen).content)["count"] == 2
    assert program.ask("POST", f"{_at(orders)}/delete", {}).status_code == 422
    left = program.get(_at(orders))["records"]
    assert [(one["fields"]["Order"], one["fields"]["Paid"]) for one in left] == [
        ("SO-1", None),
        ("SO-2", True),
    ]


def test_list_goes_out_as_a_file(program: Program, orders: Collection) -> None:
    _add(program, orders, Order="SO-1", Pieces=1)
    _add(program, orders, Order="SO-2", Pieces=2)
    for form in ("csv", "jsonl", "xlsx"):
        response = program.ask("GET", f"{_at(orders)}.{form}?filter[Pieces]=2&fields=Order")
        content = b"".join(response.streaming_content)  # type: ignore[attr-defined]  # a stream
        assert response.status_code == 200
        assert (b"SO-1" in content, b"SO-2" in content or form == "xlsx") == (False, True)
    assert program.ask("GET", f"{_at(orders)}.pdf").status_code == 404
