"""Versions of a file: one made the newest again, one deleted."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bailee.foundation import clock
from bailee.people.roles import Role
from bailee.vault.files import versions
from bailee.vault.files.models import Version
from bailee.vault.files.versions import VersionError
from bailee.web.portal.file_places import WRITERS
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest


@roles(*WRITERS)
@require_POST
def update(request: PortalRequest, file_id: uuid.UUID, version_id: uuid.UUID) -> HttpResponse:
    """Makes the version the newest again."""
    found = get_object_or_404(Version, pk=version_id, file=file_id, stored_at__isnull=False)
    try:
        file = versions.restore(found, by=request.user.actor, now=clock.now())
    except VersionError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("Version {number} is the newest again, as version {number_2}.").format(
                number=found.number, number_2=file.number
            ),
        )
    return redirect("portal:file-page", file_id)


@roles(Role.OWNER)
@require_http_methods(["GET", "POST"])
def destroy(request: PortalRequest, file_id: uuid.UUID, version_id: uuid.UUID) -> HttpResponse:
    """Asks once more, and deletes an older version for good."""
    found = get_object_or_404(Version, pk=version_id, file=file_id, stored_at__isnull=False)
    back = reverse("portal:file-page", args=[file_id])
    if request.method == "POST":
        try:
            versions.delete(found)
        except VersionError as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request, _("Version {number} has been deleted.").format(number=found.number)
            )
        return redirect(back)
    context = {
        "confirm_base": "ui/portal.html",
        "title": _("Delete version {number}?").format(number=found.number),
        "text": _(
            "Version {number} of “{name}” is deleted at once and cannot be brought back."
            " The other versions stay."
        ).format(number=found.number, name=found.file.name),
        "submit": _("Delete the version"),
        "back": back,
    }
    return render(request, "ui/confirm.html", context)
