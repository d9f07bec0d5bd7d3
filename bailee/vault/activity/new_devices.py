"""Telling people of a sign-in that looks like none before: perhaps it was not them."""

from collections.abc import Callable
from datetime import datetime

from babel import Locale
from django.utils.translation import get_language, gettext

from bailee.people.formats import Formats
from bailee.vault.activity.models import SignIn
from bailee.vault.mail import outbox


def tell(
    made: SignIn,
    *,
    portal: Callable[[Formats], str],
    sessions_at: str,
    reset_at: str,
    now: datetime,
) -> bool:
    """Posts a mail if the person never came with this browser, system and country; says whether.

    Known is what sign-ins are still kept of. `sessions_at`: where a session is ended; `reset_at`:
    where a new password is asked for.
    """
    if _is_known(made):
        return False
    unknown = lambda _: gettext("unknown")  # noqa: E731 - said in the recipient's language
    outbox.post(
        "new_device",
        to=made.person.email,
        context={
            "portal": portal,
            "name": made.person.name,
            "browser": made.browser or unknown,
            "system": ", ".join(filter(None, (made.system, made.device))) or unknown,
            "place": lambda _: _country(made.country),
            "at": made.at,
            "link": sessions_at,
            "again": reset_at,
        },
        now=now,
    )
    return True


def _country(code: str) -> str:
    """Its name in the language that is spoken; empty where it is not known."""
    return str(Locale.parse(get_language() or "en", sep="-").territories.get(code, code))


def _is_known(made: SignIn) -> bool:
    """A newer version of a browser or system is no other device."""
    earlier = made.person.sign_ins.exclude(id=made.id).filter(
        country=made.country, device=made.device
    )
    seen = {(_family(one.browser), _family(one.system)) for one in earlier}
    return (_family(made.browser), _family(made.system)) in seen


def _family(named: str) -> str:
    """“Firefox 140” without its number."""
    return named.rstrip("0123456789").rstrip()
