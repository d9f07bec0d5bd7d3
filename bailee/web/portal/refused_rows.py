"""The rows that an import refused, as a file."""

import uuid

from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from bailee.vault.records import imports
from bailee.vault.records.models import Import
from bailee.web.portal.collections import READERS
from bailee.web.ui.outgoing import SANDBOXED
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest


@roles(*READERS)
@require_GET
def show(request: PortalRequest, import_id: uuid.UUID) -> HttpResponseBase:  # noqa: ARG001 - Django's signature
    """A CSV file to be mended and sent again."""
    one = get_object_or_404(Import, id=import_id, refused__gt=0)
    if not one.has_error_file:
        raise Http404
    try:
        content = imports.error_file(one)
    except FileNotFoundError:
        raise Http404 from None
    response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    stem, dot, ending = one.file_name.rpartition(".")
    name = f"refused rows of {stem if dot and ending != 'csv' else one.file_name}"
    name = name if name.lower().endswith(".csv") else f"{name}.csv"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"  # noqa: FBT003 - Django's positional signature
    response["Content-Security-Policy"] = SANDBOXED
    return response
