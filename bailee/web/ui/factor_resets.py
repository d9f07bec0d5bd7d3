"""A lost device: the page of the mailed link, and vouching for a colleague, on every face alike."""

import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from bailee.foundation import clock
from bailee.people.models import User
from bailee.people.protection import resets
from bailee.people.protection.models import FactorReset
from bailee.people.protection.resets import ResetError
from bailee.vault.company import protection
from bailee.web.ui.accounts import AccountAdapter
from bailee.web.ui.forms import Form
from bailee.web.ui.links import absolute
from bailee.web.ui.passkeys import page
from bailee.web.ui.permission import public
from bailee.web.ui.request import PersonRequest
from bailee.web.ui.team import Team

CHANGES = 10  # shown


class PasswordForm(Form):
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class ReasonForm(Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy(
            "What was lost, and how you made sure that it is this person who asks. Both are kept."
        ),
    )


@public
@never_cache
@sensitive_post_parameters("password")
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the mailed link. The mailbox alone is not enough: it asks for the password."""
    now, form = clock.now(), PasswordForm(request.POST or None)
    try:
        person = resets.find(token, now=now).person
        if request.method == "POST" and form.is_valid() and _knows(request, person, form):
            protection.use_reset(token, link=page(request), now=now)
            return redirect(reverse("account_login") + "?done=factors")
    except ResetError as error:
        refused = {"reason": str(error), "again": reverse("account_login")}
        return render(request, "people/link_refused.html", refused, status=410)
    context = {"form": form, "person": person}
    status = 422 if form.errors else 200
    return render(request, "people/factor_reset_use.html", context, status=status)


def ask(request: PersonRequest, these: Team, person_id: uuid.UUID) -> HttpResponse:
    """Vouches for a colleague; of staff a second one approves on the same page."""
    person = get_object_or_404(User.objects.active(), id=person_id)
    form = ReasonForm(request.POST if "reason" in request.POST else None)
    if request.method == "POST":
        if "decision" in request.POST:
            _decide(request, person)
            return redirect(request.path)
        if form.is_valid() and _asked(request, person, form):
            return redirect(these.pages["index"])
    staff = request.user.is_staff
    context = {
        "base": these.base,
        "back": reverse(these.pages["index"]),
        "lead": person.name,
        "waiting": person.factor_resets.waiting() if staff else [],
        "form": form,
        "text": _(
            "Vouch for {name} only when you have heard the voice or seen the face. {name} gets a "
            "link by mail, good for 24 hours; with it and the password, every passkey, app and "
            "code is removed, and the next sign-in asks for a new one."
        ).format(name=person.name),
        "submit": _("Ask for the reset") if staff else _("Mail the link"),
        "changes": person.factor_changes.all()[:CHANGES],
    }
    status = 422 if form.errors else 200
    return render(request, "people/factor_reset.html", context, status=status)


def _asked(request: PersonRequest, person: User, form: ReasonForm) -> bool:
    try:
        reset = protection.ask_reset(
            person,
            reason=form.cleaned_data["reason"],
            by=request.user.actor,
            url_of=lambda token: _link(request, token),
            now=clock.now(),
        )
    except ResetError as error:
        form.add_error("reason", str(error))
        return False
    told = (
        _("The link is on its way to {email}.").format(email=person.email)
        if reset.approved_at
        else _("Another member of staff must now approve it.")
    )
    messages.success(request, told)
    return True


def _decide(request: PersonRequest, person: User) -> None:
    try:
        wanted = uuid.UUID(request.POST.get("reset", ""))
    except ValueError:
        wanted = uuid.UUID(int=0)
    reset = get_object_or_404(person.factor_resets.waiting(), id=wanted)
    decide(request, reset, url_of=lambda token: _link(request, token))


def decide(request: PersonRequest, reset: FactorReset, *, url_of: protection.UrlOf) -> None:
    """Approves or refuses, and says which; on the seat of the person whose reset it is."""
    by, now = request.user.actor, clock.now()
    if request.POST.get("decision") != "approve":
        resets.refuse(reset, by=by, now=now)
        messages.success(request, _("The reset is refused."))
        return
    try:
        protection.approve_reset(reset, by=by, url_of=url_of, now=now)
    except ResetError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Approved: the link is on its way."))


def _knows(request: HttpRequest, person: User, form: PasswordForm) -> bool:
    """Whether the password is the person's; tries are counted as at signing in."""
    password = form.cleaned_data["password"]
    try:
        found = AccountAdapter().authenticate(request, email=person.email, password=password)
    except ValidationError as paused:
        form.add_error("password", paused)
        return False
    if found != person:
        form.add_error("password", _("This is not your password. Try again."))
        return False
    return True


def _link(request: HttpRequest, token: str) -> str:
    return absolute(request, reverse("factor_reset", args=[token]))
