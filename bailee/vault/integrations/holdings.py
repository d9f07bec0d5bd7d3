"""What of tokens and webhooks is left out of a client's archive: the ways in, not their history."""

from django.utils.translation import gettext_lazy as _

from bailee.foundation.held import Ends, Held
from bailee.vault.integrations import attempts, deliveries, uses

WITHHELD = {
    "integrations_token.hash": "hash of a token of the API: a way in",
    "integrations_webhook.secret": "secret that signs what a webhook gets: who has it can forge",
}

_PURPOSE = _("To let your company’s own programs in, and to tell them what has changed.")

HELD = (
    Held(
        table="integrations_token",
        title=_("Tokens of the API"),
        purpose=_PURPOSE,
        clause="3.1c",
        did=("by_id", "revoked_by_id"),
        shows={
            "name": _("Name"),
            "created_at": _("Made"),
            "last_used_at": _("Last used"),
            "revoked_at": _("Revoked"),
        },
        newest="created_at",
    ),
    Held(
        table="integrations_use",
        title=_("What tokens were used for"),
        purpose=_("So that a token that was stolen is noticed."),
        clause="2.1a",
        ends=Ends("minute", uses.KEPT),
        whose="token_id IN (SELECT id FROM integrations_token WHERE by_id = %(id)s)",
        refers=("token_id",),
        shows={
            "minute": _("Minute"),
            "method": _("Action"),
            "route": _("Route"),
            "collection_id": _("Collection"),
            "address": _("Address"),
            "status": _("Answer"),
            "count": _("Times"),
            "last_at": _("Last"),
        },
        newest="last_at",
    ),
    Held(
        table="integrations_attempt",
        title=_("Answers that a program may ask for again"),
        purpose=_("So that a program that asks twice changes nothing twice."),
        clause="3.1c",
        ends=Ends("began_at", attempts.KEPT),
        whose="token_id IN (SELECT id FROM integrations_token WHERE by_id = %(id)s)",
        refers=("token_id",),
        shows={
            "key": _("Key"),
            "status": _("Answer"),
            "began_at": _("Asked"),
            "ended_at": _("Answered"),
        },
        hides={
            "fingerprint": _("of the request: counted, never shown"),
            "headers": _("the company’s own data, as the program got it"),
            "body": _("the company’s own data, as the program got it"),
        },
        newest="began_at",
    ),
    Held(
        table="integrations_webhook",
        title=_("Webhooks"),
        purpose=_PURPOSE,
        clause="3.1c",
        did=("by_id",),
        shows={"name": _("Name"), "created_at": _("Made"), "changed_at": _("Changed")},
        newest="created_at",
    ),
    Held(
        table="integrations_delivery",
        title=_("Messages to webhooks"),
        purpose=_PURPOSE,
        clause="3.1c",
        ends=Ends("at", deliveries.KEPT),
        did=("cause_id",),
        shows={"event": _("Event"), "at": _("When"), "delivered_at": _("Delivered")},
        newest="at",
    ),
)
