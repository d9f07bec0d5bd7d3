"""How a datum is shown whose type only the table knows, and how long until something goes."""

from datetime import date, datetime
from decimal import Decimal

from django.template import Context, Library
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bailee.web.ui.templatetags.values import NOTHING, formats_in, when

register = Library()


@register.simple_tag(takes_context=True)
def datum(context: Context, value: object) -> str:
    """A value of whatever type."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return when(context, value)
    if isinstance(value, int | Decimal):
        return formats_in(context).number(value)
    return str(value)


@register.simple_tag(takes_context=True)
def left(context: Context, moment: datetime | None, now: datetime) -> str:
    """The time left until `moment`, with the moment itself; a dash where nothing ends."""
    if moment is None:
        return NOTHING
    return format_html(
        '<span class="left"><span>{}</span> <small>{}</small></span>',
        until(moment, now),
        when(context, moment),
    )


def until(moment: datetime, now: datetime) -> str:
    """In words, in the largest whole unit."""
    minutes = int((moment - now).total_seconds() // 60)
    if minutes <= 0:
        return _("at the next sweep, within the hour")
    if minutes < 120:
        return ngettext("in %(n)d minute", "in %(n)d minutes", minutes) % {"n": minutes}
    if (hours := minutes // 60) < 48:
        return ngettext("in %(n)d hour", "in %(n)d hours", hours) % {"n": hours}
    days = hours // 24
    return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
