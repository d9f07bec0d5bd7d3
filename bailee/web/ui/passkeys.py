"""Passkeys on the web: what a page asks the browser to sign, and taking the answer.

Nothing of it lies in a session: a visitor who starts to sign in gets no cookie.
"""

import json
from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from bailee.foundation import clock
from bailee.people import factors
from bailee.people.models import User
from bailee.people.protection import passkeys, rules
from bailee.people.protection.passkeys import PasskeyError, Site
from bailee.people.throttled import Purpose
from bailee.vault.company import protection
from bailee.web.ui import pauses, step_up
from bailee.web.ui.accounts import AccountAdapter
from bailee.web.ui.forms import Form
from bailee.web.ui.links import absolute
from bailee.web.ui.permission import EVERYONE, public, roles
from bailee.web.ui.request import PersonRequest
from bailee.web.ui.step_up import fresh

LONGEST = 20_000  # characters of an answer


class NameForm(Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("So that you know it again, such as “Work laptop”."),
    )


@fresh
@roles(*EVERYONE, without_factor=True, without_consent=True)
def new(request: PersonRequest) -> HttpResponse:
    """Asks the browser to make a passkey, and keeps it."""
    form, refused = NameForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            protection.add_passkey(
                request.user,
                name=form.cleaned_data["name"],
                **_answer(request),
                site=site(request),
                link=page(request),
                now=clock.now(),
            )
        except PasskeyError as error:
            refused = str(error)
        else:
            step_up.record_factor(request)
            return redirect("mfa_view_recovery_codes")
    challenge, options = passkeys.to_add(request.user, site(request), now=clock.now())
    context = {
        "form": form,
        "refused": refused,
        "passkey": {"sealed": challenge.sealed, "options": json.dumps(options)},
    }
    status = 422 if refused or form.errors else 200
    return render(request, "people/passkey_new.html", context, status=status)


@fresh
@roles(*EVERYONE)
def edit(request: PersonRequest, passkey_id: int) -> HttpResponse:
    """Another name."""
    passkey = _own(request, passkey_id)
    form = NameForm(request.POST or None, initial={"name": passkey.data["name"]})
    if request.method == "POST" and form.is_valid():
        passkeys.rename(passkey, name=form.cleaned_data["name"])
        return redirect("mfa_index")
    context = {"form": form, "passkey": passkey}
    return render(request, "people/passkey_edit.html", context, status=422 if form.errors else 200)


@fresh
@roles(*EVERYONE)
def destroy(request: PersonRequest, passkey_id: int) -> HttpResponse:
    """Asks once more, and removes it; the last factor of who needs one stays."""
    passkey, now = _own(request, passkey_id), clock.now()
    last = passkeys.of(request.user) == [passkey] and not factors.has_app(request.user)
    if last and rules.demand(request.user, now=now):
        messages.error(request, _("You need a factor to sign in. Add another one first."))
        return redirect("mfa_index")
    if request.method == "POST":
        protection.remove_passkey(passkey, link=page(request), now=now)
        messages.success(request, _("The passkey is removed."))
        return redirect("mfa_index")
    context = {
        "confirm_base": f"ui/{request.face}.html",  # type: ignore[attr-defined]  # set by FaceMiddleware
        "title": _("Remove “{name}”?").format(name=passkey.data["name"]),
        "text": _("It signs you in no more. Delete it on the device, too."),
        "submit": _("Remove the passkey"),
        "back": reverse("mfa_index"),
    }
    return render(request, "ui/confirm.html", context)


@public
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Signs in by passkey alone: it is something one has, and the device has verified the person.

    Tries are counted for each address; of an account nothing can be guessed here.
    """
    now = clock.now()
    paused = pauses.page(request, Purpose.CODE, account="", now=now)
    if paused is not None:
        return paused
    try:
        passkey = shown(request, None)
    except PasskeyError:
        return redirect(reverse("account_login") + "?passkey=refused")
    post_authentication(request, passkey, passwordless=True)
    to = request.POST.get("next", "")
    login = Login(user=passkey.user, redirect_url=to if AccountAdapter().is_safe_url(to) else None)
    response: HttpResponse = perform_login(request, login)
    return response


def asked(request: HttpRequest, person: User | None) -> dict[str, str]:
    """What a page needs to ask for a passkey: of one person, or whichever the device knows."""
    challenge, options = passkeys.to_prove(person, site(request), now=clock.now())
    return {"sealed": challenge.sealed, "options": json.dumps(options)}


def asked_if_any(request: HttpRequest, person: User) -> dict[str, str] | None:
    """The same, for who has a passkey."""
    return asked(request, person) if passkeys.of(person) else None


def shown(request: HttpRequest, person: User | None) -> Authenticator:
    """The passkey that signed what the page asked. Raises `PasskeyError`."""
    return protection.prove_by_passkey(
        person, **_answer(request), site=site(request), link=page(request), now=clock.now()
    )


def site(request: HttpRequest) -> Site:
    """This very host, over TLS: a passkey made here works nowhere else."""
    host = request.get_host().partition(":")[0].lower()
    client = getattr(request, "client", None)
    name = client.name if client else settings.COMPANY_NAME
    return Site(host, absolute(request, ""), name)


def page(request: HttpRequest) -> str:
    """The address, for mails, of the person's own page about factors."""
    return absolute(request, reverse("mfa_index"))


def _answer(request: HttpRequest) -> dict[str, Any]:
    text = request.POST.get("credential", "")[:LONGEST]
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        answer = None
    return {"answer": answer, "sealed": request.POST.get("challenge", "")[:LONGEST]}


def _own(request: PersonRequest, passkey_id: int) -> Authenticator:
    rows = factors.present(request.user).filter(type=Authenticator.Type.WEBAUTHN)
    found: Authenticator = get_object_or_404(rows, id=passkey_id)
    return found
