"""The bytes of a file."""

import uuid

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from bailee.vault.files import uploads
from bailee.vault.files.models import File
from bailee.web.portal.files import READERS
from bailee.web.ui import outgoing
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest


@roles(*READERS)
@require_GET
def show(request: PortalRequest, file_id: uuid.UUID) -> HttpResponseBase:  # noqa: ARG001 - Django's signature
    """The file as it was uploaded, decrypted while it is sent."""
    file = get_object_or_404(File, id=file_id, stored_at__isnull=False)
    return outgoing.download(
        uploads.content(file), name=file.name, size=file.size or 0, kind=file.content_type
    )
