"""The trash of files: what can still be brought back, and until when."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bailee.people import preferences
from bailee.people.roles import Role
from bailee.vault.files import trash
from bailee.vault.files.models import File, Folder
from bailee.web.portal import file_places as places
from bailee.web.portal.file_places import READERS, WRITERS
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest


@roles(*READERS)
@require_safe
def index(request: PortalRequest) -> HttpResponse:
    """What was deleted last comes first."""
    page = Paginator(trash.files(), preferences.of(request.user).rows).get_page(
        request.GET.get("page")
    )
    folders = trash.trashed_folders() if page.number == 1 else []
    context = {
        "page": page,
        "files": [(file, trash.kept_until(file.trashed_at)) for file in page if file.trashed_at],
        "folders": [
            (folder, trash.kept_until(folder.trashed_at)) for folder in folders if folder.trashed_at
        ],
        "days": settings.TRASH_DAYS,
        "may_write": places.may_write(request),
        "may_empty": request.user.role == Role.OWNER and not request.client.frozen,
    }
    return render(request, "portal/files/trash.html", context)


@roles(*WRITERS)
@require_POST
def update(request: PortalRequest, trashed_id: uuid.UUID) -> HttpResponse:
    """Brings a file or a folder back."""
    file = trash.files().filter(pk=trashed_id).first()
    if file is not None:
        restored = trash.restore_file(file)
        messages.success(request, _("“{name}” is back.").format(name=restored.name))
        return redirect(places.address(restored.folder))
    folder = trash.restore_folder(get_object_or_404(trash.trashed_folders(), pk=trashed_id))
    messages.success(
        request, _("“{name}” is back, with all that was in it.").format(name=folder.name)
    )
    return redirect(places.address(folder))


@roles(Role.OWNER)
@require_http_methods(["GET", "POST"])
def destroy(request: PortalRequest, trashed_id: uuid.UUID) -> HttpResponse:
    """Asks once more, and deletes one thing for good."""
    found: File | Folder | None = trash.files().filter(pk=trashed_id).first()
    found = found or trash.trashed_folders().filter(pk=trashed_id).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        if isinstance(found, Folder):
            trash.destroy_folder(found)
        else:
            trash.destroy([found.pk])
        messages.success(request, _("“{name}” has been deleted for good.").format(name=found.name))
        return redirect("portal:file-trash")
    if isinstance(found, Folder):
        text = _("“{name}” is deleted at once, with all in it, and cannot be brought back.")
    else:
        text = _("“{name}” is deleted at once, with all its versions, and cannot be brought back.")
    return _asked(
        request,
        _("Delete for good?"),
        text.format(name=found.name),
        _("Delete for good"),
    )


@roles(Role.OWNER)
@require_http_methods(["GET", "POST"])
def empty(request: PortalRequest) -> HttpResponse:
    """Asks once more, and deletes for good all that is in the trash."""
    if request.method == "POST":
        count = trash.empty()
        messages.success(
            request, _("The trash is empty: {count} files deleted for good.").format(count=count)
        )
        return redirect("portal:file-trash")
    return _asked(
        request,
        _("Empty the trash?"),
        _("Everything in the trash of files is deleted at once and cannot be brought back."),
        _("Empty the trash"),
    )


def _asked(request: PortalRequest, title: str, text: str, submit: str) -> HttpResponse:
    context = {
        "confirm_base": "ui/portal.html",
        "title": title,
        "text": text,
        "submit": submit,
        "back": reverse("portal:file-trash"),
    }
    return render(request, "ui/confirm.html", context)
