"""The page behind the link in an invitation: a name, a password, and one is in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from bailee.foundation import clock
from bailee.people import invitations, languages, users
from bailee.people.invitations import InvitationError
from bailee.people.users import AlreadyHereError
from bailee.policy import clauses, versions
from bailee.vault.sign_on import provider
from bailee.web.ui.middleware.activity import address
from bailee.web.ui.passwords import NewPassword
from bailee.web.ui.permission import public


class AcceptForm(NewPassword):
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    agrees = forms.BooleanField(
        label=gettext_lazy("I have read the privacy policy and agree to it"),
        help_text=gettext_lazy(
            "What it says is shown below. Signing in sets one cookie, which keeps you"
            " signed in, and no other."
        ),
        error_messages={
            "required": gettext_lazy("Without your agreement there can be no account here.")
        },
    )
    field_order = ("name", "password", "agrees")

    def __init__(self, *args: Any, asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks:
            del self.fields["agrees"]


@public
@never_cache
@sensitive_post_parameters("password")
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """Shows the invitation, and accepts it."""
    now = clock.now()
    ours = getattr(request, "client", None) is None  # staff keep the policy, clients agree to it
    form = AcceptForm(request.POST or None, asks=not ours)
    try:
        invitation = invitations.find(token, now=now)
        if request.method == "POST" and form.is_valid():
            invitations.accept(
                token,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
                now=now,
                agrees_to=versions.in_force().named if "agrees" in form.fields else None,
                address=address(request),
                language=languages.current(),
            )
            return redirect(reverse("account_login") + "?done=joined")
    except ValidationError as error:
        form.add_error("password", error)
    except (InvitationError, AlreadyHereError) as error:
        refusal = {"reason": str(error), "again": reverse("account_login")}
        return render(request, "people/link_refused.html", refusal, status=410)
    form.initial["name"] = invitation.name
    context = {
        "form": form,
        "invitation": invitation,
        "role": users.label(invitation.role),
        "sections": [] if ours else clauses.sections(),
        "sign_on": None if ours else provider.offered(),
    }
    return render(request, "people/invitation.html", context)
