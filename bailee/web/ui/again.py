"""The page on which a person proves once more that it is them, and goes on where they were.

With a factor it asks for the factor; without any, for the password. What was typed into a form
meanwhile travels through this page and is kept nowhere else.
"""

from typing import cast

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.internal.flows import post_authentication
from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from bailee.people import factors
from bailee.people.models import User
from bailee.people.protection.passkeys import PasskeyError
from bailee.web.ui import passkeys, sign_in, step_up
from bailee.web.ui.accounts import AccountAdapter
from bailee.web.ui.permission import EVERYONE, roles


@roles(*EVERYONE, without_factor=True, without_consent=True)
@never_cache
@sensitive_post_parameters()
def edit(request: HttpRequest) -> HttpResponse:
    """Takes the proof. The session gets a new key, as at every sign-in."""
    if request.method != "POST":
        return ask(request, to=request.GET.get("next", ""), status=200)
    to, kept = request.POST.get("next", ""), request.POST.get("kept")
    if "credential" in request.POST:
        try:
            passkey = passkeys.shown(request, cast("User", request.user))
        except PasskeyError as error:
            return ask(request, to=to, kept=kept, passkey_refused=str(error), status=422)
        post_authentication(request, passkey, reauthenticated=True)
    else:
        form = _form(request, request.POST)
        if not form.is_valid():
            return ask(request, to=to, kept=kept, form=form, status=422)
        _record(request, form)
    request.session.cycle_key()
    if kept is not None and _safe(to):
        context = {"to": to, "typed": _pairs(kept)}
        return render(request, "people/again_done.html", context)
    return redirect(to if _safe(to) else "start")


def ask(
    request: HttpRequest,
    *,
    to: str,
    kept: str | None = None,
    form: forms.Form | None = None,
    passkey_refused: str = "",
    status: int = 403,
) -> HttpResponse:
    """The page that asks. `kept`: the form that was sent to `to`, urlencoded."""
    person = cast("User", request.user)
    context = {
        "form": form or _form(request),
        "passkey": passkeys.asked_if_any(request, person),
        "passkey_refused": passkey_refused,
        "has_app": factors.has_app(person),
        "to": to if _safe(to) else "",
        "kept": kept,
        "with_factor": factors.has_one(person),
    }
    return render(request, "people/again.html", context, status=status)


def _form(request: HttpRequest, data: QueryDict | None = None) -> forms.Form:
    person = cast("User", request.user)
    if factors.has_one(person):
        return sign_in.MFAReauthenticateForm(data, user=person)
    return sign_in.ReauthenticateForm(data, user=person)


def _record(request: HttpRequest, form: forms.Form) -> None:
    if isinstance(form, sign_in.MFAReauthenticateForm):
        post_authentication(request, form.authenticator, reauthenticated=True)
    else:
        person = cast("User", request.user)
        record_authentication(request, person, step_up.PASSWORD, reauthenticated=True)


def _safe(to: str) -> bool:
    return AccountAdapter().is_safe_url(to)


def _pairs(kept: str) -> list[tuple[str, str]]:
    return [(name, value) for name, values in QueryDict(kept).lists() for value in values]
