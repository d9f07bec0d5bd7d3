"""Resumable uploads: the tus protocol 1.0.0 with creation, checksum, expiration, termination."""

import base64
import binascii
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bailee.foundation import clock
from bailee.vault.files import resumable
from bailee.vault.files.limits import FileRefusedError
from bailee.vault.files.models import Upload
from bailee.vault.files.resumable import BusyError, ChecksumError, OffsetError, TakenError
from bailee.web.portal import file_places as places
from bailee.web.portal.file_places import WRITERS
from bailee.web.ui import incoming
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest

VERSION = "1.0.0"
_NUMBER = 18  # digits at most
_PIECE = "application/offset+octet-stream"
# tus leaves 4xx to the server; 460 is its own for a checksum.
_STATUS: dict[type[Exception], int] = {
    FileRefusedError: 422,
    OffsetError: 409,
    TakenError: 409,
    ChecksumError: 460,
    BusyError: 423,
}
type View = Callable[..., HttpResponse]


class _NotTusError(Exception):
    """The request is not as the protocol wants it: status and text."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


def _tus(view: View) -> View:
    """Speaks the protocol: its version on every answer, errors as plain text."""

    @wraps(view)
    def speaking(request: PortalRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except _NotTusError as error:
            response = _text(str(error), error.status)
        except tuple(_STATUS) as error:
            response = _text(str(error), _STATUS[type(error)])
        response["Tus-Resumable"] = VERSION
        if response.status_code == 412:
            response["Tus-Version"] = VERSION
        return response

    return speaking


@roles(*WRITERS)
@require_http_methods(["GET", "POST", "OPTIONS"])
@_tus
def index(request: PortalRequest) -> HttpResponse:
    """What the server can do; the person's unfinished uploads; a new one."""
    if request.method == "OPTIONS":
        return _abilities()
    if request.method == "GET":
        mine = resumable.unfinished(request.user.actor)
        return JsonResponse({"uploads": [_described(upload) for upload in mine]})
    _check_version(request)
    given = _metadata(request)
    size = _number(request, "Upload-Length")
    if size > settings.MAX_UPLOAD_BYTES:
        raise _NotTusError(413, _("The file is larger than uploads may be here."))
    now, fingerprint = clock.now(), given.get("fingerprint", "")
    taken = given.get("taken", "both")
    upload = resumable.begin(
        name=given.get("filename", ""),
        size=size,
        folder=places.folder_at(given.get("folder")),
        taken=taken if taken in {"ask", "version"} else "both",
        fingerprint=fingerprint if fingerprint.isalnum() and len(fingerprint) <= 64 else "",
        by=request.user.actor,
        now=now,
    )
    if not size:
        resumable.finish(upload, now=now)
    response = HttpResponse(status=201)
    response["Location"] = reverse("portal:file-upload", args=[upload.pk])
    return _stamped(response, upload)


@roles(*WRITERS)
@require_http_methods(["HEAD", "PATCH", "DELETE", "OPTIONS"])
@_tus
def show(request: PortalRequest, upload_id: uuid.UUID) -> HttpResponse:
    """Where an upload stands; more of it; its end. Only its own person's."""
    mine = Upload.objects.filter(by_id=request.user.pk, expires_at__gt=clock.now())
    upload = mine.filter(pk=upload_id).first()
    if upload is None:
        raise _NotTusError(404, _("There is no such upload; it may be over."))
    if request.method == "OPTIONS":
        return _abilities()
    _check_version(request)
    if request.method == "HEAD":
        response = HttpResponse(status=200)
        response["Upload-Length"] = str(upload.size)
        return _stamped(response, upload)
    if request.method == "DELETE":
        resumable.discard(upload)
        return HttpResponse(status=204)
    return _patched(request, upload)


@roles(*WRITERS)
@require_POST
def destroy(request: PortalRequest, upload_id: uuid.UUID) -> HttpResponse:
    """Discards an unfinished upload, by a form."""
    upload = resumable.unfinished(request.user.actor).filter(pk=upload_id).first()
    if upload is None:
        raise Http404
    folder = upload.folder
    resumable.discard(upload)
    return redirect(places.address(folder if folder and not folder.trashed_at else None))


def _patched(request: PortalRequest, upload: Upload) -> HttpResponse:
    if request.headers.get("Content-Type", "").partition(";")[0].strip() != _PIECE:
        raise _NotTusError(415, _("Pieces are sent as {piece}.").format(piece=_PIECE))
    start = _number(request, "Upload-Offset")
    if incoming.announced(request) > upload.size - start >= 0:
        raise _NotTusError(413, _("More bytes are announced than are missing."))
    whole = start == upload.offset == upload.size and upload.finished_at is None
    if not whole:
        source = cast("BinaryIO", request)
        upload = resumable.receive(upload, start, source, checksum=_checksum(request))
    if upload.offset == upload.size:
        resumable.finish(upload, now=clock.now())
        upload.refresh_from_db()
    return _stamped(HttpResponse(status=204), upload)


def _check_version(request: HttpRequest) -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise _NotTusError(
            412, _("This speaks tus {version}: say so by Tus-Resumable.").format(version=VERSION)
        )


def _abilities() -> HttpResponse:
    response = HttpResponse(status=204)
    response["Tus-Version"] = VERSION
    response["Tus-Extension"] = "creation,checksum,expiration,termination"
    response["Tus-Max-Size"] = str(settings.MAX_UPLOAD_BYTES)
    response["Tus-Checksum-Algorithm"] = ",".join(resumable.CHECKSUMS)
    return response


def _stamped(response: HttpResponse, upload: Upload) -> HttpResponse:
    response["Upload-Offset"] = str(upload.offset)
    response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    if upload.finished_at is not None and upload.file_id is not None:
        response["Content-Location"] = reverse("portal:file-page", args=[upload.file_id])
    return response


def _described(upload: Upload) -> dict[str, object]:
    return {
        "url": reverse("portal:file-upload", args=[upload.pk]),
        "name": upload.name,
        "size": upload.size,
        "offset": upload.offset,
        "fingerprint": upload.fingerprint,
        "folder": str(upload.folder_id or ""),
    }


def _number(request: HttpRequest, header: str) -> int:
    given = request.headers.get(header, "")
    if not (given.isascii() and given.isdecimal()) or len(given) > _NUMBER:
        raise _NotTusError(400, _("{header} must be a number of bytes.").format(header=header))
    return int(given)


def _metadata(request: HttpRequest) -> dict[str, str]:
    """`Upload-Metadata`: keys, each with a value in base64."""
    found = {}
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        key, _, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise _NotTusError(400, gettext("Upload-Metadata is not in base64 of UTF-8.")) from None
    return found


def _checksum(request: HttpRequest) -> tuple[str, bytes] | None:
    given = request.headers.get("Upload-Checksum")
    if given is None:
        return None
    algorithm, _, value = given.partition(" ")
    if algorithm not in resumable.CHECKSUMS:
        raise _NotTusError(
            400,
            gettext("Checksums are of {checksums}.").format(
                checksums=", ".join(resumable.CHECKSUMS)
            ),
        )
    try:
        return algorithm, base64.b64decode(value, validate=True)
    except binascii.Error:
        raise _NotTusError(400, gettext("Upload-Checksum is not in base64.")) from None


def _text(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
