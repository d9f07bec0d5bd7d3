"""The grid: what it lists, edits, keeps as views, groups and does with many records at once."""

import html
import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from bailee.foundation.tenancy import vaults
from bailee.vault.records import collections, listing, records, trash, views
from bailee.vault.records.collections import NewField
from bailee.vault.records.listing import Query
from bailee.vault.records.models import Collection, Trashed, View
from bailee.web.ui.middleware.face import forget_hosts
from tests.cast import Vault

PORTAL = "bailee.web.portal.urls"
SHIPS = (("Heron", "1998", "afloat"), ("Tern", "", "laid up"), ("Gull <b>", "2004", "afloat"))


def address(name: str, *arguments: object) -> str:
    return reverse(f"portal:{name}", urlconf=PORTAL, args=arguments)


def text(content: bytes) -> str:
    """What a person reads of a page, in one line."""
    plain = re.sub(r"<(script|template|datalist).*?</\1>", " ", content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", plain)).split())


@pytest.fixture
def fleet(acme: Vault, now: datetime) -> Collection:
    """Three ships, one of them without a year."""
    with acme.inside():
        new = [
            NewField("Name", "text", required=True),
            NewField("Built", "integer"),
            NewField("State", "choice", choices=["afloat", "laid up"]),
            NewField("Notes", "long_text"),
        ]
        made = collections.create(label="Fleet", fields=new, by=acme.ada.actor, now=now)
        for ship in SHIPS:
            values = dict(zip(_keys(made), [*ship, "x" * 300], strict=True))
            records.add(made, values, by=acme.ada.actor, now=now)
    return made


def _keys(collection: Collection) -> list[str]:
    return [str(field.id) for field in collection.fields.all()]


def keys(acme: Vault, collection: Collection) -> list[str]:
    """The fields' ids in order."""
    with acme.inside():
        return _keys(collection)


def names(page: Any) -> list[str]:
    """The ships in the order of the page."""
    return re.findall(r'aria-label="Open (\w+)', page.content.decode())


def rows(acme: Vault, fleet: Collection) -> list[listing.Row]:
    with acme.inside():
        return listing.page(fleet, Query()).rows


def send(acme: Vault, fleet: Collection, body: object, who: str = "ben") -> Any:
    browser = acme.browser(acme.people[who])
    content = body if isinstance(body, str) else json.dumps(body)
    return browser.post(address("cells", fleet.id), content, content_type="application/json")


def change(row: listing.Row, **texts: str) -> dict[str, Any]:
    """What the script sends for one record."""
    return {"id": str(row.id), "version": row.version, "texts": texts}


def test_reader_sees_the_same_grid_without_a_way_to_change(acme: Vault, fleet: Collection) -> None:
    page = acme.browser(acme.rae).get(address("collection", fleet.id))
    assert names(page) == ["Heron", "Tern", "Gull"]
    assert (b"data-write" in page.content, b'action="/records' in page.content) == (False, True)
    assert b"Move to the trash" not in page.content
    ours = acme.browser(acme.ben).get(address("collection", fleet.id))
    assert (b"data-write" in ours.content, b"Move to the trash" in ours.content) == (True, True)


def test_address_asks_for_groups_sorts_and_search(acme: Vault, fleet: Collection) -> None:
    name, built, state, _ = keys(acme, fleet)
    browser = acme.browser(acme.rae)

    def shown(*parts: tuple[str, str]) -> list[str]:
        return names(browser.get(f"{address('collection', fleet.id)}?{urlencode(parts)}"))

    either = [("f", name), ("o", "is"), ("v", "Tern"), ("u", ""), ("g", "1"), ("m", "1:any")]
    either += [("f", built), ("o", "max"), ("v", "1999"), ("u", ""), ("g", "1")]
    assert shown(*either) == ["Heron", "Tern"]
    one = [("f", state), ("o", "any"), ("v", 'afloat, "x,y"'), ("u", ""), ("g", "")]
    assert shown(*either, *one) == ["Heron"]
    assert shown(("sort", f"-{state}"), ("sort", f"-{built}")) == ["Tern", "Gull", "Heron"]
    assert shown(("q", "gul")) == ["Gull"]
    assert shown(("q", "nobody")) == []


@pytest.mark.parametrize(
    "asked",
    [
        "f=x&o=is&v=1&u=&g=",
        "f=&o=&v=&g=1.1.1.1.1.1",
        "f=created_at&o=filled&v=&u=&g=1.1.1.1.1",
        "sort=x&sort=y",
        "q=%00",
        "q=" + "a+" * 40,
        "group=x",
        "group=created_at&in=2024-13",
        "view=x",
        "view=00000000-0000-0000-0000-000000000000",
        "after=x&count=",
        "m=&g=&f=created_at&o=between&v=x",
        "f=created_at&o=last&v=%C2%B2&u=&g=",
    ],
)
def test_any_address_shows_a_page(asked: str, acme: Vault, fleet: Collection) -> None:
    page = acme.browser(acme.rae).get(f"{address('collection', fleet.id)}?{asked}")
    assert (page.status_code, "Fleet" in text(page.content)) == (200, True)


def test_cells_are_changed_together_and_come_back_rendered(acme: Vault, fleet: Collection) -> None:
    name, built, _, _ = keys(acme, fleet)
    heron, tern, _ = rows(acme, fleet)
    asked = {
        "rows": [change(heron, **{name: "Grey <heron>"}), change(tern, **{built: "1970"})],
        "added": [{name: "Ibis", built: "2020"}],
        "shown": [built, name],
    }
    answer = send(acme, fleet, asked)
    assert answer.status_code == 200
    first, second, third = json.loads(answer.content)["rows"]
    assert 'data-version="2"' in first
    assert "Grey &lt;heron&gt;" in first
    assert second.index("1,970" if "1,970" in second else "1970") < second.index(">Tern<")
    assert "Ibis" in third
    assert [row.values[:2] for row in rows(acme, fleet)] == [
        ["Grey <heron>", 1998],
        ["Tern", 1970],
        ["Gull <b>", 2004],
        ["Ibis", 2020],
    ]


def test_block_with_one_wrong_cell_changes_nothing(acme: Vault, fleet: Collection) -> None:
    name, built, state, _ = keys(acme, fleet)
    heron, tern, _ = before = rows(acme, fleet)
    asked = {
        "rows": [change(heron, **{name: "Other"}), change(tern, **{built: "soon", state: "lost"})],
        "added": [{name: ""}],
    }
    answer = send(acme, fleet, asked)
    reasons = json.loads(answer.content)["reasons"]
    assert (answer.status_code, [(one["row"], one["field"]) for one in reasons]) == (
        422,
        [(1, built), (1, state), (2, name)],
    )
    assert rows(acme, fleet) == before


def test_late_change_is_refused_with_what_is_there_now(acme: Vault, fleet: Collection) -> None:
    name, built, *_ = keys(acme, fleet)
    heron = rows(acme, fleet)[0]
    assert send(acme, fleet, {"rows": [change(heron, **{name: "Hers"})]}, "ada").status_code == 200
    answer = send(acme, fleet, {"rows": [change(heron, **{name: "His", built: "1"})]})
    present = json.loads(answer.content)["present"]
    assert (answer.status_code, present["version"]) == (422, 2)
    assert (present["texts"][name], present["texts"][built]) == ("Hers", "1998")


FORGED = [
    "",
    "x",
    "[]",
    "{}",
    '{"rows": [1]}',
    '{"rows": [{"id": "x", "version": 1, "texts": {}}]}',
    '{"rows": [{"id": "00000000-0000-0000-0000-000000000000", "version": "x", "texts": {}}]}',
    '{"rows": [], "added": [1]}',
    '{"rows": [], "added": [{"x": "y"}], "shown": 7}',
    "[" * 5_000,
]


@pytest.mark.parametrize("body", FORGED)
def test_forged_block_is_refused(body: str, acme: Vault, fleet: Collection) -> None:
    assert send(acme, fleet, body).status_code == 400


@pytest.mark.parametrize("value", ["\x00", "\ud800"])
def test_unkeepable_text_is_refused_with_the_reason(
    value: str, acme: Vault, fleet: Collection
) -> None:
    heron, name = rows(acme, fleet)[0], keys(acme, fleet)[0]
    answer = send(acme, fleet, {"rows": [change(heron, **{name: value})]})
    assert (answer.status_code, len(json.loads(answer.content)["reasons"])) == (422, 1)


def test_too_large_a_block_is_refused(acme: Vault, fleet: Collection) -> None:
    answer = send(acme, fleet, {"rows": [], "added": [{keys(acme, fleet)[0]: "x"}] * 1_001})
    assert (answer.status_code, b"up to 1,000 rows" in answer.content) == (422, True)


def test_reader_reads_a_cell_whole_and_changes_none(acme: Vault, fleet: Collection) -> None:
    heron = rows(acme, fleet)[0]
    browser = acme.browser(acme.rae)
    found = browser.get(address("cells", fleet.id), {"id": str(heron.id)})
    assert json.loads(found.content)["texts"][keys(acme, fleet)[3]] == "x" * 300
    assert browser.get(address("cells", fleet.id), {"id": "x"}).status_code == 404
    refused = send(acme, fleet, {"rows": [change(heron, **{keys(acme, fleet)[0]: "Mine"})]}, "rae")
    assert refused.status_code in {403, 404}
    for name in ("bulk", "search-index"):
        assert browser.post(address(name, fleet.id)).status_code in {403, 404}
    assert rows(acme, fleet)[0] == heron


def test_titles_of_a_field_without_links_are_none(acme: Vault, fleet: Collection) -> None:
    browser = acme.browser(acme.rae)
    for field in ("x", keys(acme, fleet)[0]):
        found = browser.get(address("cell-titles", fleet.id), {"field": field, "q": "a"})
        assert json.loads(found.content) == {"titles": []}


def test_view_keeps_list_and_layout(acme: Vault, fleet: Collection) -> None:
    name, built, state, notes = keys(acme, fleet)
    ada = acme.browser(acme.ada)
    here = "?" + urlencode([("sort", f"-{built}"), ("q", "e")])
    made = ada.post(address("views", fleet.id), {"list": here, "label": "New", "shared": "1"})
    assert made.status_code == 302
    where = made["Location"]
    assert names(acme.browser(acme.rae).get(where)) == ["Heron", "Tern"]
    form = {
        "list": where.partition("?")[2],
        "key": [name, built, state, notes],
        "place": ["2", "1", "3", "4"],
        "width": ["", "90", "x", "99999"],
        "shown": [name, built],
    }
    ada.post(address("view-layout", fleet.id), form)
    with acme.inside():
        view = View.objects.get()
        layout = views.layout(view)
    assert layout.order == (built, name, state, notes)
    assert (layout.hidden, layout.widths) == ((state, notes), {built: 90, notes: 900})
    page = acme.browser(acme.rae).get(where).content.decode()
    assert re.findall(r'data-key="([^"]+)" data-type', page) == [built, name]


def test_reader_keeps_own_views_and_no_shared_ones(acme: Vault, fleet: Collection) -> None:
    rae = acme.browser(acme.rae)
    own = rae.post(address("views", fleet.id), {"list": "", "label": "Mine"})
    assert own.status_code == 302
    shared = rae.post(address("views", fleet.id), {"list": "", "label": "Ours", "shared": "1"})
    assert shared.status_code == 403
    assert names(acme.browser(acme.ada).get(own["Location"])) == ["Heron", "Tern", "Gull"]
    assert b"Mine" not in acme.browser(acme.ada).get(address("collection", fleet.id)).content
    theirs = acme.browser(acme.ada).post(
        address("views", fleet.id), {"list": "", "label": "Ours", "shared": "1"}
    )
    with acme.inside():
        view = View.objects.get(label="Ours")
    for name in ("view-keep", "view-delete"):
        assert rae.post(address(name, fleet.id, view.id), {"list": ""}).status_code == 403
    rae.post(address("view", fleet.id, view.id), {"first": "on", "label": "Stolen"})
    rae.post(address("view-layout", fleet.id), {"list": theirs["Location"].partition("?")[2]})
    with acme.inside():
        view.refresh_from_db()
        assert (view.label, views.default([view], acme.rae)) == ("Ours", None)
        assert View.objects.filter(person=acme.rae).count() == 2


def test_view_is_renamed_shared_moved_and_deleted(acme: Vault, fleet: Collection) -> None:
    ada = acme.browser(acme.ada)
    for label in ("One", "Two"):
        ada.post(address("views", fleet.id), {"list": "", "label": label, "shared": "1"})
    with acme.inside():
        two = View.objects.get(label="Two")
    typed = {"label": "Zwei", "shared": "on", "position": "1", "first": "on"}
    assert ada.post(address("view", fleet.id, two.id), typed).status_code == 302
    with acme.inside():
        assert [one.label for one in views.seen_by(fleet, acme.ben)] == ["Zwei", "One"]
    assert 'aria-current="page"' in ada.get(address("collection", fleet.id)).content.decode()
    taken = ada.post(address("view", fleet.id, two.id), {**typed, "label": "one"})
    assert "There is a view named “one” already." in text(taken.content)
    assert ada.post(address("view-delete", fleet.id, two.id)).status_code == 302
    with acme.inside():
        assert [one.label for one in View.objects.all()] == ["One"]


def test_group_counts_and_unfolds(acme: Vault, fleet: Collection) -> None:
    *_, state, _ = keys(acme, fleet)
    browser = acme.browser(acme.rae)
    page = browser.get(address("collection", fleet.id), {"group": state})
    assert "afloat 2 laid up 1" in text(page.content)
    assert names(page) == []
    opened = browser.get(address("collection", fleet.id), {"group": state, "in": "afloat"})
    assert names(opened) == ["Heron", "Gull"]
    month = browser.get(address("collection", fleet.id), {"group": "created_at"})
    assert re.search(r"20\d\d-\d\d 3", text(month.content))


def test_many_records_are_changed_after_a_count(acme: Vault, fleet: Collection) -> None:
    _, built, state, _ = keys(acme, fleet)
    ben = acme.browser(acme.ben)
    picked = {"list": f"?sort={built}", "all": "1", "out": str(rows(acme, fleet)[0].id)}
    asked = ben.post(address("bulk", fleet.id), {**picked, "do": "edit"})
    assert "2 records selected" in text(asked.content)
    chosen = {**picked, "do": "edit", "field": state}
    assert "Change 2 records" in text(ben.post(address("bulk", fleet.id), chosen).content)
    wrong = ben.post(address("bulk", fleet.id), {**chosen, state: "sunk", "sure": "1"})
    assert (wrong.status_code, "not one of the choices" in text(wrong.content)) == (422, True)
    done = ben.post(address("bulk", fleet.id), {**chosen, state: "laid up", "sure": "1"})
    assert done.status_code == 302
    assert [row.values[2] for row in rows(acme, fleet)] == ["afloat", "laid up", "laid up"]


def test_many_records_go_to_the_trash(acme: Vault, fleet: Collection) -> None:
    ben = acme.browser(acme.ben)
    picked = {"list": "", "id": [str(row.id) for row in rows(acme, fleet)[:2]], "do": "trash"}
    assert "2 records will be moved" in text(ben.post(address("bulk", fleet.id), picked).content)
    assert ben.post(address("bulk", fleet.id), {**picked, "sure": "1"}).status_code == 302
    assert len(rows(acme, fleet)) == 1
    with acme.inside():
        assert Trashed.objects.count() == 2
    assert trash.__doc__


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"id": "x"},
        {"all": "1", "list": "?f=x&o=is&v=1&u=&g="},
        {"all": "1", "do": "edit", "field": "x", "sure": "1"},
        {"all": "1", "do": "x", "out": "y"},
    ],
)
def test_forged_selection_never_fails(
    given: dict[str, str], acme: Vault, fleet: Collection
) -> None:
    page = acme.browser(acme.ben).post(address("bulk", fleet.id), given)
    assert page.status_code in {200, 422}
    assert len(rows(acme, fleet)) == 3


def test_frozen_vault_refuses_cells_and_views(acme: Vault, fleet: Collection) -> None:
    heron = rows(acme, fleet)[0]
    vaults.freeze(acme.schema)
    forget_hosts()
    body = {"rows": [change(heron, **{keys(acme, fleet)[0]: "New"})]}
    assert send(acme, fleet, body).status_code in {403, 409, 423}
    made = acme.browser(acme.ada).post(address("views", fleet.id), {"list": "", "label": "New"})
    assert made.status_code in {403, 409, 423}
