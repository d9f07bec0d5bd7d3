"""What totals of visits hold: numbers of a day, and nobody."""

from django.utils.translation import gettext_lazy as _

from bailee.foundation.held import Ends, Held
from bailee.office.visits import totals

HELD = (
    Held(
        table="visits_total",
        title=_("Visits without signing in, as totals of a day"),
        purpose=_("To see how much the pages are used. No address is kept, and no visitor."),
        clause="2.1a",
        ends=Ends("day", totals.KEPT),
    ),
)
