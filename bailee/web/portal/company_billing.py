"""Where bills go, and the bank account."""

from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render

from bailee.foundation import clock
from bailee.vault.company import bank, facts, profile
from bailee.vault.company.changes import ChangeError
from bailee.vault.company.models import Change
from bailee.web.portal.company import BILLERS, correct, say, while_open
from bailee.web.portal.company_forms import BankForm, BillingForm
from bailee.web.ui import company as shown
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest
from bailee.web.ui.step_up import fresh


@roles(*BILLERS)
@while_open
def edit(request: PortalRequest) -> HttpResponse:
    """The billing address and what must stand on bills: at once."""
    form = BillingForm(request.POST or None, initial=model_to_dict(profile.current()))
    if request.method == "POST" and form.is_valid() and correct(request, form):
        return redirect("portal:company")
    return render(request, "portal/company/billing.html", {"form": form})


@roles(*BILLERS)
@fresh
@while_open
def bank_account(request: PortalRequest) -> HttpResponse:
    """The account in full, and asking for another; only with a factor proven just now."""
    form = BankForm(request.POST or None, initial=facts.values_of(facts.BANK))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = bank.ask(
                holder=given["bank_holder"],
                iban=given["bank_iban"],
                bic=given["bank_bic"],
                by=request.user.actor,
                now=clock.now(),
            )
        except ChangeError as error:
            form.add_error(None, str(error))
        else:
            say(request, [made] if made else [])
            return redirect("portal:company")
    waiting = Change.objects.waiting().filter(subject="bank").first()
    context = {
        "form": form,
        "waiting": waiting,
        "lines": waiting and shown.lines(waiting.before, waiting.after, masked=False),
    }
    return render(request, "portal/company/bank.html", context)
