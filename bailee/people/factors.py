"""Second factors: their secrets are sealed in the table, and a one-time code works once."""

import base64
import binascii
import secrets
import uuid
from datetime import UTC, datetime

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db.models import Q, QuerySet

from bailee.foundation import keys
from bailee.people.models import User

# Recovery codes alone are no factor: they stand in for one.
PROVING = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
_WITHHELD = "withheld"  # in the data of a row restored from a client's archive
_NONCE = 12  # bytes, as NIST SP 800-38D recommends for GCM


def seal(secret: str) -> str:
    """Encrypts a factor's secret (AES-256-GCM) under the installation's key for factors."""
    nonce = secrets.token_bytes(_NONCE)
    sealed = nonce + AESGCM(keys.secret("factors")).encrypt(nonce, secret.encode(), None)
    return base64.b64encode(sealed).decode()


def unseal(sealed: str) -> str:
    """What was sealed. For anything else a fresh random secret, so that no code ever fits it.

    That happens where a secret was withheld from an archive, or the installation's key is another.
    """
    try:
        content = base64.b64decode(sealed, validate=True)
        opened = AESGCM(keys.secret("factors")).decrypt(content[:_NONCE], content[_NONCE:], None)
    except (binascii.Error, ValueError, InvalidTag):
        return base64.b32encode(secrets.token_bytes(20)).decode()
    return opened.decode()


def present(user: User) -> QuerySet[Authenticator]:
    """The person's rows whose secret is here: after a client's archive was restored, none is."""
    return _present().filter(user=user)


def has_one(user: User) -> bool:
    """Whether the person signs in with a passkey or a one-time code."""
    return bool(present(user).filter(type__in=PROVING).exists())


def has_app(user: User) -> bool:
    """Whether the person signs in with a one-time code."""
    return bool(present(user).filter(type=Authenticator.Type.TOTP).exists())


def forget_withheld(user: User) -> None:
    """Deletes the rows whose secret was withheld: a new one takes their place."""
    Authenticator.objects.filter(user=user, data__has_key=_WITHHELD).delete()


def spend(authenticator: Authenticator, *, now: datetime) -> bool:
    """Takes the one use of the present time step (RFC 6238 §5.2); false if it is gone.

    The row decides, so that the rule holds over all processes; a recovery code spends itself.
    """
    if authenticator.type != Authenticator.Type.TOTP:
        return True
    step = int(now.timestamp()) // app_settings.TOTP_PERIOD * app_settings.TOTP_PERIOD
    unspent = Q(last_used_at=None) | Q(last_used_at__lt=datetime.fromtimestamp(step, UTC))
    rows = Authenticator.objects.filter(unspent, id=authenticator.id)
    return bool(rows.update(last_used_at=now))


def holders() -> set[uuid.UUID]:
    """The ids of everyone who has a factor."""
    return set(_present().filter(type__in=PROVING).values_list("user_id", flat=True))


def _present() -> QuerySet[Authenticator]:
    rows: QuerySet[Authenticator] = Authenticator.objects.exclude(data__has_key=_WITHHELD)
    return rows
