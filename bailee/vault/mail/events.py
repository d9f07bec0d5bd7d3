"""What others hear of mail, and may say about it: mail itself knows none of them."""

from collections.abc import Callable

from django.dispatch import Signal

# Sent with `message` and `now`, inside the transaction, when a mail has come back for good.
returned = Signal()
# By kind of recipient, for those that no table of people knows: may this address still get it?
_entitled: dict[str, Callable[[str], bool]] = {}


def entitle(recipient: str, holds: Callable[[str], bool]) -> None:
    """Says how recipients of that kind are checked. To be called when the app is ready."""
    _entitled[recipient] = holds


def is_entitled(recipient: str, address: str) -> bool:
    """Whether that address may still get mail of such a kind; nobody says so: no."""
    holds = _entitled.get(recipient)
    return holds is not None and holds(address)
