"""Where in a text there are addresses: https://…, http://…, www.… and mail addresses, no others."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from linkify_it import LinkifyIt

from bailee.vault.links import addresses
from bailee.vault.links.addresses import Address

MOST = 100_000  # characters of a text that are searched: what is longer is no text to read
_CLOSING = "”’»›“‘«‹„‚…、，。！？）】》」』"  # what ends a quotation or a sentence, no address
_MAIL = re.compile(r"[a-z0-9._+-]{1,64}@([^\s@]{1,253})\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Mail:
    """A mail address, and the host of its box as it may be shown."""

    box: str
    host: str
    shown_host: str


@dataclass(frozen=True)
class Found:
    """What stands at `text[start:end]`; `short` if an address has no scheme (www.…)."""

    start: int
    end: int
    what: Address | Mail
    short: bool = False


def may_hold(text: str) -> bool:
    """Whether a search is worth while: nearly all texts hold nothing, and this says so at once."""
    return "://" in text or "@" in text or "www." in text or "WWW." in text


def find(text: str) -> Iterator[Found]:
    """All addresses, in order, none within another. A text beyond `MOST` has none."""
    if len(text) > MOST or not may_hold(text):
        return
    linkify = _WITH_MAIL if "@" in text else _WITHOUT_MAIL
    for match in linkify.match(text) or ():
        one = _found(match.schema, match.index, match.last_index, text)
        if one is not None:
            yield one


def mail(text: str) -> Mail | None:
    """The mail address that `text` is, if its host could be reached."""
    found = _MAIL.fullmatch(text)
    there = addresses.read(f"https://{found[1]}/") if found else None
    if found is None or there is None or there.after != "/" or there.host.startswith("["):
        return None
    return Mail(found[0][: -len(found[1]) - 1], there.host, there.shown_host)


def _found(scheme: str, start: int, end: int, text: str) -> Found | None:
    raw = text[start:end].rstrip(_CLOSING)
    end = start + len(raw)
    if scheme == "mailto:":
        found = _MAIL.search(raw)  # what stands before it with a colon is not part of it
        box = mail(found[0]) if found else None
        return None if box is None or found is None else Found(start + found.start(), end, box)
    short = scheme == "www."
    there = addresses.read(f"https://{raw}" if short else raw)
    return None if there is None else Found(start, end, there, short)


def _after_www(self: LinkifyIt, text: str, position: int) -> int:
    """How much of an address follows `www.`, unless that stands within a name or a path.

    The test keeps `www.www.www.…` from being read to its end at every dot.
    """
    if position > len("www.") and text[position - 5] in "./@:-_":
        return 0
    pattern = self.re.get("www")
    if pattern is None:
        rest = self.re["src_host_port_strict"] + self.re["src_path"]
        pattern = self.re["www"] = re.compile(rest, flags=re.IGNORECASE)
    found = pattern.match(text, position)
    return len(found[0]) if found else 0


def _linkify(*, mail: bool) -> LinkifyIt:
    linkify = LinkifyIt(options={"fuzzy_link": False, "fuzzy_email": mail})
    linkify.tlds([r"[^\W\d_]{2,63}"])  # of mail addresses: whatever may come to be one
    for scheme in ("ftp:", "//"):
        linkify.add(scheme, None)
    return linkify.add("www.", {"validate": _after_www})


_WITH_MAIL, _WITHOUT_MAIL = _linkify(mail=True), _linkify(mail=False)
