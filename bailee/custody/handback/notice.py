"""The beginning of the end: notice is given, and when the contract has ended the portal freezes."""

from datetime import date, datetime

from django.db import router, transaction
from django.utils.translation import gettext as _

from bailee.custody.handback import jobs
from bailee.custody.handback.errors import OrderError
from bailee.custody.handback.progress import client_of, record, require
from bailee.custody.models import HandBack, Kind
from bailee.foundation import tenancy
from bailee.foundation.actors import Actor
from bailee.foundation.tenancy import vaults
from bailee.office.clients import contracts, registry
from bailee.office.clients.models import Client
from bailee.people.models import User
from bailee.people.roles import Role


def begin(
    client: Client, *, ends_on: date, by: Actor, now: datetime, waive: bool = False
) -> HandBack:
    """Gives notice on the running contract and tells the client's owners by mail.

    `waive`: both sides agreed to an end before the notice period is over; only an owner of the
    staff may say so. Raises `contracts.NoticeError`, and `OrderError` if no contract is running.
    """
    contract = client.contracts.filter(notice_at=None).first()
    if contract is None:
        raise OrderError(_("No contract is running: notice has been given already."))
    early = ends_on < contracts.earliest_end(contract, now=now)
    if waive and early and not _is_staff_owner(by):
        raise contracts.NoticeError(
            _("Only an owner may end a contract before its notice period is over.")
        )
    alias = router.db_for_write(HandBack)
    with transaction.atomic(using=alias):
        contracts.give_notice(contract, ends_on=ends_on, by=by, now=now, waive=waive)
        handback = HandBack.objects.create(
            client_id=client.pk,
            vault=client.schema_name,
            ends_on=ends_on,
            opened_at=now,
            by_kind=by.kind,
            by_id=by.id,
        )
        record(handback, Kind.NOTICE, by=by, now=now)
        jobs.ask_announce(handback)
    return handback


def freeze(handback: HandBack, *, by: Actor, now: datetime) -> HandBack:
    """Makes the portal read-only: the vault's login loses its right to write.

    Raises `OrderError` (also before the contract's last day) and `HeldError`.
    """
    require(handback, Kind.FROZEN)
    if now.date() < handback.ends_on:
        raise OrderError(
            _("The contract runs until {ends_on}: the portal stays open.").format(
                ends_on=handback.ends_on
            )
        )
    client = client_of(handback)
    # First the right, then the row: if this is cut short, the step can be taken again.
    try:
        vaults.freeze(handback.vault)
    except vaults.BusyError as error:
        raise OrderError(
            _("Something is still being written, an import for example. Try again when it is done.")
        ) from error
    with transaction.atomic(using=router.db_for_write(HandBack)):
        registry.freeze(client, now=now)
        record(handback, Kind.FROZEN, by=by, now=now)
    return handback


def withdraw(handback: HandBack, *, by: Actor, now: datetime) -> HandBack:
    """Takes the notice back, by agreement of both sides: the contract and the portal go on.

    Raises `OrderError` once the purge has begun.
    """
    if handback.withdrawn_at is not None:
        raise OrderError(_("The notice was withdrawn already."))
    if handback.steps.filter(kind=Kind.PURGE_BEGAN).exists():
        raise OrderError(_("The purge has begun: nothing can undo it."))
    client = client_of(handback)
    with transaction.atomic(using=router.db_for_write(HandBack)):
        HandBack.objects.filter(pk=handback.pk).update(
            withdrawn_at=now, withdrawn_by_kind=by.kind, withdrawn_by_id=by.id
        )
        contracts.take_back_notice(client.contracts.get(ends_on=handback.ends_on))
        registry.thaw(client)
        # Last, so that a vault can be written to only if all of this is so.
        vaults.thaw(handback.vault)
    handback.refresh_from_db()
    return handback


def _is_staff_owner(by: Actor) -> bool:
    if by.kind != "staff" or by.id is None or tenancy.current().in_vault:
        return False
    return User.objects.active().filter(pk=by.id, role=Role.STAFF_OWNER).exists()
