"""The company's information: shown to all its people, changed by owners and billing (8.1)."""

import functools
from collections.abc import Callable
from typing import Any, Concatenate

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bailee.foundation import clock
from bailee.people.models import User
from bailee.people.roles import Role
from bailee.vault.company import facts, profile
from bailee.vault.company.changes import ChangeError
from bailee.vault.company.models import Change, Contact, Question
from bailee.web.portal.company_forms import DetailsForm
from bailee.web.ui import company as shown
from bailee.web.ui.permission import ALL_USERS, roles
from bailee.web.ui.request import PortalRequest

BILLERS = (Role.OWNER, Role.BILLING)


def while_open[**P](
    view: Callable[Concatenate[PortalRequest, P], HttpResponse],
) -> Callable[Concatenate[PortalRequest, P], HttpResponse]:
    """A frozen portal has nothing to fill in: its pages lead back to what can be read."""

    @functools.wraps(view)
    def seen(request: PortalRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.client.frozen:
            return redirect("portal:company")
        return view(request, *args, **kwargs)

    return seen


@roles(*ALL_USERS)
def show(request: PortalRequest) -> HttpResponse:
    """All that is true now, what waits for confirmation, and what is asked."""
    context = {
        **all_of_it(),
        "changed": Change.objects.exclude(effective_at=None).first(),
        "people": User.objects.active().count(),
        "is_owner": request.user.role == Role.OWNER and not request.client.frozen,
        "may_bill": request.user.role in BILLERS and not request.client.frozen,
    }
    return render(request, "portal/company/show.html", context)


@roles(Role.OWNER)
@while_open
def edit(request: PortalRequest) -> HttpResponse:
    """Names, register, legal address, languages."""
    current = profile.current()
    form = DetailsForm(request.POST or None, initial=model_to_dict(current))
    if request.method == "POST" and form.is_valid() and correct(request, form):
        return redirect("portal:company")
    return render(request, "portal/company/edit.html", {"form": form})


def correct(request: PortalRequest, form: Any) -> bool:
    """Hands a form about the profile on, and says what waits; False: the form says why not."""
    try:
        made = profile.correct(form.cleaned_data, by=request.user.actor, now=clock.now())
    except ChangeError as error:
        form.add_error(None, str(error))
        return False
    say(request, made)
    return True


def say(request: PortalRequest, made: list[Change]) -> None:
    """What became of it."""
    if any(one.state == "asked" for one in made):
        messages.info(
            request,
            _("What touches contracts or bank details takes effect when we have confirmed it."),
        )
    elif made:
        messages.success(request, _("Changed. It holds from now on."))


def all_of_it() -> dict[str, Any]:
    """The sheet, the changes that wait, the open questions."""
    returned = Contact.objects.exclude(returned_at=None).values_list("email", flat=True)
    waiting = Change.objects.waiting().order_by("at")
    return {
        "sheet": shown.sheet({**facts.everything(), "returned": list(returned)}),
        "waiting": [(one, shown.lines(one.before, one.after)) for one in waiting],
        "questions": list(Question.objects.open()),
        "last_confirmed": Question.objects.filter(answer="right").order_by("-answered_at").first(),
    }
