"""The portal's first page: what is kept here, under which contract, and what comes next."""

from typing import Any

from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import render

from bailee.custody import handback as handbacks
from bailee.foundation import clock
from bailee.office.clients import contracts
from bailee.office.clients.models import Client
from bailee.people.models import User
from bailee.people.roles import Role
from bailee.vault.files.models import File
from bailee.vault.records import listing
from bailee.vault.records.models import Collection
from bailee.web.ui.permission import ALL_USERS, roles
from bailee.web.ui.request import PortalRequest
from bailee.web.ui.stages import timeline

SHOWN = 12  # collections
READERS = (Role.OWNER, Role.EDITOR, Role.READER)


@roles(*ALL_USERS)
def show(request: PortalRequest) -> HttpResponse:
    """Figures for those who may read them; contract and hand-back for all."""
    handback = handbacks.standing(request.client.pk)
    reads = request.user.role in READERS
    context = {
        "reads": reads,
        **(_kept() if reads else {}),
        "people": User.objects.active().count(),
        **_contract(request.client),
        "line": timeline(handback) if handback else None,
        "is_owner": request.user.role == Role.OWNER,
    }
    return render(request, "portal/overview/show.html", context)


def _kept() -> dict[str, Any]:
    """Collections with their number of records, and the files. Large tables are estimated."""
    files = File.objects.filter(stored_at__isnull=False).aggregate(n=Count("id"), size=Sum("size"))
    collections = list(Collection.objects.all())
    pages = [listing.page(one, listing.Query()) for one in collections[:SHOWN]]
    return {
        "collections": list(zip(collections[:SHOWN], pages, strict=True)),
        "collection_count": len(collections),
        "file_count": files["n"],
        "file_size": files["size"] or 0,
    }


def _contract(client: Client) -> dict[str, Any]:
    contract = client.contracts.order_by("-starts_on").first()
    earliest = None
    if contract is not None and contract.notice_at is None:
        earliest = contracts.earliest_end(contract, now=clock.now())
    return {"contract": contract, "earliest_end": earliest}
