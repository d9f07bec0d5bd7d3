"""How a value of each type is shown, in a list's cell and on a record's page."""

import json
import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from bailee.people import preferences
from bailee.people.formats import Formats, exact_moment
from bailee.people.models import User
from bailee.vault.records.models import Field
from bailee.web.ui import linked

type Titles = Mapping[uuid.UUID, str]


class _Showing(NamedTuple):
    """What a value needs beside itself. `whole`: on a page of its own, not in a cell."""

    field: Field
    person: User
    titles: Titles
    whole: bool


def shown(
    field: Field, value: Any, *, person: User, titles: Titles, whole: bool = False
) -> SafeString:
    """A value as this person reads it: escaped, with links. Fast enough for every cell of a page.

    `value` is what PostgreSQL gave, or its text (of JSON always); `titles` names the records and
    files that values refer to. `whole=False`: in a cell, where long texts are excerpts.
    """
    if value is None:
        return no_value()
    if value == "":
        return _unseen("“”", gettext("empty text"))
    return _BY_TYPE[field.type](value, _Showing(field, person, titles, whole))


def no_value() -> SafeString:
    """A dash; who does not see it hears that there is none."""
    return _unseen("–", gettext("no value"))


def _unseen(sign: str, words: str) -> SafeString:
    return format_html('<span class="nothing">{}<span class="unseen">{}</span></span>', sign, words)


def _text(value: Any, _: _Showing) -> SafeString:
    return linked.linked(str(value))


def _long_text(value: Any, showing: _Showing) -> SafeString:
    html = linked.linked(str(value), whole=showing.whole)
    return SafeString(f'<span class="lines">{html}</span>') if showing.whole else html


def _number(value: Any, showing: _Showing) -> SafeString:
    number = Decimal(value) if isinstance(value, str) else value
    return SafeString(escape(_formats(showing.person).number(number)))


def _boolean(value: Any, _: _Showing) -> SafeString:
    return SafeString(gettext("yes") if value in {True, "yes"} else gettext("no"))


def _date(value: Any, showing: _Showing) -> SafeString:
    day = date.fromisoformat(value) if isinstance(value, str) else value
    text = escape(_formats(showing.person).day(day))
    return SafeString(f'<time datetime="{day.isoformat()}">{text}</time>')


def _datetime(value: Any, showing: _Showing) -> SafeString:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    exact = exact_moment(moment)
    text = escape(_formats(showing.person).moment(moment))
    return SafeString(f'<time datetime="{exact}" title="{exact}">{text}</time>')


def _choice(value: Any, _: _Showing) -> SafeString:
    return SafeString(f'<span class="choice-value">{escape(value)}</span>')


def _json(value: Any, showing: _Showing) -> SafeString:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    html = linked.linked(text, whole=showing.whole)
    if showing.whole:
        return SafeString(f'<pre class="block" tabindex="0">{html}</pre>')
    return SafeString(f"<code>{html}</code>")


def _url(value: Any, _: _Showing) -> SafeString:
    return linked.link(str(value))


def _email(value: Any, _: _Showing) -> SafeString:
    return linked.mail_link(str(value))


def _missing(words: str) -> SafeString:
    return format_html('<span class="nothing">{}</span>', words)


def _file(value: Any, showing: _Showing) -> SafeString:
    name = showing.titles.get(_id(value))
    if name is None:
        return _missing(gettext("a file that is gone"))
    return format_html('<a href="{}">{}</a>', reverse("portal:file-page", args=[value]), name)


def _relation(value: Any, showing: _Showing) -> SafeString:
    title = showing.titles.get(_id(value))
    if title is None:
        return _missing(gettext("a record that is gone"))
    there = reverse("portal:record", args=[showing.field.target_id, value])
    return format_html('<a href="{}">{}</a>', there, title)


def _formats(person: User) -> Formats:
    """Found out once a request, not for each cell: kept on the person, who is loaded for each."""
    found: Formats | None = getattr(person, "formats_read", None)
    if found is None:
        found = preferences.formats_of(person)
        setattr(person, "formats_read", found)  # noqa: B010 - no field of the model
    return found


def _id(value: Any) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)


_BY_TYPE: dict[str, Callable[[Any, _Showing], SafeString]] = {
    "text": _text,
    "long_text": _long_text,
    "integer": _number,
    "decimal": _number,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "choice": _choice,
    "json": _json,
    "url": _url,
    "email": _email,
    "file": _file,
    "relation": _relation,
}
