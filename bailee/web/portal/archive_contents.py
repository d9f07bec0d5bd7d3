"""The bytes of an archive."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from bailee.custody import handback as handbacks
from bailee.custody.handback import ArchiveGoneError
from bailee.custody.models import ArchiveBuild
from bailee.foundation import clock
from bailee.people.roles import Role
from bailee.web.ui import outgoing
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest
from bailee.web.ui.step_up import fresh_at_first

RESUMED_FOR = timedelta(hours=12)  # a download that broke off goes on without asking again


@roles(Role.OWNER, without_consent=True)
@fresh_at_first(resumed_for=RESUMED_FOR)
@require_GET
def show(request: PortalRequest, build_id: uuid.UUID) -> HttpResponseBase:
    """The ZIP, or the rest of it (RFC 9110, 14). Who fetched it is written down."""
    client = request.client
    build = get_object_or_404(
        ArchiveBuild,
        id=build_id,
        client_id=client.pk,
        vault=client.schema_name,
        built_at__isnull=False,
    )
    size, tag = build.size or 0, f'"{build.sha256}"'
    same = request.headers.get("If-Range", tag) == tag
    try:
        part = outgoing.wanted(request.headers.get("Range", "") if same else "", size)
    except ValueError as outside:
        return HttpResponse(status=416, headers={"Content-Range": str(outside)})
    sent = part or range(size)
    try:
        content = handbacks.open_archive(
            build, by=request.user.actor, now=clock.now(), start=sent.start
        )
    except ArchiveGoneError as error:
        messages.error(request, str(error))
        return redirect("portal:archive")
    response = outgoing.download(
        outgoing.cut(content, len(sent)),
        name=f"{client.label}-archive-{build.built_at:%Y-%m-%d}.zip",
        size=len(sent),
        kind="application/zip",
    )
    response["Accept-Ranges"], response["ETag"] = "bytes", tag
    if part is not None:
        response.status_code = 206
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return response
