"""Tax numbers: asked for, changed, taken away; each waits for confirmation."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bailee.foundation import clock
from bailee.vault.company import profile, tax_ids, wording
from bailee.vault.company.changes import ChangeError
from bailee.vault.company.models import Change, TaxId
from bailee.web.portal.company import BILLERS, say, while_open
from bailee.web.portal.company_forms import TaxIdForm
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest


@roles(*BILLERS)
@while_open
def new(request: PortalRequest) -> HttpResponse:
    """One more number."""
    return _fill_in(request, {"country": profile.current().country}, None)


@roles(*BILLERS)
@while_open
def edit(request: PortalRequest, tax_id: uuid.UUID) -> HttpResponse:
    """Another number in the place of this one."""
    one = get_object_or_404(TaxId, id=tax_id)
    return _fill_in(
        request, {"country": one.country, "kind": one.kind, "number": one.number}, one.pk
    )


@roles(*BILLERS)
@while_open
def destroy(request: PortalRequest, tax_id: uuid.UUID) -> HttpResponse:
    """Asks once more, then asks us."""
    one = get_object_or_404(TaxId, id=tax_id)
    error = ""
    if request.method == "POST":
        try:
            made = tax_ids.ask_removal(one.pk, by=request.user.actor, now=clock.now())
        except ChangeError as refused:
            error = str(refused)
        else:
            say(request, [made] if made else [])
            return redirect("portal:company")
    held = {"country": one.country, "kind": one.kind, "number": one.number}
    context = {
        "confirm_base": "ui/portal.html",
        "title": _("Remove this tax number?"),
        "text": error or wording.tax_id(held),
        "submit": _("Ask for its removal"),
        "back": reverse("portal:company"),
    }
    return render(request, "ui/confirm.html", context)


def _fill_in(
    request: PortalRequest, initial: dict[str, Any], which: uuid.UUID | None
) -> HttpResponse:
    form = TaxIdForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made: Change | None = tax_ids.ask(
                **form.cleaned_data, which=which, by=request.user.actor, now=clock.now()
            )
        except ChangeError as error:
            form.add_error("number", str(error))
        else:
            say(request, [made] if made else [])
            return redirect("portal:company")
    return render(request, "portal/company/tax_id.html", {"form": form, "which": which})
