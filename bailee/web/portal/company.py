"""The company's particulars: shown to all its people, corrected by owners and billing (8.1)."""

from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render

from bailee.foundation import clock
from bailee.people.roles import Role
from bailee.vault.company import profile
from bailee.web.portal.forms import CompanyForm
from bailee.web.ui import iso
from bailee.web.ui.permission import ALL_USERS, roles
from bailee.web.ui.request import PortalRequest

CORRECTORS = (Role.OWNER, Role.BILLING)


@roles(*ALL_USERS)
def show(request: PortalRequest) -> HttpResponse:
    """What is written down now, and who changed it last."""
    current = profile.current()
    context = {
        "profile": current,
        "country": iso.countries().get(current.country, current.country),
        "may_correct": request.user.role in CORRECTORS and not request.client.frozen,
    }
    return render(request, "portal/company/show.html", context)


@roles(*CORRECTORS)
def edit(request: PortalRequest) -> HttpResponse:
    """The form, and correcting. A frozen portal has no form to fill in."""
    if request.client.frozen:
        return redirect("portal:company")
    form = CompanyForm(request.POST or None, initial=model_to_dict(profile.current()))
    if request.method == "POST" and form.is_valid():
        profile.correct(form.cleaned_data, by=request.user.actor, now=clock.now())
        return redirect("portal:company")
    return render(request, "portal/company/edit.html", {"form": form})
