"""One request to one webhook, and nothing of the answer kept."""

from collections.abc import Mapping

from django.conf import settings

from bailee.foundation.outward import asking, places
from bailee.foundation.outward.asking import Limits, UnansweredError
from bailee.foundation.outward.places import PlaceError

LIMITS = Limits(step=10.0, whole=20.0, size=0)


class UnsentError(Exception):
    """No answer came; the text says why, in words of ours."""


def send(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Posts the body and returns the status of the answer, of which no more is read.

    No redirect is followed. Raises `UnsentError`.
    """
    try:
        place = places.find(url, house=settings.WEBHOOK_ORIGINS)
        return asking.ask(place, "POST", limits=LIMITS, headers=headers, body=body).status
    except (PlaceError, UnansweredError) as error:
        raise UnsentError(str(error)) from None
