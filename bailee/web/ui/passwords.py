"""Asking for a new password, and setting it with the link from the mail.

allauth's own pages for this keep their key in a session; a visitor must not get a cookie.
"""

import time
from datetime import datetime
from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from bailee.foundation import clock
from bailee.people import passwords, resets
from bailee.people.models import User
from bailee.people.resets import ResetError
from bailee.people.throttled import Purpose
from bailee.vault.company import team
from bailee.web.ui import pauses, timing
from bailee.web.ui.accounts import AccountAdapter
from bailee.web.ui.forms import Form
from bailee.web.ui.links import absolute
from bailee.web.ui.middleware.activity import address
from bailee.web.ui.permission import EVERYONE, public, roles

# Seconds from question to answer, always: whether an address is known cannot be timed.
ANSWER_AFTER = 0.3


class AskForm(Form):
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput({"autocomplete": "username"})
    )


class NewPassword(Form):
    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 12 characters. Some words in a row make a good one."),
        strip=False,
        max_length=passwords.LONGEST,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


class ChangeForm(NewPassword):
    present = forms.CharField(
        label=_("Your password until now"),
        strip=False,
        max_length=passwords.LONGEST,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    field_order = ("present", "password")


@roles(*EVERYONE, without_consent=True)
@never_cache
@sensitive_post_parameters("present", "password")
def change(request: HttpRequest) -> HttpResponse:
    """A new password for who knows the present one; every other session ends."""
    person, now = cast("User", request.user), clock.now()
    form = ChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if not AccountAdapter().reauthenticate(person, form.cleaned_data["present"]):
                form.add_error("present", AccountAdapter.error_messages["incorrect_password"])
        except ValidationError as error:
            form.add_error("present", error)
        if form.is_valid() and _changed(request, person, form, now):
            told = gettext("Your new password is set. All other sessions have ended.")
            messages.success(request, told)
            return redirect("account_sessions")
    return render(request, "people/password_change.html", {"form": form, "email": person.email})


@public
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Asks for the address and answers every address the same, after the same time."""
    asked_at = time.monotonic()
    form = AskForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "asked": "asked" in request.GET}
        return render(request, "people/password_new.html", context)
    email = form.cleaned_data["email"]
    now = clock.now()
    refused = pauses.page(request, Purpose.RESET, account=email, now=now)
    if refused is not None:
        return refused
    team.ask_reset(email=email, now=now, url_of=lambda token: _link(request, token))
    timing.even_out(asked_at, ANSWER_AFTER)
    return redirect(reverse("account_reset_password") + "?asked")


@public
@never_cache
@sensitive_post_parameters("password")
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """Sets the new password. The second factor is asked for at the next sign-in as ever."""
    now = clock.now()
    form = NewPassword(request.POST or None)
    try:
        person = resets.find(token, now=now).user
        if request.method == "POST" and form.is_valid():
            team.use_reset(
                token,
                password=form.cleaned_data["password"],
                address=address(request),
                again=absolute(request, reverse("account_reset_password")),
                now=now,
            )
            return redirect(reverse("account_login") + "?done=password")
    except ValidationError as error:
        form.add_error("password", error)
    except ResetError as error:
        context = {"reason": str(error), "again": reverse("account_reset_password")}
        return render(request, "people/link_refused.html", context, status=410)
    return render(request, "people/password_edit.html", {"form": form, "email": person.email})


def _changed(request: HttpRequest, person: User, form: ChangeForm, now: datetime) -> bool:
    """Sets it, unless it is a weak one: then the form says why."""
    try:
        team.change_password(
            person,
            password=form.cleaned_data["password"],
            keep=request.session.session_key,
            again=absolute(request, reverse("account_reset_password")),
            now=now,
        )
    except ValidationError as error:
        form.add_error("password", error)
        return False
    # The session of the one who did it goes on, under a new key.
    update_session_auth_hash(request, person)
    return True


def _link(request: HttpRequest, token: str) -> str:
    return absolute(request, reverse("password_reset", args=[token]))
