"""Passkeys (WebAuthn level 3): added, shown, renamed, removed.

The person must have been verified by the device (PIN, finger, face), so that a passkey is two
factors in one. What lies in the table is its public half and the counter of its signatures.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from bailee.foundation.actors import Actor
from bailee.people import factors
from bailee.people.models import User
from bailee.people.protection import challenges, history, recovery
from bailee.people.protection.challenges import Challenge, ChallengeError
from bailee.people.protection.models import What

MOST = 20  # of one person
_LONGEST = 60  # characters of a name
_KIND = Authenticator.Type.WEBAUTHN
ADD, PROVE, SIGN_IN = "add", "prove", "sign in"  # what a challenge is for


class PasskeyError(Exception):
    """It was not accepted; the text says why and what to do."""


class CopiedError(PasskeyError):
    """Its counter went back: two devices sign with the same key."""

    def __init__(self, passkey: Authenticator) -> None:
        super().__init__(
            _("This passkey was refused: there may be a copy of it. Remove it, and add a new one.")
        )
        self.passkey = passkey


@dataclass(frozen=True)
class Site:
    """The one host that a passkey is for. `origin` as the browser says it, with scheme and port."""

    host: str
    origin: str
    name: str

    @property
    def server(self) -> Fido2Server:
        entity = PublicKeyCredentialRpEntity(id=self.host, name=self.name)
        return Fido2Server(entity, verify_origin=lambda origin: origin == self.origin)


def of(person: User) -> list[Authenticator]:
    """The person's passkeys, the oldest first."""
    return list(factors.present(person).filter(type=_KIND).order_by("created_at", "id"))


def to_add(person: User, site: Site, *, now: datetime) -> tuple[Challenge, dict[str, Any]]:
    """What the browser needs to make a passkey, and the challenge to send back with it."""
    challenge = challenges.new(ADD, person_id=person.id, now=now)
    options, _ = site.server.register_begin(
        PublicKeyCredentialUserEntity(
            id=person.id.bytes, name=person.email, display_name=person.name
        ),
        [_credential(one) for one in of(person)],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.REQUIRED,
        challenge=challenge.value,
    )
    return challenge, dict(options)["publicKey"]


@transaction.atomic
def add(
    person: User,
    *,
    name: str,
    answer: object,
    sealed: str,
    site: Site,
    by: Actor,
    now: datetime,
) -> Authenticator:
    """Keeps what the browser made. Raises `PasskeyError`."""
    User.objects.select_for_update().get(id=person.id)
    try:
        challenge = challenges.opened(sealed, ADD, person_id=person.id, now=now)
        response = RegistrationResponse.from_dict(_mapping(answer))
        made = site.server.register_complete(_state(challenge), response)
    except (ChallengeError, ValueError, TypeError, KeyError, AssertionError) as error:
        raise PasskeyError(_("The passkey was not accepted. Try again.")) from error
    credential = made.credential_data
    if credential is None or _called(credential.credential_id) is not None:
        raise PasskeyError(_("This passkey is known here already."))
    if len(of(person)) >= MOST:
        words = _("{most} passkeys are as many as one person can have. Remove one first.")
        raise PasskeyError(words.format(most=MOST))
    factors.forget_withheld(person)
    passkey: Authenticator = Authenticator.objects.create(
        user=person,
        type=_KIND,
        created_at=now,
        data={
            "name": _name(name),
            "id": _text(credential.credential_id),
            "credential": _text(credential),
            "counter": made.counter,
        },
    )
    history.note(person, What.PASSKEY_ADDED, about=_name(name), by=by, now=now)
    recovery.ensure(person, by=by, now=now)
    return passkey


def to_prove(person: User | None, site: Site, *, now: datetime) -> tuple[Challenge, dict[str, Any]]:
    """What the browser needs to sign. Without a person: any passkey that this device knows."""
    purpose, person_id = (PROVE, person.id) if person else (SIGN_IN, None)
    challenge = challenges.new(purpose, person_id=person_id, now=now)
    options, _ = site.server.authenticate_begin(
        [_credential(one) for one in of(person)] if person else [],
        user_verification=UserVerificationRequirement.REQUIRED,
        challenge=challenge.value,
    )
    return challenge, dict(options)["publicKey"]


@transaction.atomic
def prove(
    person: User | None, *, answer: object, sealed: str, site: Site, now: datetime
) -> Authenticator:
    """The passkey that signed, once. Raises `PasskeyError`, and `CopiedError` (which it keeps)."""
    purpose, person_id = (PROVE, person.id) if person else (SIGN_IN, None)
    refused = PasskeyError(_("The passkey was not accepted. Try again."))
    try:
        challenge = challenges.opened(sealed, purpose, person_id=person_id, now=now)
        response = AuthenticationResponse.from_dict(_mapping(answer))
        passkey = _called(response.raw_id, lock=True)
        if passkey is None or (person is not None and passkey.user_id != person.id):
            raise refused
        site.server.authenticate_complete(_state(challenge), [_credential(passkey)], response)
    except (ChallengeError, ValueError, TypeError, KeyError) as error:
        raise refused from error
    owner: User = passkey.user
    if not owner.is_active or "copied_at" in passkey.data:
        raise refused
    if passkey.last_used_at is not None and passkey.last_used_at >= challenge.made_at:
        raise refused  # a challenge older than the last use: it may have been that use
    counter = response.response.authenticator_data.counter
    if counter <= passkey.data["counter"] and (counter or passkey.data["counter"]):
        raise CopiedError(passkey)
    passkey.data["counter"], passkey.last_used_at = counter, now
    passkey.save(update_fields=["data", "last_used_at"])
    return passkey


@transaction.atomic
def refuse_for_good(passkey: Authenticator, *, by: Actor, now: datetime) -> None:
    """Marks a passkey of which there may be a copy: it signs nobody in any more."""
    passkey.data["copied_at"] = now.isoformat()
    passkey.save(update_fields=["data"])
    history.note(passkey.user, What.PASSKEY_COPIED, about=passkey.data["name"], by=by, now=now)


def rename(passkey: Authenticator, *, name: str) -> None:
    passkey.data["name"] = _name(name)
    passkey.save(update_fields=["data"])


@transaction.atomic
def remove(passkey: Authenticator, *, by: Actor, now: datetime) -> None:
    """Takes it away; recovery codes alone are no factor and go with the last one."""
    person, name = passkey.user, passkey.data["name"]
    passkey.delete()
    history.note(person, What.PASSKEY_REMOVED, about=name, by=by, now=now)
    recovery.forget_alone(person)


def _called(credential_id: bytes, *, lock: bool = False) -> Authenticator | None:
    rows = Authenticator.objects.filter(type=_KIND, data__id=_text(credential_id))
    if lock:
        rows = rows.select_for_update(of=("self",))
    found: Authenticator | None = rows.select_related("user").first()
    return found


def _credential(passkey: Authenticator) -> AttestedCredentialData:
    return AttestedCredentialData(base64.b64decode(passkey.data["credential"]))


def _state(challenge: Challenge) -> dict[str, Any]:
    """As fido2 keeps it between asking and answering."""
    value = base64.urlsafe_b64encode(challenge.value).decode().rstrip("=")
    return {"challenge": value, "user_verification": UserVerificationRequirement.REQUIRED}


def _mapping(answer: object) -> Mapping[str, Any]:
    if not isinstance(answer, dict):
        raise TypeError("no object")
    return answer


def _name(name: str) -> str:
    return " ".join(name.split())[:_LONGEST] or "Passkey"


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
