"""What of single sign-on is left out of a client's archive, and what stands in on restore."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from bailee.foundation.held import Ends, Held

WITHHELD = {
    "sign_on_provider.secret": "the secret that the provider gave us: who has it can pose as us",
    "sign_on_attempt": "one-time ways in, valid for some minutes",
}

# Empty: single sign-on is off until an owner gives the secret again, and its page says so.
STAND_INS = {"sign_on_provider.secret": ""}

_PURPOSE = _("So that your company’s people sign in with their own identity provider.")

HELD = (
    Held(
        table="sign_on_provider",
        title=_("Single sign-on"),
        purpose=_PURPOSE,
        clause="2.1b",
        did=("by_id",),
        shows={"label": _("Name"), "changed_at": _("Changed")},
        newest="changed_at",
    ),
    Held(
        table="sign_on_change",
        title=_("Changes of single sign-on"),
        purpose=_("So that owners see who changed how people sign in."),
        clause="2.1b",
        did=("by_id",),
        shows={"at": _("When"), "what": _("What")},
        newest="at",
    ),
    Held(
        table="sign_on_link",
        title=_("Account at the company’s identity provider"),
        purpose=_PURPOSE,
        clause="2.1b",
        whose="person_id = %(id)s",
        refers=("person_id", "email"),
        shows={
            "issuer": _("Provider"),
            "subject": _("Account there"),
            "email": _("Address there"),
            "linked_at": _("Linked"),
        },
        newest="linked_at",
    ),
    Held(
        table="sign_on_attempt",
        title=_("Sign-ins with single sign-on under way"),
        purpose=_("So that each way back from the provider is taken once, by who began."),
        clause="2.1a",
        ends=Ends("expires_at", timedelta(hours=1)),
        whose="person_id = %(id)s OR email = ANY(%(emails)s)",
        refers=("person_id", "email"),
        shows={
            "purpose": _("What for"),
            "began_at": _("Began"),
            "network": _("Network"),
            "email": _("Address there"),
            "name": _("Name there"),
            "subject": _("Account there"),
            "issuer": _("Provider"),
        },
        hides={
            "client": _("the company’s own, not about you"),
            "next": _("the page to open afterwards"),
            "state_hash": _("of a one-time way in"),
            "ticket_hash": _("of a one-time way in"),
            "browser": _("a keyed hash that only serves to compare"),
            "strong": _("whether the provider asked for a second factor"),
            "used_at": _("when the way back was taken"),
            "expires_at": _("when this is deleted, at the latest an hour later"),
        },
        newest="began_at",
    ),
)
