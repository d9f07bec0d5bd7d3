"""What a client's archive leaves out of custody: nothing, for custody has no table in a vault."""

from django.utils.translation import gettext_lazy as _

from bailee.foundation.held import Held

WITHHELD: dict[str, str] = {}

_PURPOSE = _("To hand back what was entrusted to us, and to prove that it was.")
_STAYS = _("It proves who approved and did what. Certificates rest on it; the name is forgotten.")

HELD = tuple(
    Held(
        table=table,
        title=title,
        purpose=_PURPOSE,
        clause="6.1",
        kept=_("for good: the proof that clients’ data were handed back and deleted"),
        did=did,
        shows=shows,
        newest=newest,
        stays=_STAYS,
    )
    for table, title, did, shows, newest in (
        (
            "custody_handback",
            _("Hand-backs"),
            ("by_id", "withdrawn_by_id"),
            {"opened_at": _("Opened"), "withdrawn_at": _("Withdrawn")},
            "opened_at",
        ),
        (
            "custody_step",
            _("Steps of hand-backs"),
            ("by_id",),
            {"kind": _("Step"), "at": _("When")},
            "at",
        ),
        (
            "custody_legalhold",
            _("Legal holds"),
            ("by_id", "lifted_by_id"),
            {"placed_at": _("Placed"), "lifted_at": _("Lifted")},
            "placed_at",
        ),
        (
            "custody_archivebuild",
            _("Archives asked for"),
            ("by_id",),
            {"asked_at": _("Asked for"), "built_at": _("Built")},
            "asked_at",
        ),
        ("custody_archivedownload", _("Archives fetched"), ("by_id",), {"at": _("When")}, "at"),
        ("custody_confirmationtry", _("Confirmations"), ("by_id",), {"at": _("When")}, "at"),
    )
)
