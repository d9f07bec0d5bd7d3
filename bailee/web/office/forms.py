"""What staff fill in."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bailee.custody.lifecycle import Terms
from bailee.office.clients import registry
from bailee.office.clients.quotas import Quota
from bailee.office.clients.registry import LabelError
from bailee.web.ui import iso
from bailee.web.ui.forms import Form, WholeNumberField

EARLIEST, LATEST = date(1990, 1, 1), date(2199, 12, 31)  # beyond these a year was mistyped
LONGEST_NOTICE = 3650  # days
GIGABYTE = 10**9  # bytes


def day_field(**options: Any) -> forms.DateField:
    """A day as the browser's own picker gives it."""
    return forms.DateField(
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        validators=[
            MinValueValidator(
                EARLIEST, _("Choose a day from {year} on.").format(year=EARLIEST.year)
            ),
            MaxValueValidator(LATEST, _("Choose a day up to {year}.").format(year=LATEST.year)),
        ],
        **options,
    )


def label_from(name: str) -> str:
    """A host label proposed for a company's name: “Acme Marine Ltd.” gives `acme-marine-ltd`."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:42].strip("-")


class ClientForm(Form):
    """The company, its contact, and the terms of the contract."""

    name = forms.CharField(
        label=gettext_lazy("Company name"),
        max_length=200,
        widget=forms.TextInput(
            {
                "autocomplete": "off",
                "autofocus": True,
                "hx-get": reverse_lazy("office:client-label"),
                "hx-trigger": "change",
                "hx-target": "#proposal",
                "hx-swap": "outerHTML",
            }
        ),
    )
    label = forms.CharField(
        label=gettext_lazy("Host label"),
        required=False,
        max_length=42,
        help_text=gettext_lazy(
            "The first part of the portal's address. Left empty, it is made from the name."
        ),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    street = forms.CharField(label=gettext_lazy("Street"), max_length=200, required=False)
    postal_code = forms.CharField(label=gettext_lazy("Postal code"), max_length=20, required=False)
    city = forms.CharField(label=gettext_lazy("City"), max_length=100, required=False)
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        required=False,
        choices=lambda: [("", _("Not given")), *iso.countries().items()],
    )
    contact_name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    contact_email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy(
            "This person is invited by mail to be the first owner of the portal."
        ),
    )
    contact_phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    starts_on = day_field(label=gettext_lazy("Contract starts on"))
    notice_days = forms.IntegerField(
        label=gettext_lazy("Notice period in days"),
        min_value=0,
        max_value=LONGEST_NOTICE,
        initial=30,
    )
    price_per_month = forms.DecimalField(
        label=gettext_lazy("Price per month"), min_value=Decimal(0), max_digits=12, decimal_places=2
    )
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"),
        choices=lambda: [(code, f"{code} · {name}") for code, name in iso.currencies().items()],
        initial="EUR",
    )

    PARTICULARS = (
        "street",
        "postal_code",
        "city",
        "country",
        "contact_name",
        "contact_email",
        "contact_phone",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["label"] = cleaned.get("label") or label_from(cleaned.get("name", ""))
        if "name" in cleaned and "label" not in self.errors:
            self._check_label(cleaned["label"])
        return cleaned

    def _check_label(self, label: str) -> None:
        try:
            registry.check_label(label)
        except LabelError as error:
            self.add_error("label", str(error))

    def particulars(self) -> dict[str, str]:
        """The fields of the vault's profile."""
        return {name: self.cleaned_data[name] for name in self.PARTICULARS}

    def terms(self) -> Terms:
        return Terms(
            starts_on=self.cleaned_data["starts_on"],
            notice_days=self.cleaned_data["notice_days"],
            price_per_month=self.cleaned_data["price_per_month"],
            currency=self.cleaned_data["currency"],
        )


class Search(Form):
    """Which clients to list, and in what order."""

    q = forms.CharField(
        label=gettext_lazy("Search by name"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"type": "search"}),
    )
    order = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=[(order, order) for order in ("name", "-name", "opened_at", "-opened_at")],
        widget=forms.HiddenInput,
    )


class NoticeForm(Form):
    """The day on which a contract ends."""

    ends_on = day_field(label=gettext_lazy("Contract ends on"))
    waive = forms.BooleanField(
        label=gettext_lazy("Both sides have agreed to end before the notice period is over"),
        required=False,
    )


class QuotaForm(Form):
    """How much a client may keep; an empty field is no limit."""

    records = WholeNumberField(
        label=gettext_lazy("Records"),
        required=False,
        min_value=0,
        max_value=10**12,
        help_text=gettext_lazy(
            "Records in all collections together. What lies in the trash does not count."
        ),
    )
    gigabytes = forms.DecimalField(
        label=gettext_lazy("Files, in gigabytes"),
        required=False,
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=3,
        help_text=gettext_lazy(
            "Every version counts, and what lies in the trash. A point for decimals: 2.5."
        ),
    )
    users = WholeNumberField(
        label=gettext_lazy("People"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=gettext_lazy("Who can sign in, and open invitations."),
    )

    def quota(self) -> Quota:
        """What was filled in."""
        size = self.cleaned_data["gigabytes"]
        return Quota(
            records=self.cleaned_data["records"],
            file_bytes=None if size is None else int(size * GIGABYTE),
            users=self.cleaned_data["users"],
        )


class HoldForm(Form):
    """Why the law asks that records stay."""

    reason = forms.CharField(
        label=gettext_lazy("Order or law"),
        max_length=500,
        help_text=gettext_lazy(
            "Such as the court and the file number. The client sees that a hold stands."
        ),
    )
