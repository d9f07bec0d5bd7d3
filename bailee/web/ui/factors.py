"""What protects one's own account besides the password: the page, the app, the recovery codes."""

import base64

import qrcode
from allauth.mfa.adapter import get_adapter
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from qrcode.image.svg import SvgPathFillImage

from bailee.foundation import clock
from bailee.people import factors
from bailee.people.protection import authenticator_app, passkeys, recovery, rules
from bailee.people.protection.authenticator_app import AppError
from bailee.people.throttled import Purpose
from bailee.vault.company import protection
from bailee.web.ui import pauses, step_up
from bailee.web.ui.forms import Form
from bailee.web.ui.passkeys import page
from bailee.web.ui.permission import EVERYONE, roles
from bailee.web.ui.request import PersonRequest
from bailee.web.ui.step_up import fresh

HISTORY = 20  # changes shown


class AppForm(Form):
    """The first code of a new app. `sealed`: its secret, which lies nowhere else until then."""

    code = forms.CharField(
        label=gettext_lazy("One-time code"),
        max_length=12,
        widget=forms.TextInput(
            {"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code"}
        ),
    )
    sealed = forms.CharField(max_length=500, widget=forms.HiddenInput)


@roles(*EVERYONE, without_factor=True, without_consent=True)
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """What there is, what happened to it, and why a factor is needed."""
    person, now = request.user, clock.now()
    app = factors.present(person).filter(type="totp").first()
    mine = passkeys.of(person)
    context = {
        "app": app,
        "passkeys": mine,
        "left": recovery.left(person),
        "few": recovery.FEW,
        "demand": step_up.demand(request, now=now) or rules.demand(person, now=now),
        "any": app is not None or bool(mine),
        "changes": person.factor_changes.all()[:HISTORY],
        "base": "ui/signed_out.html" if step_up.shut_out(request, now=now) else _base(request),
    }
    return render(request, "people/factors.html", context)


@fresh
@roles(*EVERYONE, without_factor=True, without_consent=True)
@never_cache
def new(request: PersonRequest) -> HttpResponse:
    """Sets up an authenticator app: shows its secret, and asks for the first code."""
    if factors.has_app(request.user):
        return redirect("mfa_index")
    form, now = AppForm(request.POST or None), clock.now()
    secret = authenticator_app.new_secret()
    if request.method == "POST":
        paused = pauses.page(request, Purpose.CODE, account=str(request.user.pk), now=now)
        if paused is not None:
            return paused
        secret = factors.unseal(form.data.get("sealed", ""))
        if form.is_valid() and _added(request, form, secret):
            return redirect("mfa_view_recovery_codes")
    address = get_adapter().build_totp_url(request.user, secret)
    context = {
        "form": form if form.is_bound else AppForm(initial={"sealed": factors.seal(secret)}),
        "secret": secret,
        "picture": _picture(address),
    }
    return render(request, "people/app_new.html", context, status=422 if form.errors else 200)


@fresh
@roles(*EVERYONE)
def destroy(request: PersonRequest) -> HttpResponse:
    """Switches the app off; the last factor of who needs one stays."""
    person, now = request.user, clock.now()
    if not passkeys.of(person) and rules.demand(person, now=now):
        messages.error(request, _("You need a factor to sign in. Add a passkey first."))
        return redirect("mfa_index")
    if request.method == "POST":
        protection.remove_app(person, link=page(request), now=now)
        return redirect("mfa_index")
    context = {
        "confirm_base": _base(request),
        "title": _("Switch off one-time codes?"),
        "text": _("The codes of your app open nothing any more. Delete the entry in the app, too."),
        "submit": _("Switch off"),
        "back": reverse("mfa_index"),
    }
    return render(request, "ui/confirm.html", context)


@fresh
@roles(*EVERYONE, without_consent=True)
@never_cache
@require_safe
def codes(request: PersonRequest) -> HttpResponse:
    """The recovery codes, the first time this page is opened; then how many are left."""
    context = {
        "codes": recovery.unseen(request.user),
        "left": recovery.left(request.user),
        "few": recovery.FEW,
        "base": _base(request),
    }
    return render(request, "people/codes.html", context)


@fresh
@roles(*EVERYONE)
def new_codes(request: PersonRequest) -> HttpResponse:
    """Asks once more, and makes a new set."""
    if not factors.has_one(request.user):
        return redirect("mfa_index")
    if request.method == "POST":
        protection.make_codes(request.user, link=page(request), now=clock.now())
        return redirect("mfa_view_recovery_codes")
    context = {
        "confirm_base": _base(request),
        "title": _("Make new recovery codes?"),
        "text": _("The codes that you have stop working. The new ones are shown once."),
        "submit": _("Make new codes"),
        "back": reverse("mfa_index"),
    }
    return render(request, "ui/confirm.html", context)


def _added(request: PersonRequest, form: AppForm, secret: str) -> bool:
    try:
        protection.add_app(
            request.user,
            secret=secret,
            code=form.cleaned_data["code"].replace(" ", ""),
            keep=request.session.session_key,
            link=page(request),
            now=clock.now(),
        )
    except AppError as error:
        form.add_error("code", str(error))
        return False
    step_up.record_factor(request)
    return True


def _picture(address: str) -> str:
    """A QR code on white, as an address for `img`: it must be readable on a dark page too."""
    drawn = qrcode.make(address, image_factory=SvgPathFillImage).to_string()
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn).decode()}"


def _base(request: PersonRequest) -> str:
    return f"ui/{request.face}.html"  # type: ignore[attr-defined]  # set by FaceMiddleware
