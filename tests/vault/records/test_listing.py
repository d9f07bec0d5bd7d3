"""Lists: every record once, in order, both ways; and nothing unchecked from outside."""

import base64
import json
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest

from bailee.vault.records import listing
from bailee.vault.records.listing import SIZE, Filter, Group, ListingError, Query
from bailee.vault.records.models import Collection
from tests.cast import Vault
from tests.vault.records.conftest import Send, run

COUNT = 2 * SIZE + 20


@pytest.fixture
def ships(acme: Vault, send: Send, now: datetime) -> Collection:
    """120 ships; every fifth without a year, every name twice."""
    lines = ["Name,Built,Length,Launched,Papers,Notes"]
    for number in range(COUNT):
        built = "" if number % 5 == 0 else str(1900 + number % 37)
        length = f"{number % 7}.50"
        day = f"2024-01-{number % 28 + 1:02}"
        lines.append(
            f'ship {number // 2:03},{built},{length},{day},"{{""n"": {number}}}",100%_{number}'
        )
    with acme.inside():
        one = run(send("\n".join(lines).encode()), now)
        assert one.collection is not None
        return one.collection


def key(collection: Collection, label: str) -> str:
    return str(collection.fields.get(label=label).id)


def walk(collection: Collection, query: Query) -> list[list[listing.Row]]:
    pages = [listing.page(collection, query)]
    while pages[-1].next:
        pages.append(listing.page(collection, replace(query, after=pages[-1].next)))
    return [page.rows for page in pages]


@pytest.mark.parametrize("label", ["", "Name", "Built", "Length", "Launched", "Papers", "Notes"])
@pytest.mark.parametrize("way", ["", "-"])
def test_pages_hold_every_record_once_in_order(
    label: str, way: str, acme: Vault, ships: Collection
) -> None:
    with acme.inside():
        sort = way + (key(ships, label) if label else "")
        pages = walk(ships, Query(sorts=(sort,)))
        rows = [row for page in pages for row in page]
        assert [len(page) for page in pages] == [SIZE, SIZE, 20]
        assert len({row.id for row in rows}) == COUNT
        position = [field.label for field in ships.fields.all()].index(label) if label else None
        values = [row.id if position is None else row.values[position] for row in rows]
        filled = [value for value in values if value is not None]
        assert values == sorted(filled, reverse=bool(way)) + [None] * (COUNT - len(filled))


@pytest.mark.parametrize("sort", ["", "Built", "-Built", "-Name"])
def test_going_back_shows_the_page_before(sort: str, acme: Vault, ships: Collection) -> None:
    with acme.inside():
        label = sort.removeprefix("-")
        order = sort.replace(label, key(ships, label)) if label else ""
        first = listing.page(ships, Query(sorts=(order,)))
        second = listing.page(ships, Query(sorts=(order,), after=first.next))
        third = listing.page(ships, Query(sorts=(order,), after=second.next))
        back = listing.page(ships, Query(sorts=(order,), before=third.previous))
        start = listing.page(ships, Query(sorts=(order,), before=back.previous))
        assert (back.rows, start.rows) == (second.rows, first.rows)
        assert (first.previous, third.next, start.previous) == ("", "", "")
        assert (back.next, start.next) == (second.next, first.next)


FILTERS = [
    (("Name", "is", "ship 007", ""), 2),
    (("Name", "contains", "IP 01", ""), 20),
    (("Name", "starts", "Ship 00", ""), 20),
    (("Built", "min", "1930", ""), 16),
    (("Built", "max", "1900", ""), 3),
    (("Built", "between", "1901", "1902"), 7),
    (("Built", "empty", "", ""), 24),
    (("Built", "filled", "", ""), 96),
    (("Length", "is", "3.5", ""), 17),
    (("Launched", "max", "2024-01-02", ""), 10),
    (("Papers", "contains", '"n": 11', ""), 11),
    (("Notes", "contains", "100%_7", ""), 11),
    (("Notes", "starts", "100__7", ""), 0),
]


@pytest.mark.parametrize(("asked", "count"), FILTERS)
def test_filter_leaves_what_it_says(
    asked: tuple[str, str, str, str], count: int, acme: Vault, ships: Collection
) -> None:
    with acme.inside():
        one = Filter(key(ships, asked[0]), *asked[1:])
        page = listing.page(ships, Query(one, counted=True))
        assert (page.total, page.exact) == (count, True)
        assert sum(len(rows) for rows in walk(ships, Query(one))) == count


WRONG = [
    ("Built", "is", "many", "The filter on “Built”: not a whole number"),
    ("Built", "contains", "1", "“Built” cannot be filtered so"),
    ("Built", "is", "", "The filter on “Built” needs a value"),
    ("Launched", "is", "2024-02-30", "The filter on “Launched”: no such day"),
    ("Name", "is", "\x00", "The filter on “Name” cannot look for such a value"),
    ("Name", "is' OR true --", "x", "“Name” cannot be filtered so"),
]


@pytest.mark.parametrize(("label", "operator", "value", "message"), WRONG)
def test_wrong_filter_is_refused_with_reason(
    label: str, operator: str, value: str, message: str, acme: Vault, ships: Collection
) -> None:
    with acme.inside(), pytest.raises(ListingError, match=message):
        listing.page(ships, Query(Filter(key(ships, label), operator, value)))


