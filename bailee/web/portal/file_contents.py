"""The bytes of a file: as a download, or, where nothing in it can run, as a picture to look at."""

import base64
import uuid
from collections.abc import Callable, Iterator

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from bailee.vault.files import previews, uploads
from bailee.vault.files.models import Version
from bailee.web.portal import file_places as places
from bailee.web.portal.file_places import READERS
from bailee.web.ui import outgoing
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest

# A browser shows a PDF by a viewer of its own, apart from our origin, which `sandbox` would switch
# off (docs/adr/0016). Nothing else of ours is reachable from such a page.
_VIEWED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@roles(*READERS)
@require_safe
def show(request: PortalRequest, file_id: uuid.UUID) -> HttpResponseBase:
    """The newest version as it was uploaded, or a part of it (RFC 9110, 14)."""
    file = places.whole_file(file_id)
    return _download(request, file.newest, file.name)


@roles(*READERS)
@require_safe
def version(request: PortalRequest, file_id: uuid.UUID, version_id: uuid.UUID) -> HttpResponseBase:
    """An older version."""
    found = get_object_or_404(Version, pk=version_id, file=file_id, stored_at__isnull=False)
    return _download(request, found, found.file.name)


@roles(*READERS)
@require_safe
def preview(request: PortalRequest, file_id: uuid.UUID) -> HttpResponseBase:
    """A picture or a PDF, of the type that its bytes show; anything else is not found."""
    file = places.whole_file(file_id)
    kind = previews.kind(file)
    if kind not in {"image", "pdf"}:
        raise Http404
    response = _download(request, file.newest, file.name)
    response["Content-Type"] = file.true_type
    response["Content-Disposition"] = outgoing.disposition(file.name, attachment=False)
    if kind == "pdf":
        response["Content-Security-Policy"] = _VIEWED
    return response


def _download(request: PortalRequest, one: Version, name: str) -> HttpResponseBase:
    digest = base64.b64encode(bytes.fromhex(one.sha256)).decode()
    response = _answer(
        request, one.size or 0, f'"{one.sha256}"', lambda at: uploads.version_content(one, at), name
    )
    response["Content-Type"] = one.content_type
    response["Repr-Digest"] = f"sha-256=:{digest}:"  # RFC 9530
    return response


def _answer(
    request: PortalRequest,
    size: int,
    tag: str,
    content: Callable[[int], Iterator[bytes]],
    name: str,
) -> HttpResponseBase:
    """All, a part, or only the head of it."""
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    same = request.headers.get("If-Range", tag) == tag
    try:
        part = outgoing.wanted(request.headers.get("Range", "") if same else "", size)
    except ValueError as outside:
        return HttpResponse(status=416, headers={"Content-Range": str(outside)})
    sent = part or range(size)
    bytes_sent = iter([b""])
    if request.method == "GET" and sent:
        bytes_sent = outgoing.cut(content(sent.start), len(sent))
    response = outgoing.download(bytes_sent, name=name, size=len(sent))
    response["Accept-Ranges"], response["ETag"] = "bytes", tag
    if part is not None:
        response.status_code = 206
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return response
