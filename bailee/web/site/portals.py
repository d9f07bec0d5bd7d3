"""Which portals somebody has an account at: answered by mail alone, never on the page."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from bailee.custody import portals, tasks
from bailee.foundation import clock
from bailee.people.throttled import Purpose
from bailee.web.ui import pauses
from bailee.web.ui.forms import Form
from bailee.web.ui.permission import public


class AskForm(Form):
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput({"autocomplete": "email"})
    )


@public
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Takes any address, looks nothing up, and always says the same."""
    form = AskForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "asked": "asked" in request.GET}
        return render(request, "site/portals/new.html", context)
    email = form.cleaned_data["email"]
    refused = pauses.page(request, Purpose.PORTALS, account=email, now=clock.now())
    if refused is not None:
        return refused
    tasks.tell_portals.defer(ask_id=str(portals.asked(email)))
    return redirect(reverse("site:portals") + "?asked")
