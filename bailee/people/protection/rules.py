"""Who needs a factor: staff and owners always, others as the client's owners have decided."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext as _

from bailee.foundation.actors import Actor
from bailee.people import factors
from bailee.people.models import User
from bailee.people.protection.models import FactorRule
from bailee.people.roles import OWNERS, USERS

LONGEST_GRACE = 90  # days
# Owners have no choice: they can end the contract and read everything.
CHOOSABLE = tuple(role for role in USERS if role not in OWNERS)

Why = Literal["staff", "owner", "rule", "reset"]


class RuleError(ValueError):
    """Not a rule; the text says why."""


@dataclass(frozen=True)
class Demand:
    """That a person needs a factor; `due` is the last day without, None if that is over."""

    why: Why
    due: date | None = None


def made() -> FactorRule | None:
    """The rule that was made last; it may not have begun."""
    return FactorRule.objects.first()


@transaction.atomic
def make(
    *, roles: Collection[str], starts_on: date, grace_days: int, by: Actor, now: datetime
) -> FactorRule:
    """A new rule in place of the last one, which stays in the history. Raises `RuleError`."""
    if set(roles) - set(CHOOSABLE):
        raise RuleError(_("For owners there is no choice; other roles do not exist."))
    if not 0 <= grace_days <= LONGEST_GRACE:
        raise RuleError(
            _("Grant between 0 and {longest_grace} days.").format(longest_grace=LONGEST_GRACE)
        )
    if starts_on < now.date() - timedelta(days=1) or starts_on > now.date() + timedelta(days=366):
        raise RuleError(_("Begin today, or on a day within the next year."))
    return FactorRule.objects.create(
        roles=sorted(roles),
        starts_on=starts_on,
        grace_days=grace_days,
        made_at=now,
        by_kind=by.kind,
        by_id=by.id,
    )


def demand(person: User, *, now: datetime) -> Demand | None:
    """What holds for this person's role, with or without a factor."""
    if person.is_staff:
        return Demand("staff")
    if person.is_owner:
        return Demand("owner")
    rule, today = made(), now.date()
    if rule is None or person.role not in rule.roles or today < rule.starts_on:
        return None
    last = rule.starts_on + timedelta(days=rule.grace_days)
    return Demand("rule", last if rule.grace_days and today <= last else None)


def lacking(person: User, *, now: datetime) -> Demand | None:
    """The demand that the person does not meet."""
    wanted = demand(person, now=now)
    return None if wanted is None or factors.has_one(person) else wanted
