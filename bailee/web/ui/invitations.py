"""The page behind the link in an invitation: a name, a password, and one is in."""

from allauth.decorators import rate_limit
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from bailee.foundation import clock
from bailee.people import invitations, users
from bailee.people.invitations import InvitationError
from bailee.people.users import AlreadyHereError
from bailee.web.ui.passwords import NewPassword
from bailee.web.ui.permission import public


class AcceptForm(NewPassword):
    name = forms.CharField(
        label="Your name", max_length=200, widget=forms.TextInput({"autocomplete": "name"})
    )
    field_order = ("name", "password")


@public
@never_cache
@sensitive_post_parameters("password")
@rate_limit(action="reset_password_from_key")  # type: ignore[untyped-decorator]  # allauth's
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """Shows the invitation, and accepts it."""
    now = clock.now()
    form = AcceptForm(request.POST or None)
    try:
        invitation = invitations.find(token, now=now)
        if request.method == "POST" and form.is_valid():
            invitations.accept(token, now=now, **form.cleaned_data)
            return redirect(reverse("account_login") + "?done=joined")
    except ValidationError as error:
        form.add_error("password", error)
    except (InvitationError, AlreadyHereError) as error:
        refusal = {"reason": str(error), "again": reverse("account_login")}
        return render(request, "people/link_refused.html", refusal, status=410)
    form.initial["name"] = invitation.name
    context = {"form": form, "invitation": invitation, "role": users.label(invitation.role)}
    return render(request, "people/invitation.html", context)
