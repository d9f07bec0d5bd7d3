"""The rows of a grid as HTML, made in Python: a page of 50 rows and 30 columns has 1,500 cells."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bailee.people.models import User
from bailee.vault.records import columns, relations
from bailee.vault.records.listing import Row
from bailee.vault.records.models import Collection, Field
from bailee.web.portal import values
from bailee.web.ui.templatetags.ui import icon

CUT = 200  # characters of a long text that a list reads
_LONG = {"long_text", "json"}
_CLASSES = {
    "integer": "number",
    "decimal": "number",
    "date": "when",
    "datetime": "when",
    "long_text": "long",
    "json": "long",
}


def titles(fields: Iterable[Field], rows: Iterable[Row]) -> dict[uuid.UUID, str]:
    """The names of all records and files that the rows refer to: one query a field."""
    listed = list(rows)
    found: dict[uuid.UUID, str] = {}
    for place, field in enumerate(fields):
        if field.type in relations.LINKS:
            named = {row.values[place] for row in listed if row.values[place] is not None}
            found |= relations.titles(field, named)
    return found


def rendered(
    collection: Collection, fields: list[Field], rows: list[Row], shown: list[str], person: User
) -> SafeString:
    """Table rows, the columns in the order of `shown` (ids of fields)."""
    names = titles(fields, rows)
    places = {str(field.id): place for place, field in enumerate(fields)}
    chosen = [(places[key], fields[places[key]]) for key in shown if key in places]
    nobody = "00000000-0000-0000-0000-000000000000"
    address = reverse("portal:record", args=[collection.id, nobody])
    return SafeString(
        "".join(
            _row(row, chosen, person, names, address.replace(nobody, str(row.id))) for row in rows
        )
    )


def _row(
    row: Row,
    chosen: list[tuple[int, Field]],
    person: User,
    names: Mapping[uuid.UUID, str],
    address: str,
) -> str:
    cells = [_cell(field, row.values[place], person, names) for place, field in chosen]
    title = _plain(chosen[0][1], row.values[chosen[0][0]], names) if chosen else ""
    label = escape(title[:80] or _("record without a name"))
    return (
        f'<tr data-id="{row.id}" data-version="{row.version}"><td class="pick">'
        f'<input type="checkbox" name="id" value="{row.id}" form="bulk"'
        f' aria-label="{_("Select {name}").format(name=label)}">'
        f'<a href="{address}" aria-label="{_("Open {name}").format(name=label)}">'
        f"{icon('maximize-2')}</a></td>"
        f"{''.join(cells)}</tr>"
    )


def _cell(field: Field, value: Any, person: User, names: Mapping[uuid.UUID, str]) -> str:
    html = conditional_escape(values.shown(field, value, person=person, titles=names))
    kind = _CLASSES.get(field.type, "")
    raw = "" if value is None else f' data-v="{escape(_plain(field, value, names))}"'
    cut = " data-cut" if field.type in _LONG and value is not None and len(value) >= CUT else ""
    return f'<td tabindex="-1" class="{kind}"{raw}{cut}>{html}</td>'


def _plain(field: Field, value: Any, names: Mapping[uuid.UUID, str]) -> str:
    """The text that somebody edits or copies; what it reads back as is the same value."""
    if value is None:
        return ""
    if field.type in relations.LINKS:
        return names.get(value, str(value))
    return columns.text(value)
