"""What the registry of clients says about the Company's own people: who wrote what down."""

from django.utils.translation import gettext_lazy as _

from bailee.foundation.held import Held

_STAYS = _("It says who agreed on what with a client. It stays; the name is forgotten.")

HELD = (
    Held(
        table="clients_client",
        title=_("Clients"),
        purpose=_("To know who our clients are."),
        clause="3.1a",
        did=("by_id",),
        shows={"name": _("Client"), "opened_at": _("Opened")},
        newest="opened_at",
        stays=_STAYS,
    ),
    Held(
        table="clients_contract",
        title=_("Contracts"),
        purpose=_("To keep to what was agreed."),
        clause="3.1a",
        did=("by_id", "notice_by_id"),
        shows={"agreed_at": _("Agreed"), "notice_at": _("Notice")},
        newest="agreed_at",
        stays=_STAYS,
    ),
    Held(
        table="clients_quotachange",
        title=_("Quotas agreed"),
        purpose=_("To keep to what was agreed."),
        clause="3.1a",
        did=("by_id",),
        shows={"agreed_at": _("Agreed")},
        newest="agreed_at",
        stays=_STAYS,
    ),
    Held(
        table="clients_changerequest",
        title=_("Changes confirmed or refused"),
        purpose=_("To have a second person look at what touches contracts and bank details."),
        clause="8.1",
        did=("by_id", "decided_by_id"),
        shows={"asked_at": _("Asked for"), "decided_at": _("Decided")},
        newest="asked_at",
        stays=_STAYS,
    ),
)
