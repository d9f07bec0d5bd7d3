"""What the pages of one record have in common: finding it, naming it, showing it whole."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bailee.vault.records import comments, people, records, relations
from bailee.vault.records.models import Attachment, Collection, Comment, Field
from bailee.vault.records.records import Record, RecordGoneError
from bailee.web.portal.collections import may_write
from bailee.web.ui import links
from bailee.web.ui.request import PortalRequest

TITLE = 100  # characters
_NO_TITLE = {"relation", "file", "json", "boolean"}


def found(collection_id: uuid.UUID, record_id: uuid.UUID) -> tuple[Collection, Record]:
    """Raises `Http404`."""
    collection = get_object_or_404(Collection, id=collection_id)
    try:
        return collection, records.find(collection, record_id)
    except RecordGoneError:
        raise Http404 from None


def title(fields: Iterable[Field], texts: Mapping[str, str | None]) -> str:
    """What to call the record: the first value that is fit to be read as a name."""
    for one in fields:
        text = texts.get(str(one.id))
        if one.type not in _NO_TITLE and text and text.strip():
            line = " ".join(text.split())
            return line if len(line) <= TITLE else line[:TITLE].rstrip() + "…"
    return _("Record without a name")


def titles(pairs: Iterable[tuple[Field, Any]]) -> dict[uuid.UUID, str]:
    """The names of the records and files that these values refer to."""
    wanted: dict[Field, set[uuid.UUID]] = {}
    for field, value in pairs:
        if field.type in relations.LINKS and (which := _id(value)):
            wanted.setdefault(field, set()).add(which)
    return {
        which: text
        for field, ids in wanted.items()
        for which, text in relations.titles(field, ids).items()
    }


def show(
    request: PortalRequest,
    collection: Collection,
    record: Record,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    """The record's own page; `more` adds to its context what was typed and why it was refused."""
    fields = list(collection.fields.all())
    previous, following = records.beside(collection, record.id)
    values = [{"field": one, "value": record.values[str(one.id)]} for one in fields]
    attached = Attachment.objects.filter(record_id=record.id, file__trashed_at=None)
    context = {
        "collection": collection,
        "record": record,
        "title": title(fields, record.texts),
        "values": values,
        "titles": titles((one, record.values[str(one.id)]) for one in fields),
        "pointing": [one for one in relations.pointing_at(collection, record.id) if one.total],
        "attachments": attached.select_related("file"),
        "comments": _comments(request, record),
        "handles": people.handles(),
        "previous": previous,
        "following": following,
        "may_write": may_write(request),
        "may_comment": not request.client.frozen,
    }
    return render(request, "portal/records/show.html", context | more, status=status)


def link(request: PortalRequest, collection: Collection, record_id: uuid.UUID) -> str:
    """The record's full address, for a mail."""
    return links.absolute(request, reverse("portal:record", args=[collection.id, record_id]))


def _comments(request: PortalRequest, record: Record) -> list[dict[str, Any]]:
    said = Comment.objects.filter(record_id=record.id).prefetch_related("mentions")
    open_ = not request.client.frozen
    return [
        {
            "comment": one,
            "named": {mention.person_id for mention in one.mentions.all()},
            "may_edit": open_ and comments.is_own(one, request.user.actor),
            "may_delete": open_ and comments.may_delete(one, request.user),
        }
        for one in said
    ]


def _id(value: Any) -> uuid.UUID | None:
    try:
        return value if isinstance(value, uuid.UUID) else uuid.UUID(value)
    except (TypeError, ValueError):
        return None
