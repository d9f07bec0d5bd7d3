"""Coming in by password: who it is, told without telling whether an account exists."""

from datetime import datetime

from bailee.people import hashing, throttle
from bailee.people.models import User
from bailee.people.throttled import Purpose


class PausedError(Exception):
    """Too many tries. The same for the right password as for a wrong one."""

    def __init__(self, until: datetime) -> None:
        super().__init__("paused")
        self.until = until


def identify(*, email: str, password: str, address: str, now: datetime) -> User | None:
    """The active person of this address and password; otherwise nobody.

    Exactly one hash is computed, whether somebody has the address or not. Raises `PausedError`:
    during a pause, when none is computed, and after the wrong try that brings one.
    """
    turn = throttle.admit(Purpose.SIGN_IN, account=email, address=address, now=now)
    if not turn.granted and turn.paused_until:
        raise PausedError(turn.paused_until)
    person = User.objects.active().called(email).first()
    right = hashing.is_nobodys(password) if person is None else person.check_password(password)
    if person is not None and right:
        throttle.took(Purpose.SIGN_IN, account=email, address=address, now=now)
        return person
    if turn.paused_until:
        raise PausedError(turn.paused_until)
    return None
