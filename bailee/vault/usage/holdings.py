"""What a client's archive leaves out of its usage: nothing."""

from django.utils.translation import gettext_lazy as _

from bailee.foundation.held import Ends, Held
from bailee.vault.usage import days

WITHHELD: dict[str, str] = {}

_PURPOSE = _("To see how much is kept, and to warn before space runs short.")

HELD = (
    Held(
        table="usage_usageday",
        title=_("How much is kept, day by day"),
        purpose=_PURPOSE,
        clause="3.1a",
        ends=Ends("day", days.KEPT),
    ),
    Held(
        table="usage_quotawarning",
        title=_("Warnings that space runs short"),
        purpose=_PURPOSE,
        clause="3.1a",
    ),
)
