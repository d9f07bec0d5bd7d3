"""The list of a choice: renamed, put in order, added to, shortened."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from bailee.foundation import clock
from bailee.people import languages
from bailee.vault.records import choices
from bailee.vault.records.choices import Choice
from bailee.vault.records.demands import MAX_CHOICES, DemandError
from bailee.vault.records.models import Field
from bailee.vault.records.obstacles import ObstacleError
from bailee.web.portal.collections import WRITERS
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest

_BLANK = 3  # empty lines to add choices on


@roles(*WRITERS)
def edit(request: PortalRequest, collection_id: uuid.UUID, field_id: uuid.UUID) -> HttpResponse:
    """One line for each choice. A number says its place; without a name it is removed."""
    those = Field.objects.filter(collection_id=collection_id, type="choice")
    field = get_object_or_404(those, id=field_id)
    wrong, lost = "", 0
    lines = [Choice(one, one) for one in field.choices]
    if request.method == "POST":
        lines = _lines(request.POST)
        try:
            lost = choices.change(
                field,
                lines,
                leave_empty="agreed" in request.POST,
                by=request.user.actor,
                now=clock.now(),
            )
        except DemandError as error:
            wrong = error.reasons.get("choices", str(error))
        except ObstacleError as error:
            wrong, lost = str(error), error.total
        else:
            messages.success(request, _("Saved.") if not lost else _kept(lost))
            return redirect("portal:field-edit", collection_id, field_id)
    context = {
        "collection": field.collection,
        "field": field,
        "lines": _numbered(lines, choices.used(field)),
        "wrong": wrong,
        "lost": lost,
    }
    return render(request, "portal/fields/choices.html", context, status=422 if wrong else 200)


def _lines(given: QueryDict) -> list[Choice]:
    """In the order of their numbers; those without a name or marked for removal are left out."""
    rows = zip(
        given.getlist("before")[: MAX_CHOICES * 2],
        given.getlist("after"),
        given.getlist("place"),
        strict=False,
    )
    gone = set(given.getlist("remove"))
    kept = [
        (_number(place), Choice(before, after.replace("\x00", "")))
        for before, after, place in rows
        if after.strip() and not (before and before in gone)
    ]
    return [choice for _, choice in sorted(kept, key=lambda one: one[0])]


def _numbered(lines: list[Choice], used: dict[str, int]) -> list[dict[str, Any]]:
    shown = [*lines, *[Choice("", "")] * _BLANK]
    return [
        {"place": place, "choice": one, "used": used.get(one.before, 0)}
        for place, one in enumerate(shown, 1)
    ]


def _number(text: str) -> float:
    return int(text) if text.isdecimal() and len(text) < 6 else float("inf")


def _kept(lost: int) -> str:
    return _(
        "Saved. {lost} records have no value in this field now; what they had is kept under"
        " Removed."
    ).format(lost=languages.usual().number(lost))
