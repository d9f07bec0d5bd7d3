"""What an owner fills in about tokens and webhooks."""

import re
import uuid
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bailee.vault.integrations.models.hooks import EVENTS
from bailee.vault.integrations.models.tokens import VERBS
from bailee.vault.records.models import Collection
from bailee.web.ui.forms import Form

SOME, EVERY = "some", "all"
_REACH = [(EVERY, gettext_lazy("All, also those made later")), (SOME, gettext_lazy("Only these:"))]


def _said(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(key, capfirst(_(said))) for key, said in words.items()]


class ReachForm(Form):
    """All collections, or some."""

    reach = forms.ChoiceField(
        label=gettext_lazy("Collections"), choices=_REACH, initial=EVERY, widget=forms.RadioSelect
    )
    collections = forms.MultipleChoiceField(
        label=gettext_lazy("Which collections"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.MultipleChoiceField", self.fields["collections"])
        field.choices = [(str(one.id), one.label) for one in Collection.objects.all()]

    def clean(self) -> dict[str, Any]:
        """“Only these” needs one at least."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("reach") == SOME and not cleaned.get("collections"):
            self.add_error("collections", _("Choose at least one collection."))
        return cleaned

    @property
    def reached(self) -> list[uuid.UUID] | None:
        """The ids, None for all."""
        if self.cleaned_data["reach"] == EVERY:
            return None
        return [uuid.UUID(one) for one in self.cleaned_data["collections"]]


class TokenForm(ReachForm):
    """A token to be made."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("What will use it, such as “Warehouse import”."),
    )
    verbs = forms.MultipleChoiceField(
        label=gettext_lazy("It may"),
        choices=lambda: _said(VERBS),
        initial=["read"],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("“Files” are those of the whole vault, whatever the collections."),
    )
    expires_on = forms.DateField(
        label=gettext_lazy("Ends on"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=gettext_lazy(
            "At the end of this day (UTC). Empty: it works until you revoke it."
        ),
    )
    addresses = forms.CharField(
        label=gettext_lazy("Only from these addresses"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One on each line, such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32. Empty:"
            " from anywhere."
        ),
    )

    field_order = ["name", "verbs", "reach", "collections", "expires_on", "addresses"]

    @property
    def ranges(self) -> list[str]:
        return [one for one in re.split(r"[\s,]+", self.cleaned_data["addresses"]) if one]


class WebhookForm(ReachForm):
    """A webhook to be made or changed."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("What listens there, such as “Ledger”."),
    )
    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=2000,
        widget=forms.TextInput({"inputmode": "url", "spellcheck": "false"}),
        help_text=gettext_lazy("Begins with https:// and is on the public internet."),
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("It hears of"),
        choices=lambda: _said(EVENTS),
        widget=forms.CheckboxSelectMultiple,
    )
    values = forms.BooleanField(
        label=gettext_lazy("Send the records’ values along"),
        required=False,
        help_text=gettext_lazy(
            "Otherwise only ids and versions leave this portal, and the program asks the"
            " API for the rest."
        ),
    )

    field_order = ["name", "url", "events", "reach", "collections", "values"]
