"""One-time codes of an authenticator app (RFC 6238). The secret is sealed from the first moment."""

import time
from datetime import datetime, timedelta

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.db import connection, transaction
from django.utils.translation import gettext as _

from bailee.foundation.actors import Actor
from bailee.people import factors, sessions
from bailee.people.models import User
from bailee.people.protection import history, recovery
from bailee.people.protection.models import What

_KIND = Authenticator.Type.TOTP
_TYPING = 5.0  # seconds that a code has to be good for, so that it arrives in time


class AppError(Exception):
    """It was not set up; the text says why and what to do."""


def new_secret() -> str:
    """A secret for the app, in base 32; nothing is kept yet."""
    secret: str = auth.generate_totp_secret()
    return secret


def code_at(secret: str, moment: datetime) -> str:
    """What an app with this secret shows at that moment."""
    step = int(moment.timestamp()) // app_settings.TOTP_PERIOD
    return str(auth.format_hotp_value(auth.hotp_value(secret, step)))


def shown(person: User) -> str:
    """What the person's app shows now, by the database's clock, for one more use: proofs and tests
    sign in more than once a minute, and have no telephone.

    Waits out a code that is about to end, as a person does.
    """
    row = factors.present(person).get(type=_KIND)
    Authenticator.objects.filter(id=row.id).update(last_used_at=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (moment,) = cursor.fetchone()
    left = app_settings.TOTP_PERIOD - moment.timestamp() % app_settings.TOTP_PERIOD
    if left < _TYPING:
        time.sleep(left)
        moment += timedelta(seconds=left)
    return code_at(factors.unseal(row.data["secret"]), moment)


def fits(row: Authenticator, code: str) -> bool:
    """Whether a factor's row takes the code now: the app's one-time code, or a recovery code, which
    is spent by that. Whether a one-time code was used, `factors.spend` says."""
    if row.type == _KIND:
        return bool(auth.validate_totp_code(factors.unseal(row.data["secret"]), code))
    return bool(row.wrap().validate_code(code))


def give(person: User, *, now: datetime) -> str:
    """Sets an app up for somebody who has no telephone: the demo's people. The secret."""
    secret = new_secret()
    row = auth.TOTP.activate(person, secret).instance
    Authenticator.objects.filter(id=row.id).update(created_at=now)
    return secret


@transaction.atomic
def add(
    person: User, *, secret: str, code: str, keep: str | None, by: Actor, now: datetime
) -> None:
    """Sets the app up, if the code shows that it has the secret; the code is spent by that.

    Every other session than that of key `keep` ends: none of them has proved the factor.
    Raises `AppError`.
    """
    User.objects.select_for_update().get(id=person.id)
    if factors.has_app(person):
        raise AppError(_("An authenticator app is set up already. Switch it off first."))
    if not auth.validate_totp_code(secret, code):
        raise AppError(
            _("This code is not right. Wait for the next one, and check the phone’s clock.")
        )
    factors.forget_withheld(person)
    app = auth.TOTP.activate(person, secret).instance
    factors.spend(app, now=now)
    history.note(person, What.APP_ADDED, by=by, now=now)
    recovery.ensure(person, by=by, now=now)
    sessions.end_all(person, but=keep)


@transaction.atomic
def remove(person: User, *, by: Actor, now: datetime) -> bool:
    """Switches it off; says whether there was one."""
    if not factors.present(person).filter(type=_KIND).delete()[0]:
        return False
    history.note(person, What.APP_REMOVED, by=by, now=now)
    recovery.forget_alone(person)
    return True
