"""What a client's people fill in about their company."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bailee.vault.company import numbers, wording
from bailee.vault.company.numbers import NumberError
from bailee.web.ui import iso
from bailee.web.ui.forms import Form

CONFIRMED = gettext_lazy("Takes effect when we have confirmed it.")


def _country(**options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        required=False,
        choices=lambda: [("", _("Not given")), *iso.countries().items()],
        **options,
    )


def _text(label: Any, longest: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=False, **options)


class DetailsForm(Form):
    """Who the company is and where."""

    legal_name = forms.CharField(label=gettext_lazy("Legal name"), max_length=200)
    legal_form = _text(
        gettext_lazy("Legal form"), 100, help_text=gettext_lazy("Such as Ltd, GmbH, S.A.")
    )
    street = _text(gettext_lazy("Street"), 200)
    postal_code = _text(gettext_lazy("Postal code"), 20)
    city = _text(gettext_lazy("City"), 100)
    country = _country(label=gettext_lazy("Country"))
    trading_name = _text(
        gettext_lazy("Trading name"), 200, help_text=gettext_lazy("If it is known by another name.")
    )
    registration_number = _text(gettext_lazy("Registration number"), 60)
    register = _text(
        gettext_lazy("Register"),
        200,
        help_text=gettext_lazy("Where that number stands, such as Companies House."),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages in which you like to be written to"),
        required=False,
        choices=list(wording.LANGUAGES.items()),
        widget=forms.CheckboxSelectMultiple,
    )


class BillingForm(Form):
    """Where bills go and what must stand on them."""

    billing_name = _text(
        gettext_lazy("Addressee"), 200, help_text=gettext_lazy("Left empty, it is the legal name.")
    )
    billing_street = _text(gettext_lazy("Street"), 200)
    billing_postal_code = _text(gettext_lazy("Postal code"), 20)
    billing_city = _text(gettext_lazy("City"), 100)
    billing_country = _country(label=gettext_lazy("Country"))
    purchase_order_required = forms.BooleanField(
        label=gettext_lazy("A purchase-order number must stand on every bill"), required=False
    )


class BankForm(Form):
    """An account. All three empty: none."""

    bank_holder = _text(gettext_lazy("Account holder"), 200)
    bank_iban = _text(
        gettext_lazy("IBAN"),
        60,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    bank_bic = _text(
        gettext_lazy("BIC"),
        20,
        help_text=gettext_lazy("Not needed within the European Union."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_bank_iban(self) -> str:
        typed = str(self.cleaned_data["bank_iban"])
        return _checked(numbers.account, typed) if typed else ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        iban, holder = cleaned.get("bank_iban"), cleaned.get("bank_holder")
        if iban and not holder:
            self.add_error("bank_holder", _("Whose account is it?"))
        if holder and iban == "" and "bank_iban" not in self.errors:
            self.add_error("bank_iban", _("Which account is it? To remove it, empty all fields."))
        if iban and cleaned.get("bank_bic"):
            try:
                cleaned["bank_bic"] = numbers.bank(cleaned["bank_bic"], iban)
            except NumberError as error:
                self.add_error("bank_bic", str(error))
        return cleaned


class TaxIdForm(Form):
    """One number, checked as the country builds it."""

    country = forms.ChoiceField(
        label=gettext_lazy("Country"), choices=lambda: list(iso.countries().items())
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=list(wording.TAX_KINDS.items()),
        initial="vat",
        widget=forms.RadioSelect,
    )
    number = forms.CharField(
        label=gettext_lazy("Number"), max_length=60, widget=forms.TextInput({"spellcheck": "false"})
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                numbers.tax_id(cleaned["country"], cleaned["kind"], cleaned["number"])
            except NumberError as error:
                self.add_error("number", str(error))
        return cleaned


class ContactForm(Form):
    """Whom to turn to, about what."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    phone = _text(gettext_lazy("Telephone"), 40, widget=forms.TextInput({"type": "tel"}))
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("About"),
        choices=list(wording.TOPICS.items()),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, country: str, topics: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._country = country
        field = cast("forms.MultipleChoiceField", self.fields["topics"])
        field.choices = [(topic, wording.TOPICS[topic]) for topic in topics]

    def clean_phone(self) -> str:
        try:
            return numbers.phone(self.cleaned_data["phone"], self._country)
        except NumberError as error:
            raise forms.ValidationError(str(error)) from None


def _checked(check: Any, typed: str) -> str:
    try:
        return str(check(typed))
    except NumberError as error:
        raise forms.ValidationError(str(error)) from None
