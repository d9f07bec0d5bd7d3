"""A certificate as the file that anyone can check."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from bailee.custody import certificate as certificates
from bailee.custody.models import Certificate
from bailee.web.ui.permission import ALL_STAFF, roles
from bailee.web.ui.request import StaffRequest


@roles(*ALL_STAFF)
def show(request: StaffRequest, number: int) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The signed document with its signature, as JSON."""
    text = certificates.as_text(get_object_or_404(Certificate, number=number))
    name = f"certificate-of-purge-{number}.json"
    disposition = content_disposition_header(as_attachment=True, filename=name) or ""
    headers = {"Content-Disposition": disposition}
    return HttpResponse(text, content_type="application/json", headers=headers)
