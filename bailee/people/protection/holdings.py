"""What of protection is left out of a client's archive, and why each table is there."""

from django.utils.translation import gettext_lazy as _

from bailee.foundation.held import OF_ACCOUNT, Held

WITHHELD = {"protection_factorreset.token_hash": "hash of a one-time token: a way in"}

HELD = (
    Held(
        table="protection_factorchange",
        title=_("What happened to your second factors"),
        purpose=_("So that you notice when somebody else changes them."),
        clause="5.1",
        kept=OF_ACCOUNT,
        whose="person_id = %(id)s",
        refers=("person_id",),
        did=("by_id",),
        shows={
            "what": _("What"),
            "about": _("About"),
            "at": _("When"),
            "by_kind": _("By"),
        },
        newest="at",
    ),
    Held(
        table="protection_factorreset",
        title=_("Resets of your second factors"),
        purpose=_("To let you in again after a lost device, when somebody has vouched for you."),
        clause="5.1",
        kept=OF_ACCOUNT,
        whose="person_id = %(id)s",
        refers=("person_id",),
        did=("asked_by_id", "approved_by_id"),
        shows={
            "reason": _("Reason"),
            "asked_at": _("Asked for"),
            "asked_by_kind": _("Asked by"),
            "approved_at": _("Approved"),
            "approved_by_kind": _("Approved by"),
            "refused_at": _("Withdrawn"),
            "expires_at": _("Valid until"),
            "used_at": _("Used"),
            "replaced_at": _("New factor set up"),
        },
        hides={"token_hash": _("a secret: counted, never shown")},
        newest="asked_at",
    ),
    Held(
        table="protection_factorrule",
        title=_("Who needs a second factor"),
        purpose=_("So that your company decides which roles must have one, and since when."),
        clause="5.1",
        did=("by_id",),
        shows={
            "roles": _("Roles"),
            "starts_on": _("From"),
            "grace_days": _("Days of grace"),
            "made_at": _("Decided"),
            "by_kind": _("Decided by"),
        },
        newest="made_at",
    ),
)
