"""What a browser says of itself, in words: browser, system, device. Kept are the words alone."""

from dataclasses import dataclass

from ua_parser import parse

LONGEST = 1_000  # characters of the header that are looked at


@dataclass(frozen=True)
class Device:
    """Empty where the header does not tell."""

    browser: str = ""
    system: str = ""
    device: str = ""


def read(header: str) -> Device:
    """The device behind a User-Agent header (RFC 9110 §10.1.5)."""
    found = parse(header[:LONGEST])
    return Device(
        browser=_named(found.user_agent),
        system=_named(found.os),
        device=_family(found.device),
    )


def _named(part: object) -> str:
    """Family and major version, such as “Firefox 140”."""
    family = _family(part)
    major = getattr(part, "major", None)
    return f"{family} {major}"[:60] if family and major else family


def _family(part: object) -> str:
    return str(getattr(part, "family", "") or "")[:60]
