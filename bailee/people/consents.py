"""Who has agreed to which version of the privacy policy, when and from where (1.2)."""

from dataclasses import dataclass
from datetime import date, datetime

from bailee.foundation import ids
from bailee.people.models import Consent, User


@dataclass(frozen=True)
class Version:
    """A version of the policy, as far as people need it: its SHA-256 names it."""

    sha256: str
    dated: date


def answer(
    person: User, version: Version, *, accepted: bool, address: str, now: datetime
) -> Consent:
    """Writes an answer down; a later one does not overwrite it."""
    return Consent.objects.create(
        id=ids.new(),
        person=person,
        policy_sha256=version.sha256,
        policy_dated=version.dated,
        accepted=accepted,
        address=address,
        at=now,
    )


def last(person: User) -> Consent | None:
    """The person's last answer, to whatever version."""
    return person.consents.order_by("-at", "-id").first()


def stands(person: User, version: Version) -> bool:
    """Whether the person's last answer to this very version is yes."""
    found = person.consents.filter(policy_sha256=version.sha256).order_by("-at", "-id").first()
    return found is not None and found.accepted


def agreed_before(person: User) -> Consent | None:
    """The version that the person agreed to last."""
    return person.consents.filter(accepted=True).order_by("-at", "-id").first()
