"""Which roles of the client need a second factor: the owners decide."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bailee.foundation import clock
from bailee.people import factors, users
from bailee.people.models import User
from bailee.people.protection import rules
from bailee.people.protection.models import FactorRule
from bailee.people.protection.rules import RuleError
from bailee.people.roles import Role
from bailee.web.ui.forms import Form
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest
from bailee.web.ui.step_up import fresh

PAST = 10  # decisions shown


class RuleForm(Form):
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Needed by"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None: only owners need one. All: everybody does."),
    )
    starts_on = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    grace_days = forms.IntegerField(
        label=gettext_lazy("Days of grace"),
        min_value=0,
        max_value=rules.LONGEST_GRACE,
        help_text=gettext_lazy("So long people are reminded; then nothing opens without one."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.MultipleChoiceField", self.fields["roles"])
        field.choices = [(role.value, role.label) for role in rules.CHOOSABLE]


@fresh
@roles(Role.OWNER)
def edit(request: PortalRequest) -> HttpResponse:
    """The rule that holds, changing it, and who has no factor today."""
    now, made = clock.now(), rules.made()
    initial = {
        "roles": made.roles if made else [],
        "starts_on": max(made.starts_on, now.date()) if made else now.date(),
        "grace_days": made.grace_days if made else 14,
    }
    form = RuleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            rules.make(**form.cleaned_data, by=request.user.actor, now=now)
        except RuleError as error:
            form.add_error("starts_on", str(error))
        else:
            messages.success(request, _("The rule is saved."))
            return redirect("portal:people")
    holders = factors.holders()
    context = {
        "form": form,
        "without": [one for one in User.objects.active() if one.id not in holders],
        "rules": [
            (one, [users.label(role) for role in one.roles])
            for one in FactorRule.objects.all()[:PAST]
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "people/factor_rule.html", context, status=status)
