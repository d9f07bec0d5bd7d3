"""Asking for a new password, and setting it with the link from the mail.

allauth's own pages for this keep their key in a session; a visitor must not get a cookie.
"""

import time

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from bailee.foundation import clock
from bailee.people import passwords, resets
from bailee.people.resets import ResetError
from bailee.people.throttled import Purpose
from bailee.vault.company import team
from bailee.web.ui import pauses, timing
from bailee.web.ui.forms import Form
from bailee.web.ui.links import absolute
from bailee.web.ui.middleware.activity import address
from bailee.web.ui.permission import public

# Seconds from question to answer, always: whether an address is known cannot be timed.
ANSWER_AFTER = 0.3


class AskForm(Form):
    email = forms.EmailField(
        label="E-mail address", widget=forms.EmailInput({"autocomplete": "username"})
    )


class NewPassword(Form):
    password = forms.CharField(
        label="New password",
        help_text="At least 12 characters. Some words in a row make a good one.",
        strip=False,
        max_length=passwords.LONGEST,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


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


def _link(request: HttpRequest, token: str) -> str:
    return absolute(request, reverse("password_reset", args=[token]))
