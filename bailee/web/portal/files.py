"""The client's files: list, upload, delete."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.views.decorators.http import require_POST

from bailee.foundation import clock
from bailee.people.roles import Role
from bailee.vault.files import uploads
from bailee.vault.files.models import File
from bailee.web.portal.forms import FileSearch
from bailee.web.ui import incoming
from bailee.web.ui.incoming import IncomingError
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest
from bailee.web.ui.templatetags.ui import size as in_words

PAGE = 50  # rows
READERS = (Role.OWNER, Role.EDITOR, Role.READER)
WRITERS = (Role.OWNER, Role.EDITOR)


@roles(*READERS)
def index(request: PortalRequest) -> HttpResponse:
    """The newest files first, or those whose name holds what was searched for."""
    search = FileSearch(request.GET)
    q = search.cleaned_data["q"] if search.is_valid() else ""
    found = File.objects.filter(name__icontains=q)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "search": search,
        "q": q,
        "page": page,
        "may_write": request.user.role in WRITERS and not request.client.frozen,
        "limit": settings.MAX_UPLOAD_BYTES,
    }
    return render(request, "portal/files/index.html", context)


@roles(*WRITERS)
@require_POST
def create(request: PortalRequest) -> HttpResponse:
    """Takes the files of the form into the vault, one after the other as they arrive."""
    if incoming.announced(request) > settings.MAX_UPLOAD_BYTES:
        limit = in_words(settings.MAX_UPLOAD_BYTES)
        messages.error(request, f"Nothing was stored: more than {limit} cannot be sent at once.")
        return redirect("portal:files")
    stored = 0
    try:
        for name, source in incoming.files(request):
            uploads.store(name=name, source=source, by=request.user.actor, now=clock.now())
            stored += 1
    except IncomingError as error:
        messages.error(request, str(error))
    if stored:
        messages.success(request, f"{stored} file{pluralize(stored)} stored and encrypted.")
    elif not messages.get_messages(request):
        messages.error(request, "No file was chosen. Choose one or more, then upload them.")
    return redirect("portal:files")


@roles(*WRITERS)
def destroy(request: PortalRequest, file_id: uuid.UUID) -> HttpResponse:
    """Asks once more, and deletes."""
    file = get_object_or_404(File, id=file_id)
    if request.method == "POST":
        uploads.remove(file)
        messages.success(request, f"“{file.name}” has been deleted.")
        return redirect("portal:files")
    context = {
        "confirm_base": "ui/portal.html",
        "title": "Delete this file?",
        "text": f"“{file.name}” is deleted from your vault at once and cannot be brought back.",
        "submit": "Delete the file",
        "back": reverse("portal:files"),
    }
    return render(request, "ui/confirm.html", context)
