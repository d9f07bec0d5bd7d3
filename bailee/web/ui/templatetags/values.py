"""Values as the signed-in person writes them: number, day, when, money, bytes."""

from datetime import date, datetime
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.template import Context, Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bailee.people import preferences
from bailee.people.formats import Formats, exact_moment

register = Library()
NOTHING = SafeString('<span class="nothing">–</span>')


def formats_in(context: Context) -> Formats:
    """How the reader of this page writes; a visitor reads as the house writes."""
    found = context.get("formats")
    if isinstance(found, Formats):
        return found
    return preferences.formats_of(context.get("user") or AnonymousUser())


@register.simple_tag(takes_context=True)
def number(context: Context, value: Decimal | int | None) -> str:
    """A number grouped by thousands, never rounded."""
    return NOTHING if value is None else formats_in(context).number(value)


@register.simple_tag(takes_context=True)
def day(context: Context, value: date | None) -> str:
    """A `<time>` of a day."""
    if value is None:
        return NOTHING
    shown = formats_in(context).day(value)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), shown)


@register.simple_tag(takes_context=True)
def when(context: Context, moment: date | datetime | None) -> str:
    """A `<time>` to the minute in the person's zone (UTC for a visitor), with the zone's name."""
    if not isinstance(moment, datetime):
        return day(context, moment)
    exact = exact_moment(moment)
    shown = formats_in(context).moment(moment, exact=False)
    return format_html('<time datetime="{}" title="{}">{}</time>', exact, exact, shown)


@register.simple_tag(takes_context=True)
def money(context: Context, amount: Decimal, currency: str) -> str:
    """An amount with its currency's code, grouped by thousands, never rounded."""
    shown = formats_in(context).money(amount, currency)
    return format_html('<span class="number">{}</span>', shown)


@register.simple_tag(takes_context=True, name="bytes")
def size(context: Context, count: int) -> str:
    """A number of bytes in decimal units, one place after the decimal sign."""
    return formats_in(context).size(count)
