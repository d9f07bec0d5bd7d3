"""In which language somebody reads: people chose it, a visitor's browser says it.

What has no reader of its own (logs, commands, the API, machine formats) stays in English: nothing
is translated unless one of these speaks up.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from bailee.foundation.words import SOURCE
from bailee.people import formats
from bailee.people.models import User


def offered() -> dict[str, str]:
    """What can be chosen: the code and the language's own name for itself."""
    return dict(settings.LANGUAGES)


def of(user: User | AnonymousUser | None) -> str:
    """The language of this person; the house's where it is not known (any more)."""
    chosen = user.language if isinstance(user, User) else ""
    return chosen if chosen in offered() else str(settings.HOUSE_LANGUAGE)


def asked_for(header: str) -> str:
    """The best of what an `Accept-Language` header names, or the house's."""
    for tag, _weight in parse_accept_lang_header(header.lower()):
        code = tag.partition("-")[0]
        if code in offered():
            return code
    return str(settings.HOUSE_LANGUAGE)


def current() -> str:
    """The language that is spoken at this moment."""
    return translation.get_language() or SOURCE


def usual_locale(language: str) -> str:
    """How dates and numbers are written by who has chosen a language and nothing else."""
    known = (locale for locale in formats.LOCALES if locale.partition("-")[0] == language)
    return next(known, formats.HOUSE)


def usual() -> formats.Formats:
    """How the current language writes dates and numbers, in UTC: for visitors and messages."""
    return formats.such(usual_locale(current()), "locale", "locale", "locale", "UTC")


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Texts within are in this language."""
    with translation.override(language):
        yield
