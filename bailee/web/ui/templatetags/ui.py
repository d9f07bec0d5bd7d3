"""The words templates use: icon, nav, brand, badge, field, address, linked. Values: `values`."""

from functools import cache

from django.forms import BoundField
from django.template import Context, Library
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop
from lucide.templatetags.lucide import lucide

from bailee.people import languages
from bailee.people.models import User
from bailee.web.ui import linked, permission

register = Library()
register.filter("linked", linked.linked)  # {{ text|linked }}: people's words, with marked links
register.simple_tag(linked.outward)  # {% outward url text %}: a link of ours that leaves this site

# How a state looks: tone and icon. The word itself is always shown, colour never stands alone.
TONES = {
    "good": ("good", "circle-check"),
    "warn": ("warn", "triangle-alert"),
    "bad": ("bad", "circle-x"),
    "note": ("note", "circle-dot"),
    "": ("", "circle"),
}
STATES = {
    "good": {"active", "done", "kept", "sent", "delivered", "confirmed", "approved", "ready"},
    "warn": {"frozen", "notice given", "waiting", "retrying", "invited", "not built", "expired"},
    "bad": {"failed", "broken", "refused", "bounced", "missing"},
    "note": {"running", "queued", "building", "new", "handing back"},
}
# The words of the states, for the catalogue: they are translated where they are shown.
WORDS = (
    gettext_noop("Awaiting confirmation"),
    gettext_noop("Held by law"),
    gettext_noop("Purging"),
    gettext_noop("To approve"),
    gettext_noop("Active"),
    gettext_noop("Approved"),
    gettext_noop("Bounced"),
    gettext_noop("Broken"),
    gettext_noop("Building"),
    gettext_noop("Confirmed"),
    gettext_noop("Delivered"),
    gettext_noop("Done"),
    gettext_noop("Expired"),
    gettext_noop("Failed"),
    gettext_noop("Frozen"),
    gettext_noop("Full"),
    gettext_noop("Handing back"),
    gettext_noop("Invited"),
    gettext_noop("Kept"),
    gettext_noop("Missing"),
    gettext_noop("New"),
    gettext_noop("Not built"),
    gettext_noop("Notice given"),
    gettext_noop("Queued"),
    gettext_noop("Ready"),
    gettext_noop("Refused"),
    gettext_noop("Retrying"),
    gettext_noop("Running"),
    gettext_noop("Sent"),
    gettext_noop("Waiting"),
)


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A lucide icon, unseen by screen readers: the text beside it says what it means."""
    svg = lucide(str(name), size=None, **{"class": "icon", "aria_hidden": "true"})
    return SafeString(svg.strip())


@register.simple_tag
def address(name: str, *arguments: object) -> str:
    """The URL of that name, or an empty text where this face has no such page."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def nav(context: Context, name: str, label: str, icon_name: str, count: int | str = 0) -> str:
    """One item of the navigation; nothing where this face or this role has no such page.

    `count`: what waits there, shown unless it is none.
    """
    url = address(name)
    if not url or not _open_to(context.get("user"), url):
        return ""
    path: str = context["request"].path
    here = path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))
    current = SafeString(' aria-current="page"') if here else ""
    waiting = format_html('<span class="count">{}</span>', count) if count else ""
    return format_html(
        '<li><a href="{}"{}>{}<span>{}</span>{}</a></li>',
        url,
        current,
        icon(icon_name),
        label,
        waiting,
    )


def _open_to(user: object, url: str) -> bool:
    wanted = permission.of(resolve(url).func)
    return not isinstance(user, User) or wanted is None or wanted.allows(user.role, "GET")


@register.inclusion_tag("ui/brand.html")
def brand(name: str, under: str, href: str) -> dict[str, str]:
    """Whose pages these are, as a link to their first page."""
    return {"name": name, "under": under, "href": href}


@register.simple_tag
def badge(state: object, tone: str | None = None) -> SafeString:
    """A state as a tag. The tone (good, warn, bad, note) follows from the word unless given."""
    words = str(state).replace("_", " ")
    if tone is None:
        tone = next((name for name, known in STATES.items() if words.lower() in known), "")
    colour, icon_name = TONES[tone]
    text = gettext(words[:1].upper() + words[1:])
    return format_html('<span class="badge {}">{}{}</span>', colour, icon(icon_name), text)


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """A form's field whole: label, hint, control, error."""
    return SafeString(bound.as_field_group())


def size(count: int) -> str:
    """A number of bytes in a message; pages have `{% bytes %}`."""
    return languages.usual().size(count)
