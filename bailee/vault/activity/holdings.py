"""What a client's archive leaves out of activity: nothing."""

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from bailee.foundation.held import Ends, Held
from bailee.vault.activity.models import SIGN_INS, USES

WITHHELD: dict[str, str] = {}

HELD = (
    Held(
        table="activity_signin",
        title=_("Sign-ins"),
        purpose=_("So that you notice a sign-in that was not yours."),
        clause="2.1a",
        kept=format_lazy(
            _(
                "{days} days after the last use; of the address only the beginning"
                " after {addresses} days"
            ),
            days=settings.KEEP_SIGN_INS_DAYS,
            addresses=settings.KEEP_ADDRESSES_DAYS,
        ),
        ends=Ends("last_use_at", SIGN_INS),
        whose="person_id = %(id)s",
        refers=("person_id",),
        shows={
            "at": _("Signed in"),
            "last_use_at": _("Last used"),
            "ended_at": _("Ended"),
            "ended_how": _("How"),
            "way": _("Signed in with"),
            "address": _("Address"),
            "country": _("Country (approximate)"),
            "browser": _("Browser"),
            "system": _("System"),
            "device": _("Device"),
            "referrer": _("Came from"),
        },
        newest="last_use_at",
    ),
    Held(
        table="activity_use",
        title=_("Pages used"),
        purpose=_("To run the site and to find out what went wrong."),
        clause="2.1a",
        kept=format_lazy(
            _("{days} days; of the address only the beginning after {addresses} days"),
            days=settings.KEEP_USES_DAYS,
            addresses=settings.KEEP_ADDRESSES_DAYS,
        ),
        ends=Ends("last_at", USES),
        whose="sign_in_id IN (SELECT id FROM activity_signin WHERE person_id = %(id)s)",
        refers=("sign_in_id",),
        shows={
            "day": _("Day"),
            "page": _("Page"),
            "method": _("Action"),
            "times": _("Times"),
            "address": _("Address"),
            "first_at": _("First"),
            "last_at": _("Last"),
        },
        newest="last_at",
    ),
)
