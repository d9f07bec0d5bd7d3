"""What an owner fills in about the client's identity provider."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bailee.people.roles import Role
from bailee.vault.sign_on.models import INVITED
from bailee.vault.sign_on.provider import Wish
from bailee.web.ui.forms import Form

ADMITS = [
    (INVITED, gettext_lazy("Only people who were invited or are here already")),
    (Role.READER, gettext_lazy("Everybody in these domains, as a reader")),
    (Role.EDITOR, gettext_lazy("Everybody in these domains, as an editor")),
    (Role.BILLING, gettext_lazy("Everybody in these domains, for billing")),
]


class SignOnForm(Form):
    """What an owner copies from the provider, and what the house rules are."""

    label = forms.CharField(
        label=gettext_lazy("Name on the button"),
        max_length=60,
        help_text=gettext_lazy("As your people call it, such as “Acme account”."),
    )
    issuer = forms.CharField(
        label=gettext_lazy("Issuer"),
        max_length=600,
        widget=forms.TextInput({"inputmode": "url", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "The address of the provider, such as https://login.example.org. We look there for its"
            " description (.well-known/openid-configuration)."
        ),
    )
    client = forms.CharField(
        label=gettext_lazy("Client id"),
        max_length=255,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        max_length=1000,
        required=False,
        widget=forms.PasswordInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    domains = forms.CharField(
        label=gettext_lazy("Domains of your e-mail addresses"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One on each line, such as acme.example. Named here, nobody comes in with another"
            " address. Empty: any address of somebody invited."
        ),
    )
    admits = forms.ChoiceField(
        label=gettext_lazy("Who comes in"),
        choices=ADMITS,
        initial=INVITED,
        widget=forms.RadioSelect,
    )
    passwords = forms.BooleanField(
        label=gettext_lazy("People may still sign in with a password"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "Owners always may, so that a provider that fails never locks you out."
        ),
    )
    trusts_factor = forms.BooleanField(
        label=gettext_lazy("A second factor asked for by the provider counts as ours"),
        required=False,
        help_text=gettext_lazy(
            "Only where the provider says so at the sign-in (amr “mfa”, or a level below)."
            " Otherwise who has a second factor here is asked for it as ever."
        ),
    )
    levels = forms.CharField(
        label=gettext_lazy("Levels (acr) that mean a second factor"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea({"rows": 2, "spellcheck": "false"}),
        help_text=gettext_lazy("One on each line. Empty if you do not know what this is."),
    )
    roaming = forms.BooleanField(
        label=gettext_lazy("The network may change between leaving and coming back"),
        required=False,
        help_text=gettext_lazy(
            "Only if your people are refused with “another network”, because they go out through"
            " changing addresses."
        ),
    )

    def __init__(self, *args: Any, has_secret: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["secret"].help_text = (
            _("It is there, and not shown. Leave this empty to keep it.")
            if has_secret
            else _("The provider shows it beside the client id. We keep it sealed.")
        )

    @property
    def wish(self) -> Wish:
        cleaned = self.cleaned_data
        return Wish(
            **{name: cleaned[name] for name in ("label", "issuer", "client", "secret", "admits")},
            domains=re.split(r"[\s,;]+", cleaned["domains"]),
            levels=cleaned["levels"].splitlines(),
            passwords=cleaned["passwords"],
            trusts_factor=cleaned["trusts_factor"],
            roaming=cleaned["roaming"],
        )
