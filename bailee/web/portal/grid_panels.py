"""What stands above a grid: the filter builder, the sorts, the grouping, each filter in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bailee.vault.records import conditions, filters
from bailee.vault.records.columns import Column
from bailee.vault.records.conditions import NOTHING_ASKED, OPERATORS
from bailee.vault.records.filters import Filter, Group, Part
from bailee.vault.records.keyset import MAX_SORTS
from bailee.vault.records.types import TYPES
from bailee.web.portal import grid_address, grid_links
from bailee.web.portal.grid_address import State

_DEEPEST = filters.MAX_DEPTH - 1  # how deep a group may lie that takes another one
_TIMELY = {"date", "datetime"}


@dataclass(frozen=True)
class Fieldset:
    """One group in the builder; its last row is blank. `new`: it holds nothing yet."""

    path: str
    every: bool
    rows: list[dict[str, Any]]
    new: bool = False

    @property
    def depth(self) -> int:
        return self.path.count(".") + 1 if self.path else 0

    @property
    def title(self) -> str:
        return _("Group {path}").format(path=self.path) if self.path else _("Filter")


def builder(part: Part | None, columns: Mapping[str, Column]) -> list[Fieldset]:
    """The groups in order, with a blank row in each and a blank group where one may be added."""
    top = part if isinstance(part, Group) else Group(parts=(part,) if part else ())
    return list(_fieldsets("", top, columns))


def _fieldsets(path: str, group: Group, columns: Mapping[str, Column]) -> Iterator[Fieldset]:
    own = [one for one in group.parts if isinstance(one, Filter)]
    inner = [one for one in group.parts if isinstance(one, Group)]
    rows = [_row(one, columns) for one in own]
    yield Fieldset(path, group.every, [*rows, _row(None, columns)])
    for number, one in enumerate(inner, 1):
        yield from _fieldsets(f"{path}.{number}".strip("."), one, columns)
    if (path.count(".") + 1 if path else 0) < _DEEPEST:
        added = f"{path}.{len(inner) + 1}".strip(".")
        blank = [_row(None, columns), _row(None, columns)]
        yield Fieldset(added, every=not group.every, rows=blank, new=True)


def _row(one: Filter | None, columns: Mapping[str, Column]) -> dict[str, Any]:
    column = columns.get(one.field) if one else None
    if column is None:
        offered = [(name, _(words)) for name, words in OPERATORS.items()]
    else:
        offered = [(name, conditions.words(column.kind, name)) for name in column.kind.operators]
    value = ""
    if one:
        named = grid_links.titles(column, one.values or (one.value,)) if column else {}
        listed = tuple(named.get(each, each) for each in one.values)
        value = grid_address.joined(listed) if listed else named.get(one.value, one.value)
    return {
        "column": column,
        "fields": _fields(columns, one.field if one else ""),
        "operators": options(offered, one.operator if one else ""),
        "value": value,
        "upper": one.upper if one else "",
    }


def _fields(columns: Mapping[str, Column], chosen: str) -> SafeString:
    """The columns to choose from, each with its type, by which the script fits the row."""
    return format_html_join(
        "",
        '<option value="{}" data-type="{}"{}>{}</option>',
        (
            (key, one.kind.name, SafeString(" selected" if key == chosen else ""), one.label)
            for key, one in columns.items()
        ),
    )


def options(pairs: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """Made in Python: a page of 30 columns has some hundreds of them."""
    return SafeString(
        "".join(
            f'<option value="{escape(key)}"{" selected" if key == chosen else ""}>'
            f"{escape(label)}</option>"
            for key, label in pairs
        )
    )


def sorts(state: State, columns: Mapping[str, Column]) -> list[SafeString]:
    """The options of each sort, one more than there are."""
    pairs = [
        (sign + key, f"{one.label}, {word}")
        for key, one in columns.items()
        for sign, word in (("", _("rising")), ("-", _("falling")))
    ]
    pairs += [("-", _("Order of entry, newest first"))]
    chosen = [*state.query.sorts, "", "", ""][:MAX_SORTS]
    return [options(pairs, one) for one in chosen]


def grouping(state: State, columns: Mapping[str, Column]) -> SafeString:
    """By what a list may be grouped."""
    pairs = [
        (key, one.label + (_(", by month") if one.kind.name in _TIMELY else ""))
        for key, one in columns.items()
        if one.kind.name not in {"long_text", "json"}
    ]
    return options(pairs, state.group)


def chips(state: State, columns: Mapping[str, Column]) -> list[Any]:
    """Each condition in words, with the address of the list without it."""
    found = []
    for one in filters.flat(state.query.filter):
        rest = grid_address.without(state.query.filter, one) if state.query.filter else None
        query = state.query.whole()
        address = state.address(type(query)(rest, query.sorts, query.search))
        found.append({"words": _words(one, columns), "without": address})
    return found


def _words(one: Filter, columns: Mapping[str, Column]) -> str:
    column = columns.get(one.field)
    if column is None:
        return _("a field that is gone")
    said = f"{column.label} {conditions.words(column.kind, one.operator)}"
    if one.operator in NOTHING_ASKED:
        return said
    if one.operator in {"last", "next"}:
        return f"{column.label} {conditions.within(one.operator, one.value)}"
    values = one.values or (one.value,)
    named = grid_links.titles(column, values)
    value = ", ".join(named.get(each, each) for each in values)
    if one.operator == "between":
        return _("{said} {value} and {upper}").format(said=said, value=value, upper=one.upper)
    return f"{said} {value}"


def datalists(columns: Mapping[str, Column]) -> SafeString:
    """The choices of each choice field, offered where a value is typed."""
    lists = []
    for one in columns.values():
        given = one.field.choices if one.field and one.kind.name == "choice" else []
        given = ["yes", "no"] if one.kind.name == "boolean" else given
        if given:
            inner = format_html_join("", '<option value="{}">', ((value,) for value in given))
            lists.append(format_html('<datalist id="of-{}">{}</datalist>', one.key, inner))
    return SafeString("".join(lists))


def words() -> dict[str, dict[str, str]]:
    """For the script: the operators of each type, in order, with their words."""
    return {
        name: {each: conditions.words(kind, each) for each in kind.operators}
        for name, kind in TYPES.items()
    }
