"""Signing in with the client's own identity provider: there, back, and the person's own yes.

No cookie is set before that yes: docs/adr/0033-single-sign-on-without-a-cookie.md.
"""

import json
from collections.abc import Callable

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.internal.constants import LoginStageKey
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from bailee.foundation import clock
from bailee.people import factors
from bailee.people.models import User
from bailee.vault.allowance import OverQuotaError
from bailee.vault.sign_on import arrivals, attempts, provider
from bailee.vault.sign_on.arrivals import Account, RefusedError
from bailee.vault.sign_on.attempts import Answer, AttemptError, Visitor
from bailee.vault.sign_on.claims import Claims
from bailee.vault.sign_on.discovery import ProviderError
from bailee.vault.sign_on.models import AGAIN, SIGN_IN, TRY, Attempt, Provider
from bailee.web.ui.accounts import AccountAdapter
from bailee.web.ui.links import absolute
from bailee.web.ui.middleware.activity import address
from bailee.web.ui.permission import ALL_USERS, public, roles

WAY = "single sign-on"  # as it is noted in the session, and with the sign-in
STATUS: dict[type[Exception], int] = {
    AttemptError: 400,
    RefusedError: 403,
    OverQuotaError: 403,
    ProviderError: 502,
}


@public
@never_cache
@require_GET
def new(request: HttpRequest) -> HttpResponse:
    """Leads to the provider: a link, so that `form-action 'self'` can stand."""
    return _said(request, _sent)


@roles(*ALL_USERS, without_consent=True)
@never_cache
@require_GET
def edit(request: HttpRequest) -> HttpResponse:
    """Leads there once more somebody who is signed in: to prove that it is still them."""
    return _said(request, _sent)


@public
@never_cache
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The way back: checks everything, signs nobody in, and asks whether to."""
    return _said(request, _back)


@public
@never_cache
@sensitive_post_parameters("ticket")
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """Signs in who said yes on our own page; a second factor of ours comes after."""
    return _said(request, _in)


def _said(request: HttpRequest, act: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """What the act answers, or why it was refused."""
    try:
        return act(request)
    except tuple(STATUS) as error:
        status = next(status for kind, status in STATUS.items() if isinstance(error, kind))
        context = {"reason": str(error)}
        return render(request, "portal/sign_on/refused.html", context, status=status)


def _sent(request: HttpRequest) -> HttpResponse:
    again = request.path == reverse("portal:sign-on-again")
    person = request.user if again and isinstance(request.user, User) else None
    asked = request.GET.get("next", "")
    there = attempts.begin(
        _offered(),
        visitor=visitor(request),
        back=way_back(request),
        now=clock.now(),
        next_page=asked if AccountAdapter().is_safe_url(asked) else "",
        purpose=SIGN_IN if person is None else AGAIN,
        person=person,
    )
    return HttpResponseRedirect(there)


def _back(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    answer = _answer(request)
    attempt = attempts.take(answer, visitor=visitor(request), now=now)
    claims = attempts.ask(attempt, answer, back=way_back(request), now=now)
    if attempt.purpose == TRY:
        return _shown(request, attempt, claims)
    if attempt.purpose == AGAIN:
        return _proved(request, attempt, claims)
    one = _offered()
    arrival = arrivals.judge(account(claims), one, now=now)
    strong = one.trusts_factor and claims.strong(one.levels)
    context = {
        "ticket": attempts.wait(attempt, claims, strong=strong, now=now),
        "claims": claims,
        "arrival": arrival,
        "provider": one,
    }
    return render(request, "portal/sign_on/new.html", context)


def _in(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    given = request.POST.get("ticket", "")
    waiting = attempts.agree(given, visitor=visitor(request), now=now)
    who = Account(waiting.issuer, waiting.subject, waiting.email, waiting.name)
    login = absolute(request, reverse("account_login"))
    person = arrivals.arrive(who, _offered(), now=now, link=login)
    return _signed_in(request, person, waiting)


def _offered() -> Provider:
    one = provider.offered()
    if one is None:
        raise AttemptError(_("Single sign-on is switched off."))
    return one


def visitor(request: HttpRequest) -> Visitor:
    """What of the browser is compared between there and back."""
    said = [request.headers.get(name, "") for name in ("User-Agent", "Accept-Language")]
    return Visitor(address(request), json.dumps(said))


def way_back(request: HttpRequest) -> str:
    """The address that the provider must know as ours."""
    return absolute(request, reverse("portal:sign-on-back"))


def account(claims: Claims) -> Account:
    """Whom the claims are about; an address that nobody vouches for counts as none."""
    email = claims.email if claims.verified else ""
    return Account(claims.issuer, claims.subject, email, claims.name)


def _answer(request: HttpRequest) -> Answer:
    said = {name: request.GET.get(name, "") for name in ("state", "code", "iss", "error")}
    return Answer(said["state"], said["code"], said["iss"], said["error"])


def _shown(request: HttpRequest, attempt: Attempt, claims: Claims) -> HttpResponse:
    """To the owner who tried it, in the very session that began: what came, and what it means."""
    one, person = provider.current(), request.user
    if one is None or not isinstance(person, User) or person != attempt.person:
        raise AttemptError(_("Sign in as the owner who began to try it."))
    now = clock.now()
    arrival, reason = None, ""
    try:
        arrival = arrivals.judge(account(claims), one, now=now)
    except RefusedError as error:
        reason = str(error)
    provider.tried(one, by=person.actor, now=now)
    context = {
        "claims": claims,
        "said": json.dumps(claims.all, indent=2, ensure_ascii=False, sort_keys=True),
        "strong": claims.strong(one.levels),
        "arrival": arrival,
        "reason": reason,
    }
    return render(request, "portal/sign_on/tried.html", context)


def _proved(request: HttpRequest, attempt: Attempt, claims: Claims) -> HttpResponse:
    """In the session that asked, by the account that is linked, with a proof made there just now.

    Whoever has a second factor here proves it here, unless the provider's counts.
    """
    person, one = request.user, _offered()
    if not isinstance(person, User) or person != attempt.person:
        raise AttemptError(_("You are no longer signed in as the person who began this."))
    if not arrivals.is_account_of(person, account(claims)):
        raise AttemptError(_("That is another account than the one you sign in here with."))
    if not claims.fresh(clock.now()):
        raise AttemptError(_("The provider does not say that it asked you just now (auth_time)."))
    if factors.has_one(person) and not (one.trusts_factor and claims.strong(one.levels)):
        raise AttemptError(_("You have a second factor here: please use that one."))
    record_authentication(request, person, method=WAY, reauthenticated=True)
    request.session.cycle_key()
    return redirect(attempt.next or "start")


def _signed_in(request: HttpRequest, person: User, waiting: Attempt) -> HttpResponse:
    stages = {LoginStageKey.MFA_AUTHENTICATE.value: {"handled": True}} if waiting.strong else {}
    login = Login(user=person, redirect_url=waiting.next or None, state={"stages": stages})
    record_authentication(request, person, method=WAY, strong=waiting.strong)
    response: HttpResponse = perform_login(request, login)
    return response
