"""The files of the vault: list, store, download, move to the trash."""

import uuid
from typing import Annotated, Any

from django.http import HttpResponse, HttpResponseBase
from ninja import Query
from pydantic import Field as Described

from bailee.foundation import clock
from bailee.vault.files import trash, uploads
from bailee.vault.files.limits import FileRefusedError
from bailee.vault.files.models import File
from bailee.web.api import schemas, scope
from bailee.web.api.answers import answer, nothing
from bailee.web.api.gate import TokenRequest
from bailee.web.api.operations import operation
from bailee.web.api.past import Turning
from bailee.web.api.refusal import RefusedError, gone
from bailee.web.api.streams import RAW, received
from bailee.web.ui import outgoing

ALL, ONE = "/files", "/files/{uuid:file_id}"


class Search(Turning):
    """Which files."""

    name: str = Described("", max_length=255, description="What the name must hold.")


@operation("GET", ALL, tag="Files", returns=schemas.FilePage, verb="files")
def list_files(request: TokenRequest, asked: Annotated[Search, Query()]) -> HttpResponse:
    """List files.

    Those of the whole vault, in the order in which they came.
    """
    del request
    found = _whole().filter(name__icontains=asked.name)
    if asked.cursor is not None:
        found = found.filter(id__gt=asked.cursor)
    rows = list(found.order_by("id")[: asked.limit + 1])
    page = rows[: asked.limit]
    following = page[-1].id if len(rows) > asked.limit else None
    return answer({"files": [_shown(one) for one in page], "next": following})


@operation(
    "POST",
    ALL,
    tag="Files",
    returns=schemas.FileOut,
    verb="files",
    ok=201,
    streamed=True,
    body=RAW,
)
def store_file(
    request: TokenRequest, name: Annotated[str | None, Query(max_length=255)] = None
) -> HttpResponse:
    """Store a file.

    The body is the file itself, its name in the query; or a form with one file.
    """
    given, source = received(request, name)
    try:
        made = uploads.store(name=given, source=source, by=scope.by(request), now=clock.now())
    except FileRefusedError as error:
        raise RefusedError(422, str(error)) from None
    return answer(_shown(made), 201, Location=f"/api/v1/files/{made.id}")


@operation("GET", ONE, tag="Files", returns=schemas.FileOut, verb="files")
def get_file(request: TokenRequest, file_id: uuid.UUID) -> HttpResponse:
    """Get a file’s particulars."""
    del request
    return answer(_shown(_find(file_id)))


@operation("GET", ONE + "/content", tag="Files", returns=None, verb="files")
def get_content(request: TokenRequest, file_id: uuid.UUID) -> HttpResponseBase:
    """Download a file.

    Decrypted as it is sent.
    """
    del request
    one = _find(file_id)
    return outgoing.download(uploads.content(one), name=one.name, size=one.size or 0)


@operation("DELETE", ONE, tag="Files", returns=None, verb="files", ok=204)
def remove_file(request: TokenRequest, file_id: uuid.UUID) -> HttpResponse:
    """Delete a file.

    It moves to the trash.
    """
    trash.put([_find(file_id).id], by=scope.by(request), now=clock.now())
    return nothing()


def _whole() -> Any:
    return File.objects.filter(stored_at__isnull=False, trashed_at=None)


def _find(which: uuid.UUID) -> File:
    found: File | None = _whole().filter(id=which).first()
    if found is None:
        raise gone("file")
    return found


def _shown(one: File) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "size": one.size,
        "content_type": one.content_type,
        "sha256": one.sha256,
        "uploaded_at": one.uploaded_at,
    }
