"""How forms look, and what every form refuses."""

import re
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy

NUL = "\x00"
NUL_REFUSED = gettext_lazy(
    "This holds a character that cannot be stored (NUL, U+0000). Remove it and send the form again."
)


class Renderer(DjangoTemplates):
    """Label, hint, control, and the error next to the field it is about."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"


class WholeNumberField(forms.IntegerField):
    """Takes digits only: Django reads “1.000” as 1, and who types it may mean a thousand."""

    re_decimal = re.compile(r"(?!)")


class Form(forms.Form):
    """Refuses NUL before any field looks at it: PostgreSQL cannot store it and would fail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # A number control drops what it cannot read; a refused form must lose nothing typed.
            if isinstance(field.widget, forms.NumberInput):
                field.widget.input_type = "text"
                field.widget.attrs.setdefault("inputmode", "decimal")

    def full_clean(self) -> None:
        holding = [name for name in self.fields if self.is_bound and self._holds_nul(name)]
        if not holding:
            super().full_clean()
            return
        self._errors = ErrorDict()
        self.cleaned_data = {}
        for name in holding:
            self.add_error(name, NUL_REFUSED)

    def _holds_nul(self, name: str) -> bool:
        widget = self.fields[name].widget
        prefixed = self.add_prefix(name)
        return _holds_nul(widget.value_from_datadict(self.data, self.files, prefixed))


def _holds_nul(values: object) -> bool:
    if isinstance(values, str):
        return NUL in values
    if isinstance(values, list | tuple):
        return any(_holds_nul(value) for value in values)
    return NUL in str(getattr(values, "name", ""))
