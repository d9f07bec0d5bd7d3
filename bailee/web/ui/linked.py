"""Text of people as HTML: escaped, its addresses as links that are marked as leaving (clause 7).

What leads off this site from a client's data goes through the page `portal:leave`, which names the
destination. Only inside a vault: the office shows its clients' words as text alone.
"""

from functools import cache
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bailee.foundation import tenancy
from bailee.vault.links import addresses, finding, sealing
from bailee.vault.links.addresses import Address
from bailee.vault.links.finding import Found, Mail
from bailee.web.ui import context

# `noopener`: the other page has no hand on ours. `noreferrer`: it does not learn where one came
# from. `nofollow ugc`: we do not vouch for it.
REL = "noopener noreferrer nofollow ugc"
OWN_REL = "noopener noreferrer"
_TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_TURNS = str.maketrans("", "", _TURNING)
_CUT = 200  # characters after which a list cuts a long text: an address may end there by the cut


def linked(text: str, *, whole: bool = True) -> SafeString:
    """The text escaped, with links. `whole=False`: it may be an excerpt, cut in an address."""
    if not finding.may_hold(text) or not tenancy.current().in_vault:
        return _level(text, escape(text))
    pieces: list[str] = []
    done = 0
    for found in finding.find(text):
        if not whole and found.end == len(text) >= _CUT:
            break
        pieces += escape(text[done : found.start]), _link(found)
        done = found.end
    pieces.append(escape(text[done:]))
    return _level(text, SafeString("".join(pieces)))


def link(text: str) -> SafeString:
    """The value of a field for web addresses: one link, or the text where it leads nowhere safe."""
    address = addresses.read(text)
    if address is None or not tenancy.current().in_vault:
        return _level(text, escape(text))
    return _to(address, short=False)


def mail_link(text: str) -> SafeString:
    """The value of a field for mail addresses."""
    mail = finding.mail(text)
    return _level(text, escape(text)) if mail is None else _to_mail(mail)


def outward(url: str, text: str) -> SafeString:
    """A link in our own words to a page that is not ours, marked like all that leave."""
    host = urlsplit(url).hostname
    return format_html(
        '<a class="leaves" href="{}" rel="{}" referrerpolicy="no-referrer">{}{}</a>',
        url,
        OWN_REL,
        text,
        _unseen(_("leaves this site for {host}").format(host=host)),
    )


def onward(address: Address) -> SafeString:
    """The one link that really leads to an address of a client's, for the page in between."""
    return format_html(
        '<a class="button primary leaves" href="{}" rel="{}" referrerpolicy="no-referrer">{}{}</a>',
        address.url,
        REL,
        _("Go on"),
        _unseen(_("to {host}, leaves this site").format(host=address.host)),
    )


def _link(found: Found) -> SafeString:
    if isinstance(found.what, Mail):
        return _to_mail(found.what)
    return _to(found.what, short=found.short)


def _to(address: Address, *, short: bool) -> SafeString:
    before = "" if short else address.before
    if _is_ours(address):
        text = f"{before}{address.shown_host}{address.after}"
        return format_html('<a href="{}">{}</a>', address.url, text)
    return SafeString(
        f'<a class="leaves" href="{_leave()}{sealing.seal(address)}/" target="_blank" rel="{REL}">'
        f'{_warning(address)}<bdi dir="ltr">{escape(before)}'
        f'<bdi class="host">{escape(address.shown_host)}</bdi>{escape(address.after)}</bdi>'
        f"{_unseen(_('leaves this site for {host}, in a new tab').format(host=address.host))}</a>"
    )


def _warning(address: Address) -> str:
    """Said to all eyes, and first, where a user name is dressed up as a host."""
    if not address.misleads:
        return ""
    words = _("goes to {host}").format(host=address.shown_host)
    return f'<span class="true-host">{escape(words)}</span> '


def _to_mail(mail: Mail) -> SafeString:
    return SafeString(
        f'<a class="mails" href="mailto:{quote(mail.box, safe="+")}@{mail.host}">'
        f'<bdi dir="ltr">{escape(mail.box)}@{escape(mail.shown_host)}</bdi>'
        f"{_unseen(_('e-mail'))}</a>"
    )


def _unseen(words: str) -> SafeString:
    """What the icon says, for those who hear the page."""
    return SafeString(f'<span class="unseen"> ({escape(words)})</span>')


def _level(text: str, html: SafeString) -> SafeString:
    """Marks that turn the direction of writing end with the text that holds them."""
    if text.isascii() or text.translate(_TURNS) == text:
        return html
    return SafeString(f"<bdi>{html}</bdi>")


def _is_ours(address: Address) -> bool:
    """A page of this installation: following it leaves nothing."""
    domain: str = settings.DOMAIN
    if address.host != domain and not address.host.endswith("." + domain):
        return False
    return f"{address.url}/".startswith(context.address(address.host))


@cache
def _leave() -> str:
    return reverse("portal:leave", args=["-"], urlconf="bailee.web.portal.urls").removesuffix("-/")
