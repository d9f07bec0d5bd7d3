"""Titles of the records or files that a field may name, by a part of the title."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from bailee.vault.records import relations
from bailee.vault.records.models import Field
from bailee.web.portal.collections import WRITERS
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest


@roles(*WRITERS)
@require_safe
def index(request: PortalRequest, collection_id: uuid.UUID, field_id: uuid.UUID) -> HttpResponse:
    """The list under a control of a form; a page of its own where there are no scripts."""
    those = Field.objects.filter(collection_id=collection_id, type__in=relations.LINKS)
    field = get_object_or_404(those, id=field_id)
    words = request.GET.get("q", request.GET.get(str(field_id), ""))
    context = {"field": field, "words": words, "found": relations.search(field, words)}
    part = "portal/fields/picks.html" if request.htmx else "portal/fields/pick.html"
    return render(request, part, context)
