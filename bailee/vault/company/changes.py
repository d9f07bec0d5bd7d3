"""Changing the company's information: at once, or when a second person has confirmed (8.1).

Every change is a row with old and new; nothing is written to the company's tables beside it.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bailee.foundation.actors import Actor, Kind
from bailee.vault.company import announcing, facts
from bailee.vault.company.models import GUARDED, Change, Profile


class ChangeError(ValueError):
    """This cannot be done to the company's information; the message says why."""


@transaction.atomic
def change(
    subject: str,
    values: Mapping[str, Any],
    *,
    by: Actor,
    now: datetime,
    about: uuid.UUID | None = None,
) -> Change | None:
    """Makes the values true, or asks for them where the subject is guarded; None: nothing differs.

    Raises `ChangeError` while another change of the same is waiting, and `KeyError` for a value
    that is no field of the company.
    """
    Profile.objects.select_for_update().first()  # one change after the other: old is what was
    before = facts.values_of(values)
    after = {key: value for key, value in values.items() if value != before[key]}
    if not after:
        return None
    guarded = subject in GUARDED
    made = Change(
        subject=subject,
        about=about,
        before={key: before[key] for key in after},
        after=after,
        state="asked" if guarded else "made",
        at=now,
        by_kind=by.kind,
        by_id=by.id,
        effective_at=None if guarded else now,
    )
    _insert(made)
    if guarded:
        announcing.tell_asked(made, now=now)
    else:
        facts.write(after, by=by, now=now)
    announcing.ask_exchange()
    return made


@transaction.atomic
def withdraw(change_id: uuid.UUID, *, by: Actor, now: datetime) -> Change:
    """Takes back what was asked for. Raises `ChangeError` once it is decided."""
    asked = _waiting(change_id)
    asked.state = "withdrawn"
    asked.decided_at, asked.decided_by_kind, asked.decided_by_id = now, by.kind, by.id
    asked.save()
    announcing.ask_exchange()
    return asked


@transaction.atomic
def decide(
    change_id: uuid.UUID, *, confirmed: bool, reason: str = "", by: Actor, now: datetime
) -> Change:
    """What a member of staff said about it takes effect, and the owners are told by mail.

    Raises `ChangeError` if it was decided or withdrawn already. The database refuses anybody but
    staff, whoever asked for it, and a refusal without reason.
    """
    asked = _waiting(change_id)
    asked.state = "confirmed" if confirmed else "refused"
    asked.decided_at, asked.decided_by_kind, asked.decided_by_id = now, by.kind, by.id
    asked.reason = "" if confirmed else reason
    asked.effective_at = now if confirmed else None
    asked.save()
    if confirmed:
        asker = Actor(cast("Kind", asked.by_kind), asked.by_id)
        facts.write(asked.after, by=asker, now=now)
    announcing.tell_decided(asked, now=now)
    return asked


def _waiting(change_id: uuid.UUID) -> Change:
    found = Change.objects.waiting().select_for_update().filter(pk=change_id).first()
    if found is None:
        raise ChangeError(_("This change is not waiting any more."))
    return found


def _insert(made: Change) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        if "company_change_one_waiting" not in str(error):
            raise
        raise ChangeError(
            _("A change of this is waiting for confirmation already. Withdraw it first, or wait.")
        ) from error
