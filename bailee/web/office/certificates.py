"""Certificates of purge: the list, and one as a document that is checked as it is shown."""

import json

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from bailee.custody import certificate as certificates
from bailee.custody.certificate import CertificateError
from bailee.custody.models import Certificate
from bailee.web.ui.permission import ALL_STAFF, roles
from bailee.web.ui.request import StaffRequest

PAGE = 50  # rows


@roles(*ALL_STAFF)
def index(request: StaffRequest) -> HttpResponse:
    """All certificates, newest first, and whether their chain is whole."""
    context = {
        "page": Paginator(Certificate.objects.order_by("-number"), PAGE).get_page(
            request.GET.get("page")
        ),
        "fault": _fault_in_chain(),
    }
    return render(request, "office/certificates/index.html", context)


@roles(*ALL_STAFF)
def show(request: StaffRequest, number: int) -> HttpResponse:
    """One certificate as a document, with the result of checking it now."""
    issued = get_object_or_404(Certificate, number=number)
    context = {
        "issued": issued,
        "document": json.loads(issued.document),
        "fault": _fault_in(issued),
        "public_key": certificates.public_key().hex(),
    }
    return render(request, "office/certificates/show.html", context)


def _fault_in(issued: Certificate) -> str:
    try:
        certificates.verify(certificates.as_text(issued), public=certificates.public_key())
    except CertificateError as error:
        return str(error)
    return ""


def _fault_in_chain() -> str:
    try:
        certificates.check_chain()
    except CertificateError as error:
        return str(error)
    return ""
