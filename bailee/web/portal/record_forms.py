"""What a client's people fill in about collections and fields."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from bailee.vault.records import bounds, relations
from bailee.vault.records.collections import MAX_LABEL, NewField
from bailee.vault.records.models import Collection, Field
from bailee.vault.records.schemas import MAX_SCHEMA
from bailee.vault.records.types import FieldType
from bailee.web.ui.forms import Form

_INDEX = gettext_lazy(
    "Lists sorted or filtered by an indexed field stay fast; each index takes some space."
)
_TIMES = {"date", "datetime"}
_RULES: dict[str, tuple[str, str]] = {
    "min": (gettext_noop("Least value"), ""),
    "max": (gettext_noop("Greatest value"), ""),
    "min_length": (gettext_noop("Least number of characters"), ""),
    "max_length": (gettext_noop("Greatest number of characters"), ""),
    "pattern": (
        gettext_noop("Pattern"),
        gettext_noop("A regular expression that the whole value must fit, such as SO-[0-9]+"),
    ),
    "schema": (
        "JSON Schema",
        gettext_noop(
            "Draft 2020-12. References may only lead to places in the schema itself (#…)."
        ),
    ),
}


class CollectionForm(Form):
    """A collection's name."""

    label = forms.CharField(label=gettext_lazy("Name"), max_length=MAX_LABEL)
    description = forms.CharField(
        label=gettext_lazy("Description"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"rows": 3}),
    )


class FieldForm(Form):
    """A field of one type: what may be asked of its values depends on the type."""

    label = forms.CharField(label=gettext_lazy("Name"), max_length=MAX_LABEL)
    description = forms.CharField(
        label=gettext_lazy("Help"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Shown beside the field wherever a value is typed."),
    )

    def __init__(self, *args: Any, kind: FieldType, new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if new and kind.name == "relation":
            self.fields["target"] = _target()
        if new and kind.name == "choice":
            self.fields["choices"] = _lines()
        if kind.name not in relations.LINKS:
            self.fields["default"] = _default(kind)
        for name in bounds.TAKES.get(kind.name, ()):
            self.fields[name] = _rule(kind, name)
        self.fields["required"] = forms.BooleanField(
            label=_("Required"), required=False, help_text=_("Every record must have a value.")
        )
        if kind.may_be_unique:
            self.fields["unique"] = forms.BooleanField(
                label=_("Unique"),
                required=False,
                help_text=_("No two records may have the same value."),
            )
        if kind.indexable and kind.name not in relations.LINKS:
            self.fields["indexed"] = forms.BooleanField(
                label=_("Indexed"), required=False, help_text=_INDEX
            )

    @property
    def asked(self) -> NewField:
        """What was filled in."""
        given = self.cleaned_data
        target: Collection | None = given.get("target")
        return NewField(
            label=given["label"],
            type=self.kind.name,
            required=given["required"],
            indexed=given.get("indexed", False),
            unique=given.get("unique", False),
            description=given["description"],
            default=given.get("default") or None,
            choices=given.get("choices", "").splitlines(),
            rules={name: given[name] for name in bounds.TAKES.get(self.kind.name, ())},
            target=target.id if target else None,
        )

    def refuse(self, reasons: dict[str, str]) -> None:
        """Puts each reason beside the control that it is about."""
        for name, reason in reasons.items():
            self.add_error(name if name in self.fields else None, reason)


def filled(field: Field) -> dict[str, Any]:
    """A field as its form begins."""
    plain = ("label", "description", "required", "unique", "indexed", "default")
    return {name: getattr(field, name) for name in plain} | dict(field.rules)


def _target() -> forms.Field:
    return forms.ModelChoiceField(
        Collection.objects.all(),
        label=_("Collection"),
        required=False,
        empty_label=_("Choose…"),
        help_text=_("Each value names one record of it. It may be this collection itself."),
    )


def _lines() -> forms.Field:
    return forms.CharField(
        label=_("Choices"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("One per line, up to 100."),
    )


def _default(kind: FieldType) -> forms.Field:
    hint = _("What a new record begins with, and what an import fills in where no column goes.")
    tall = kind.name in {"long_text", "json"}
    widget = forms.Textarea({"rows": 3}) if tall else forms.TextInput()
    return forms.CharField(
        label=_("Default"), required=False, strip=False, widget=widget, help_text=hint
    )


def _rule(kind: FieldType, name: str) -> forms.Field:
    label, hint = (_(words) if words else "" for words in _RULES[name])
    if kind.name in _TIMES:
        label = {"min": _("Not before"), "max": _("Not after")}.get(name, label)
    if name == "schema":
        wide = forms.Textarea({"rows": 8, "class": "code", "spellcheck": "false"})
        return forms.CharField(
            label=label, required=False, max_length=MAX_SCHEMA, widget=wide, help_text=hint
        )
    return forms.CharField(label=label, required=False, max_length=1_000, help_text=hint)
