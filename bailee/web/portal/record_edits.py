"""Changing a record: the form, and both versions side by side where somebody else was first."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from bailee.foundation import clock
from bailee.vault.records import records, trash
from bailee.vault.records.models import Collection, Trashed
from bailee.vault.records.records import (
    Record,
    RecordChangedError,
    RecordError,
    RecordGoneError,
)
from bailee.vault.records.tables import BusyError
from bailee.web.portal import record_pages, record_sides
from bailee.web.portal.collections import WRITERS
from bailee.web.portal.controls import controls, texts
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest

THEIRS, MINE = "theirs", "mine"
_CHOICE = "choose-"  # and the field's id: which of two versions is to stand


@dataclass
class _Refusal:
    """Why the form was not taken."""

    status: int = 200
    wrong: str = ""
    reasons: dict[str, str] = field(default_factory=dict)
    trashed: Trashed | None = None


@roles(*WRITERS)
def edit(
    request: PortalRequest, collection_id: uuid.UUID, record_id: uuid.UUID
) -> HttpResponseBase:
    """The record as a form. What was typed is never lost, whatever happened meanwhile."""
    collection = get_object_or_404(Collection, id=collection_id)
    if request.method != "POST":
        _, record = record_pages.found(collection_id, record_id)
        return _form(request, collection, record_id, record.texts, record.version, _Refusal())
    typed, version = _chosen(request), _version(request)
    try:
        if "untrash" in request.POST:
            version = _untrash(request, collection, record_id)
        records.edit(
            collection,
            record_id,
            typed,
            version=version,
            by=request.user.actor,
            now=clock.now(),
        )
    except RecordChangedError as error:
        return _conflict(request, collection, error.present, typed, version)
    except (RecordError, RecordGoneError, BusyError, _StaysError) as error:
        refusal = _refusal(error, collection, record_id)
        shown = _present(collection, record_id) | typed
        return _form(request, collection, record_id, shown, version, refusal)
    messages.success(request, gettext("Saved."))
    return redirect("portal:record", collection.id, record_id)


class _StaysError(Exception):
    """The record cannot come out of the trash."""


def _untrash(request: PortalRequest, collection: Collection, record_id: uuid.UUID) -> int:
    """Brings the record back, so that it can be changed; its version then."""
    done = trash.restore(collection, [record_id], by=request.user.actor, now=clock.now())
    if done.refused:
        raise _StaysError(" ".join(done.refused[record_id]))
    return records.find(collection, record_id).version


def _refusal(error: Exception, collection: Collection, record_id: uuid.UUID) -> _Refusal:
    if isinstance(error, RecordError):
        return _Refusal(422, reasons=error.reasons)
    if isinstance(error, BusyError):
        return _Refusal(409, wrong=str(error))
    there = Trashed.objects.filter(collection=collection, record_id=record_id).first()
    if there is None:
        raise Http404
    wrong = str(error) if isinstance(error, _StaysError) else ""
    return _Refusal(409, wrong=wrong, trashed=there)


def _form(
    request: PortalRequest,
    collection: Collection,
    record_id: uuid.UUID,
    shown: dict[str, Any],
    version: int,
    refusal: _Refusal,
) -> HttpResponse:
    context = {
        "collection": collection,
        "title": _("Change the record"),
        "controls": controls(collection, shown, refusal.reasons),
        "version": version,
        "wrong": refusal.wrong,
        "trashed": refusal.trashed,
        "back": reverse("portal:record", args=[collection.id, record_id]),
    }
    return render(request, "portal/records/form.html", context, status=refusal.status)


def _conflict(
    request: PortalRequest,
    collection: Collection,
    present: Record,
    typed: dict[str, str],
    opened: int,
) -> HttpResponse:
    """Both versions, field by field; what is saved from here stands on top of theirs."""
    sides = record_sides.between(collection, present, typed, opened)
    context = {
        "collection": collection,
        "record": present,
        "sides": sides,
        "titles": record_pages.titles(
            (one.field, text) for one in sides for text in (one.was, one.theirs, one.mine)
        ),
        "back": reverse("portal:record", args=[collection.id, present.id]),
    }
    return render(request, "portal/records/conflict.html", context, status=409)


def _present(collection: Collection, record_id: uuid.UUID) -> dict[str, str | None]:
    """What the record holds where nothing was typed; nothing of one that is not there."""
    try:
        return records.find(collection, record_id).texts
    except RecordGoneError:
        return {}


def _chosen(request: PortalRequest) -> dict[str, str]:
    """What was typed, without the fields for which the other version was chosen."""
    typed = texts(request)
    return {key: text for key, text in typed.items() if typed.get(_CHOICE + key) != THEIRS}


def _version(request: PortalRequest) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0
