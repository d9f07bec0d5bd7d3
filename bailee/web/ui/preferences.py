"""“Your preferences”: the same page for staff and for a client's people, open to every role."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bailee.foundation import clock
from bailee.people import preferences
from bailee.people.preferences import PreferenceError
from bailee.vault.mail.kinds import KINDS
from bailee.web.ui import previews, start
from bailee.web.ui.permission import EVERYONE, roles
from bailee.web.ui.preferences_form import PreferencesForm
from bailee.web.ui.request import PersonRequest


@roles(*EVERYONE)
def edit(request: PersonRequest) -> HttpResponse:
    """The form, with what it would look like beside it. A frozen vault keeps choices too."""
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            preferences.choose(
                request.user, **form.choices(), by=request.user.actor, now=clock.now()
            )
        except PreferenceError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your preferences are kept."))
            return redirect("preferences")
    context = {
        "form": form,
        "base": f"ui/{getattr(request, 'face', 'portal')}.html",
        "preview": previews.of(preferences.formats_of(request.user), now=clock.now()),
        "always": _always(request),
    }
    return render(request, "people/preferences.html", context, status=422 if form.errors else 200)


def _form(request: PersonRequest) -> PreferencesForm:
    return PreferencesForm(
        request.POST or None,
        user=request.user,
        pages=start.pages(request),
        lists=start.lists(request),
    )


def _always(request: PersonRequest) -> list[Any]:
    """Mails that nobody can do without, because the contract or the safety of all needs them."""
    mails = [kind for kind in KINDS.values() if kind.name not in preferences.TOPICS]
    if request.user.is_staff:
        return [kind for kind in mails if kind.recipient != "closing" and kind.clause != "6.1"]
    return mails
