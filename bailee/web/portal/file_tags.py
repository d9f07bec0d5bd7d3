"""The tags of files: listed, renamed, removed."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bailee.vault.files import tags
from bailee.vault.files.models import Tag
from bailee.vault.files.names import NameRefusedError
from bailee.web.portal import file_places as places
from bailee.web.portal.file_places import READERS, WRITERS
from bailee.web.portal.forms import TagForm
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest


@roles(*READERS)
@require_safe
def index(request: PortalRequest) -> HttpResponse:
    """All tags, and how many files have each."""
    context = {"tags": tags.counted(), "may_write": places.may_write(request)}
    return render(request, "portal/files/tags.html", context)


@roles(*WRITERS)
@require_http_methods(["GET", "POST"])
def edit(request: PortalRequest, tag_id: uuid.UUID) -> HttpResponse:
    """Another name, for all files that have it."""
    tag = get_object_or_404(Tag, pk=tag_id)
    form = TagForm(request.POST or None, initial={"name": tag.name})
    if request.method == "POST" and form.is_valid():
        try:
            tags.rename(tag, form.cleaned_data["name"])
        except NameRefusedError as error:
            form.add_error("name", str(error))
        else:
            return redirect("portal:file-tags")
    context = {
        "form": form,
        "title": _("Rename the tag"),
        "submit": _("Save the name"),
        "back": reverse("portal:file-tags"),
    }
    return render(request, "portal/folders/form.html", context)


@roles(*WRITERS)
@require_http_methods(["GET", "POST"])
def destroy(request: PortalRequest, tag_id: uuid.UUID) -> HttpResponse:
    """Asks once more, and removes the tag; the files stay."""
    tag = get_object_or_404(tags.counted(), pk=tag_id)
    if request.method == "POST":
        tags.remove(tag)
        messages.success(request, _("The tag “{name}” has been removed.").format(name=tag.name))
        return redirect("portal:file-tags")
    context = {
        "confirm_base": "ui/portal.html",
        "title": _("Remove this tag?"),
        "text": _(
            "“{name}” is taken from all files that have it. The files themselves stay."
        ).format(name=tag.name),
        "submit": _("Remove the tag"),
        "back": reverse("portal:file-tags"),
    }
    return render(request, "ui/confirm.html", context)