@pytest.mark.parametrize(
    "query",
    [
        Query(sorts=("nobody",)),
        Query(sorts=("id; DROP TABLE records_field",)),
        Query(sorts=("created_at", "changed_at", "x", "y", "z")),
        Query(size=0),
        Query(size=201),
        Query(search="\x00"),
        Query(search="\ud800"),
        Query(search="a " * 11),
        Query(after="!"),
        Query(after="W10="),
        Query(after="WyJ4IiwgbnVsbF0="),
        Query(before="\u00e9"),
        Query(Filter("nobody", "is", "x")),
        Query(Group(parts=(Filter("created_at", "filled"),) * 21)),
        Query(Group(parts=(Group(parts=(Group(parts=(Group(),)),)),))),
    ],
)
def test_wrong_query_is_refused(query: Query, acme: Vault, ships: Collection) -> None:
    with acme.inside(), pytest.raises(ListingError):
        listing.page(ships, query)


def test_quotes_in_a_filter_are_only_text(acme: Vault, ships: Collection) -> None:
    with acme.inside():
        hostile = "'; DROP TABLE records_field; --"
        one = Filter(key(ships, "Name"), "is", hostile)
        assert listing.page(ships, Query(one)).rows == []
        assert ships.fields.count() == 6


def test_token_of_another_order_is_refused(acme: Vault, ships: Collection) -> None:
    with acme.inside():
        token = listing.page(ships, Query(sorts=(key(ships, "Name"),))).next
        with pytest.raises(ListingError, match="belongs to another order"):
            listing.page(ships, Query(sorts=(key(ships, "Built"),), after=token))


def token(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


def test_page_of_deleted_records_shows_the_first(acme: Vault, ships: Collection) -> None:
    with acme.inside():
        first = listing.page(ships, Query())
        for beyond in (
            Query(after=token(UUID(int=2**128 - 1).hex)),
            Query(before=token(UUID(int=0).hex)),
        ):
            assert listing.page(ships, beyond) == first


@pytest.mark.parametrize("value", ["", "\ud800"])
@pytest.mark.parametrize("label", ["Name", "Built", "Launched", "Papers"])
def test_forged_place_in_the_order_never_fails(
    label: str, value: str, acme: Vault, ships: Collection
) -> None:
    """PostgreSQL reads no number in an empty text, and no text in half a surrogate pair."""
    with acme.inside():
        query = Query(sorts=(key(ships, label),), before=token(UUID(int=0).hex, value))
        if value == "" and label in {"Name", "Papers"}:
            assert len(listing.page(ships, query).rows) == SIZE
        else:
            with pytest.raises(ListingError):
                listing.page(ships, query)


def test_empty_list_says_so(acme: Vault, fleet: Collection) -> None:
    with acme.inside():
        page = listing.page(fleet, Query())
        assert (page.rows, page.total, page.exact) == ([], 0, True)
        assert (page.next, page.previous) == ("", "")


def test_several_sorts_hold_every_record_once_in_order(acme: Vault, ships: Collection) -> None:
    """Ties, empty values in any of them, each rising and falling, and back again."""
    with acme.inside():
        labels = [field.label for field in ships.fields.all()]
        for sorts in (
            ("Built", "Length"),
            ("-Built", "Length", "-Launched"),
            ("Length", "-Built"),
            ("-Length", "-Built", "Name", "Papers"),
        ):
            plain = [one.removeprefix("-") for one in sorts]
            keys = tuple(
                one.replace(label, key(ships, label))
                for one, label in zip(sorts, plain, strict=True)
            )
            pages = walk(ships, Query(sorts=keys, size=33))
            rows = [row for page in pages for row in page]
            assert len({row.id for row in rows}) == COUNT, sorts
            wished = sorted(rows, key=lambda row: row.id, reverse=sorts[0].startswith("-"))
            for one, label in reversed(list(zip(sorts, plain, strict=True))):
                place, falling = labels.index(label), one.startswith("-")
                filled = [row for row in wished if row.values[place] is not None]
                empty = [row for row in wished if row.values[place] is None]
                filled.sort(key=lambda row: row.values[place], reverse=falling)
                wished = filled + empty
            assert [row.id for row in rows] == [row.id for row in wished], sorts
            assert walk_back(ships, Query(sorts=keys, size=33), pages) == pages[:-1], sorts


def walk_back(
    collection: Collection, query: Query, pages: list[list[listing.Row]]
) -> list[list[listing.Row]]:
    """From the last page to the first."""
    before = pages[-1][0].place.token
    found: list[list[listing.Row]] = []
    while before:
        page = listing.page(collection, replace(query, before=before))
        found.insert(0, page.rows)
        before = page.previous
    return found


def test_query_survives_json() -> None:
    query = Query(
        Group(
            every=False,
            parts=(
                Filter("a", "is", "1"),
                Group(parts=(Filter("b", "between", "1", "2"), Filter("c", "any", values=("x",)))),
            ),
        ),
        sorts=("a", "-b"),
        search="heron",
        after="x",
        counted=True,
        size=7,
    )
    assert Query.from_json(json.loads(json.dumps(query.to_json()))) == query
    assert Query().to_json() == {}
    assert query.whole().to_json().keys() == {"filter", "sorts", "search"}


@pytest.mark.parametrize(
    "found",
    [
        None,
        [],
        "x",
        {"sort": "a"},
        {"sorts": "a"},
        {"sorts": [1]},
        {"search": None},
        {"size": True},
        {"size": 0},
        {"size": 201},
        {"filter": []},
        {"filter": {"field": "a"}},
        {"filter": {"field": "a", "operator": 1}},
        {"filter": {"field": "a", "operator": "is", "value": 1}},
        {"filter": {"field": "a", "operator": "any", "values": "x"}},
        {"filter": {"field": "a", "operator": "is", "x": "1"}},
        {"filter": {"every": 1, "parts": []}},
        {"filter": {"parts": [None]}},
        {"filter": {"parts": [{"parts": [{"parts": [{"parts": []}]}]}]}},
        {"filter": {"parts": [{"parts": []}] * 21}},
    ],
)
def test_forged_json_is_refused(found: object) -> None:
    with pytest.raises(ListingError):
        Query.from_json(found)
