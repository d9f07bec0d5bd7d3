"""What a client's people fill in about collections and fields."""

from typing import Any

from django import forms

from bailee.vault.records.collections import MAX_LABEL
from bailee.vault.records.types import TYPES
from bailee.web.ui.forms import Form

_INDEX = "Lists sorted or filtered by an indexed field stay fast; each index takes some space."


class CollectionForm(Form):
    """A collection's name."""

    label = forms.CharField(label="Name", max_length=MAX_LABEL)
    description = forms.CharField(
        required=False, max_length=2_000, widget=forms.Textarea({"rows": 3})
    )


class FieldForm(Form):
    """A field's name and index; the index only where the type has one."""

    label = forms.CharField(label="Name", max_length=MAX_LABEL)
    indexed = forms.BooleanField(label="Indexed", required=False, help_text=_INDEX)

    def __init__(self, *args: Any, indexable: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not indexable:
            del self.fields["indexed"]


class NewFieldForm(Form):
    """A field to be made."""

    label = forms.CharField(label="Name", max_length=MAX_LABEL)
    type = forms.ChoiceField(choices=[(kind.name, kind.label) for kind in TYPES.values()])
    choices = forms.CharField(
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 4}),
        help_text="For the type “Choice”: one per line, up to 100.",
    )
    required = forms.BooleanField(
        label="Required", required=False, help_text="Only while there are no records."
    )
    indexed = forms.BooleanField(label="Indexed", required=False, help_text=_INDEX)

    def clean_choices(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["choices"].splitlines()]
        found = list(dict.fromkeys(line for line in lines if line))
        if len(found) > 100 or any(len(line) > 100 for line in found):
            raise forms.ValidationError("Up to 100 choices of up to 100 characters each.")
        if self.cleaned_data.get("type") == "choice" and not found:
            raise forms.ValidationError("A choice needs at least one value.")
        return found if self.cleaned_data.get("type") == "choice" else []
