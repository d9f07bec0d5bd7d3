"""What the address of a list asks for, and back: the address bar always reproduces the list.

A filter row is one `f` (column), `o` (operator), `v` (value), `u` (upper end) and `g` (path of its
group, such as `1.2`); `m` names the groups that need only one of their rows, such as `1.2:any`.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from bailee.vault.records.filters import Filter, Group, Part
from bailee.vault.records.listing import Query

_LISTED = {"any", "none"}
_STATE = {"f", "m", "sort", "q", "group", "all"}


@dataclass(frozen=True)
class State:
    """A list as somebody looks at it. `opened`: the group that is unfolded, as its text."""

    query: Query
    group: str = ""
    view: str = ""
    opened: str | None = None
    said: bool = False  # whether the address said more than the name of a view

    def address(self, query: Query | None = None, **others: str) -> str:
        """The address of this list, or of it with another query; its place is left out."""
        query = query or self.query.whole()
        parts: list[tuple[str, str]] = [("view", self.view)] if self.view else []
        parts += [("q", query.search)] if query.search else []
        parts += [("sort", one) for one in query.sorts]
        parts += list(_filter(query.filter))
        parts += [("group", self.group)] if self.group and "group" not in others else []
        parts += [(key, value) for key, value in others.items() if value]
        if not _STATE & {key for key, _ in parts}:
            parts.append(("all", "1"))
        return "?" + urlencode(parts)


def read(asked: QueryDict) -> State:
    """What the address asks for. Rows of the filter form without a column are left out."""
    query = Query(
        _tree(asked),
        sorts=tuple(one for one in asked.getlist("sort") if one)[:8],
        search=asked.get("q", "").strip(),
        after=asked.get("after", ""),
        before=asked.get("before", ""),
        counted="count" in asked,
    )
    said = bool(_STATE & set(asked))
    return State(query, asked.get("group", ""), asked.get("view", ""), asked.get("in"), said)


def without(part: Part, gone: Filter) -> Part | None:
    """The tree without one of its conditions; the very object, not its equals."""
    if isinstance(part, Filter):
        return None if part is gone else part
    left = tuple(one for one in (without(inner, gone) for inner in part.parts) if one)
    return replace(part, parts=left) if left else None


def values(text: str) -> tuple[str, ...]:
    """The values of "is one of": separated by commas, in quotes where one holds a comma."""
    if not text:
        return ()
    try:
        (row,) = csv.reader([text.replace("\n", " ")], skipinitialspace=True)
    except (csv.Error, ValueError):
        row = text.split(",")
    return tuple(value for value in (one.strip() for one in row) if value)


def joined(found: tuple[str, ...]) -> str:
    """The reverse of `values`."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(found)
    return line.getvalue()


def _filter(part: Part | None, path: str = "") -> Iterator[tuple[str, str]]:
    if part is None:
        return
    if isinstance(part, Filter):
        value = joined(part.values) if part.operator in _LISTED else part.value
        yield from (("f", part.field), ("o", part.operator), ("v", value))
        yield from (("u", part.upper), ("g", path))
        return
    if not part.every:
        yield "m", f"{path}:any"
    number = 0
    for one in part.parts:
        number += isinstance(one, Group)
        yield from _filter(one, f"{path}.{number}".strip(".") if isinstance(one, Group) else path)


def _tree(asked: QueryDict) -> Part | None:
    fields, operators = asked.getlist("f"), asked.getlist("o")
    rows = list(zip(fields, operators, strict=False))
    columns = [[*asked.getlist(key), *[""] * len(rows)][: len(rows)] for key in ("v", "u", "g")]
    loose = {one.removesuffix(":any") for one in asked.getlist("m") if one.endswith(":any")}
    found: dict[str, list[Filter]] = {}
    for (field, operator), value, upper, path in zip(rows, *columns, strict=True):
        if field and operator:
            listed = values(value) if operator in _LISTED else ()
            one = Filter(field, operator, "" if listed else value, upper, listed)
            found.setdefault(path[:20], []).append(one)
    return _grown("", found, loose) if found else None


def _grown(path: str, found: dict[str, list[Filter]], loose: set[str]) -> Group:
    parts: list[Part] = [*found.get(path, [])]
    prefix = f"{path}." if path else ""
    inner = {
        prefix + one[len(prefix) :].partition(".")[0]
        for one in found
        if one.startswith(prefix) and len(one) > len(prefix)
    }
    parts += [_grown(one, found, loose) for one in sorted(inner)]
    return Group(path not in loose, tuple(parts))
