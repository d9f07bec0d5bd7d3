"""Agreeing a contract and giving notice."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import router, transaction
from django.utils.translation import gettext as _

from bailee.foundation.actors import Actor
from bailee.office.clients.models import Client, Contract


class NoticeError(ValueError):
    """Notice cannot be given like this; the message says why."""


def agree(
    client: Client,
    *,
    starts_on: date,
    notice_days: int,
    price_per_month: Decimal,
    currency: str,
    by: Actor,
    now: datetime,
) -> Contract:
    """Adds the running contract. Raises `IntegrityError` if one is running already."""
    return Contract.objects.create(
        client=client,
        starts_on=starts_on,
        notice_days=notice_days,
        price_per_month=price_per_month,
        currency=currency,
        agreed_at=now,
        by_kind=by.kind,
        by_id=by.id,
    )


def earliest_end(contract: Contract, *, now: datetime) -> date:
    """The first day on which notice given now may end the contract."""
    return max(now.date() + timedelta(days=contract.notice_days), contract.starts_on)


def give_notice(
    contract: Contract, *, ends_on: date, by: Actor, now: datetime, waive: bool = False
) -> Contract:
    """Ends the contract on a day. `waive`: both sides agreed to an earlier end.

    Raises `NoticeError` if notice was given before or the notice period is not kept.
    """
    first = earliest_end(contract, now=now)
    if ends_on < first and not waive:
        raise NoticeError(
            _("The notice period of {notice_days} days ends on {first}.").format(
                notice_days=contract.notice_days, first=first
            )
        )
    if ends_on < contract.starts_on:
        raise NoticeError(
            _("The contract starts on {starts_on}.").format(starts_on=contract.starts_on)
        )
    alias = router.db_for_write(Contract)
    with transaction.atomic(using=alias):
        given = Contract.objects.filter(pk=contract.pk, notice_at=None).update(
            notice_at=now, notice_by_kind=by.kind, notice_by_id=by.id, ends_on=ends_on
        )
        if not given:
            raise NoticeError(_("Notice has been given already."))
    contract.refresh_from_db()
    return contract


def take_back_notice(contract: Contract) -> Contract:
    """The contract runs on as if no notice had been given; custody writes down by whom."""
    Contract.objects.filter(pk=contract.pk).update(
        notice_at=None, notice_by_kind="", notice_by_id=None, ends_on=None
    )
    contract.refresh_from_db()
    return contract
