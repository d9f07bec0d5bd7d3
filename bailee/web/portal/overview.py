"""The portal's first page: what happened last, what is kept, under which contract, what is next."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from bailee.custody import handback as handbacks
from bailee.foundation import clock
from bailee.office.clients import contracts, quotas
from bailee.office.clients.models import Client
from bailee.people import preferences
from bailee.people.models import User
from bailee.people.roles import Role
from bailee.vault.company.models import Question
from bailee.vault.files import held
from bailee.vault.records import room
from bailee.vault.records.models import Collection
from bailee.vault.usage import measuring, standing
from bailee.vault.usage.standing import Standing
from bailee.web.portal import recent
from bailee.web.portal.company import BILLERS
from bailee.web.ui.permission import ALL_USERS, roles
from bailee.web.ui.request import PortalRequest
from bailee.web.ui.stages import timeline

SHOWN = 12  # collections
HAPPENED = 10  # lines
READERS = (Role.OWNER, Role.EDITOR, Role.READER)


@roles(*ALL_USERS)
def show(request: PortalRequest) -> HttpResponse:
    """Figures and news for those who may read them; contract and hand-back for all."""
    handback = handbacks.standing(request.client.pk)
    reads = request.user.role in READERS
    people = User.objects.active().count()
    context = {
        "reads": reads,
        **(_kept(request) if reads else {}),
        "people": people,
        **_contract(request.client),
        "line": timeline(handback) if handback else None,
        "is_owner": request.user.role == Role.OWNER,
        "asked": request.user.role in BILLERS and Question.objects.open().exists(),
    }
    return render(request, "portal/overview/show.html", context)


def _kept(request: PortalRequest) -> dict[str, Any]:
    """Collections with their number of records, files, news. Large tables are estimated."""
    files, collections = held.everything(), Collection.objects.count()
    records = room.estimate()
    exact = records <= measuring.COUNTED
    records = room.count() if exact else records
    return {
        "collections": measuring.collections(SHOWN),
        "collection_count": collections,
        "records": records,
        "records_exact": exact,
        "file_count": files.count,
        "file_size": files.size,
        "short": _short(request, records, files.size),
        "recent": recent.lines(HAPPENED, preferences.formats_of(request.user)),
    }


def _short(request: PortalRequest, records: int, file_bytes: int) -> list[Standing]:
    """Quotas of which little is left, for those who can do something about it."""
    if request.client.frozen:
        return []
    quota = quotas.of(request.client)
    of = [
        Standing("records", records, quota.records),
        Standing("file_bytes", file_bytes, quota.file_bytes),
    ]
    if request.user.role == Role.OWNER and quota.users is not None:
        of.append(Standing("users", standing.places(now=clock.now()), quota.users))
    return [one for one in of if one.short]


def _contract(client: Client) -> dict[str, Any]:
    contract = client.contracts.order_by("-starts_on").first()
    earliest = None
    if contract is not None and contract.notice_at is None:
        earliest = contracts.earliest_end(contract, now=clock.now())
    return {"contract": contract, "earliest_end": earliest}
