"""“Your details”: one's own name, e-mail address and password, corrected by oneself (8.1)."""

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from bailee.foundation import clock
from bailee.people import email_changes
from bailee.people.email_changes import ChangeError
from bailee.people.throttled import Purpose
from bailee.vault.company import correction, team
from bailee.web.ui import pauses
from bailee.web.ui.forms import Form
from bailee.web.ui.links import absolute
from bailee.web.ui.passwords import NewPassword
from bailee.web.ui.permission import EVERYONE, public, roles
from bailee.web.ui.request import PersonRequest
from bailee.web.ui.step_up import fresh


class NameForm(Form):
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "name"}),
    )


class EmailForm(Form):
    email = forms.EmailField(
        label=gettext_lazy("New e-mail address"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )


@roles(*EVERYONE)
def edit(request: PersonRequest) -> HttpResponse:
    """The name, and the ways to change address and password."""
    form = NameForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        correction.rename(request.user, form.cleaned_data["name"])
        messages.success(request, _("Your name is corrected."))
        return redirect("details")
    changes = request.user.email_changes.filter(confirmed_at=None, expires_at__gt=clock.now())
    return _page(request, "details", {"form": form, "asked": changes.first()})


@roles(*EVERYONE)
@fresh
def email(request: PersonRequest) -> HttpResponse:
    """Asks for a new address; answers the same whether or not somebody has it.

    Mails to one address are counted with those that ask for a new password.
    """
    form, now = EmailForm(request.POST or None), clock.now()
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data["email"]
        if refused := pauses.page(request, Purpose.RESET, account=asked, now=now):
            return refused
        try:
            correction.ask_email(
                request.user,
                asked,
                now=now,
                url_of=lambda token: absolute(request, reverse("email-confirm", args=[token])),
            )
        except ChangeError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("A mail is on its way to the new address: confirm it."))
            return redirect("details")
    return _page(request, "email", {"form": form})


@roles(*EVERYONE)
@fresh
@sensitive_post_parameters("password")
def password(request: PersonRequest) -> HttpResponse:
    """Sets a new password; every other session ends."""
    form = NewPassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            team.change_password(
                request.user,
                password=form.cleaned_data["password"],
                keep=request.session.session_key,
                again=absolute(request, reverse("account_reset_password")),
                now=clock.now(),
            )
        except ValidationError as error:
            form.add_error("password", error)
        else:
            update_session_auth_hash(request, request.user)
            messages.success(request, _("Your password is set. Every other session has ended."))
            return redirect("details")
    return _page(request, "password", {"form": form})


@public
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The new address is confirmed by a button: a mail program that looks ahead does nothing."""
    now = clock.now()
    try:
        change = email_changes.find(token, now=now)
        if request.method == "POST":
            mine = getattr(request.user, "pk", None) == change.person_id
            correction.confirm_email(
                token,
                now=now,
                url_of=lambda undo: absolute(request, reverse("email-undo", args=[undo])),
                keep=request.session.session_key if mine else None,
            )
            return redirect("details")
    except ChangeError as error:
        return _refused(request, error)
    return render(request, "people/email_confirm.html", {"new": change.new})


@public
@never_cache
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """The old address comes back, and everybody is signed out."""
    now = clock.now()
    try:
        change = email_changes.find_undo(token, now=now)
        if request.method == "POST":
            correction.undo_email(token, now=now)
            return redirect("account_reset_password")
    except ChangeError as error:
        return _refused(request, error)
    return render(request, "people/email_undo.html", {"old": change.old})


def _page(request: PersonRequest, name: str, context: dict[str, object]) -> HttpResponse:
    context["base"] = f"ui/{getattr(request, 'face', 'portal')}.html"
    form = context["form"]
    status = 422 if isinstance(form, forms.Form) and form.errors else 200
    return render(request, f"people/{name}.html", context, status=status)


def _refused(request: HttpRequest, error: ChangeError) -> HttpResponse:
    context = {"reason": str(error), "again": reverse("details")}
    return render(request, "people/link_refused.html", context, status=410)
