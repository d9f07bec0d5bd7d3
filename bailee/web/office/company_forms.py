"""What staff answer to a change that a client asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bailee.web.ui.forms import Form


class DecisionForm(Form):
    """Confirmed, or refused with a reason."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[
            ("confirm", gettext_lazy("Confirm: it takes effect at once")),
            ("refuse", gettext_lazy("Refuse: what was there before still holds")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Needed for a refusal. The client reads it."),
        widget=forms.Textarea({"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        refused = cleaned.get("decision") == "refuse"
        if refused and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Say why it is refused: the client reads it."))
        return cleaned
