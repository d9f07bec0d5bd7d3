"""What a client's archive leaves out of the hosts that its people trust: nothing."""

from django.utils.translation import gettext_lazy as _

from bailee.foundation.held import OF_ACCOUNT, Held

WITHHELD: dict[str, str] = {}

HELD = (
    Held(
        table="links_trustedhost",
        title=_("Other sites that are trusted"),
        purpose=_("So that you are not asked each time you leave for them."),
        clause="7.1",
        kept=OF_ACCOUNT,
        whose="person_id = %(id)s",
        refers=("person_id",),
        shows={"host": _("Host"), "at": _("Since")},
        newest="at",
    ),
)
