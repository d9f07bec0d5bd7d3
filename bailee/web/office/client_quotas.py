"""How much a client may keep: shown with what it keeps, agreed with who and when."""

import uuid
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from bailee.foundation import clock
from bailee.office.clients import quotas
from bailee.office.clients.models import Client, Usage
from bailee.office.clients.quotas import QuotaError
from bailee.people.roles import Role
from bailee.vault.usage.standing import Standing
from bailee.web.office.forms import GIGABYTE, QuotaForm
from bailee.web.ui.permission import roles
from bailee.web.ui.request import StaffRequest

AGREEING = (Role.STAFF_OWNER, Role.OPERATOR)


@roles(*AGREEING)
def edit(request: StaffRequest, client_id: uuid.UUID) -> HttpResponse:
    """The form, what was agreed before, and agreeing."""
    client = get_object_or_404(Client, id=client_id)
    form = QuotaForm(request.POST or None, initial=_now(client))
    if request.method == "POST" and form.is_valid():
        try:
            quotas.agree(client, form.quota(), by=request.user.actor, now=clock.now())
        except QuotaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Agreed for {name}. It holds from now on.").format(name=client.name)
            )
            return redirect("office:client", client.id)
    context = {
        "registered": client,
        "form": form,
        "standings": standings(client),
        "measured": measured(client),
        "changes": client.quota_changes.all(),
    }
    status = 422 if form.errors else 200
    return render(request, "office/clients/quota.html", context, status=status)


def standings(client: Client) -> list[Standing]:
    """Each quota beside what was kept when it was last measured."""
    quota, usage = quotas.of(client), measured(client)
    return [
        Standing("records", usage.records if usage else 0, quota.records),
        Standing("file_bytes", usage.file_bytes if usage else 0, quota.file_bytes),
        Standing("users", usage.users if usage else 0, quota.users),
    ]


def measured(client: Client) -> Usage | None:
    """The totals of the last measuring, if there was one."""
    return Usage.objects.filter(client=client).first()


def _now(client: Client) -> dict[str, Any]:
    quota = quotas.of(client)
    size = quota.file_bytes
    return {
        "records": quota.records,
        "gigabytes": None if size is None else f"{Decimal(size) / GIGABYTE:f}",
        "users": quota.users,
    }
