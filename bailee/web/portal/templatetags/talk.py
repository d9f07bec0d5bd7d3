"""Comments and changes in a template."""

import uuid
from collections.abc import Collection, Sequence
from typing import Any

from django.template import Context, Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from bailee.vault.records import people
from bailee.vault.records.history import Difference
from bailee.vault.records.models import Field
from bailee.vault.records.people import Handle
from bailee.web.portal import differences, values
from bailee.web.ui import linked

register = Library()
_SHORT = 80  # characters up to which two texts are read faster one after the other


@register.simple_tag
def said(text: str, handles: Sequence[Handle], named: Collection[uuid.UUID]) -> SafeString:
    """A comment with its links, and with the people it names marked."""
    html = (
        format_html('<span class="mention">{}</span>', piece)
        if person is not None and person.id in named
        else linked.linked(piece)
        for piece, person in people.pieces(text, handles)
    )
    return SafeString("".join(html))


@register.simple_tag(takes_context=True)
def changed(context: Context, one: Difference) -> SafeString:
    """Before and after of one value; texts word by word, JSON line by line."""
    field = one.field
    if field is not None and one.before and one.after and _comparable(field, one):
        html = differences.between(one.before, one.after, by_line=field.type == "json")
        kind = "code" if field.type == "json" else "prose"
        return format_html('<div class="compared {}">{}</div>', kind, html)
    return format_html(
        '<del><span class="unseen">{} </span>{}</del> <span aria-hidden="true">→</span>'
        ' <ins><span class="unseen">{} </span>{}</ins>',
        gettext("Before:"),
        _shown(context, one, one.before),
        gettext("After:"),
        _shown(context, one, one.after),
    )


def _comparable(field: Field, one: Difference) -> bool:
    if field.type == "json":
        return True
    texts = field.type in {"text", "long_text"}
    return texts and min(len(one.before or ""), len(one.after or "")) > _SHORT


def _shown(context: Context, one: Difference, text: str | None) -> Any:
    if one.field is None:
        return values.no_value() if text is None else text
    try:
        titles = context.get("titles") or {}
        return values.shown(one.field, text, person=context["user"], titles=titles)
    except ValueError:  # of a type that the field had before
        return text
