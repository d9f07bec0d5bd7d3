"""How much a client may keep: agreed by staff, looked up by the client's own requests and jobs."""

from dataclasses import dataclass
from datetime import datetime

from django.db import router, transaction
from django.utils.translation import gettext as _

from bailee.foundation import tenancy
from bailee.foundation.actors import Actor
from bailee.office.clients.models import Client, QuotaChange, Usage


class QuotaError(ValueError):
    """This cannot be agreed; the message says why."""


@dataclass(frozen=True)
class Quota:
    """How much of each; None: as much as the client likes. `file_bytes` count every version."""

    records: int | None = None
    file_bytes: int | None = None
    users: int | None = None


NONE = Quota()


def of(client: Client) -> Quota:
    """What is agreed, from a row that was read already."""
    return Quota(client.quota_records, client.quota_bytes, client.quota_users)


def here() -> Quota:
    """The quota of the vault of the current seat; one indexed look-up. Without client: none."""
    if not tenancy.current().in_vault:
        return NONE
    columns = ("quota_records", "quota_bytes", "quota_users")
    row = Client.objects.filter(schema_name=tenancy.current().schema).values_list(*columns).first()
    return NONE if row is None else Quota(*row)


def agree(client: Client, quota: Quota, *, by: Actor, now: datetime) -> None:
    """Sets the quota and writes down who did. It may lie below what is kept: nothing is deleted.

    Raises `QuotaError` for less than nothing, or for no user at all.
    """
    if any(value is not None and value < 0 for value in (quota.records, quota.file_bytes)):
        raise QuotaError(_("A quota cannot be less than nothing."))
    if quota.users is not None and quota.users < 1:
        raise QuotaError(_("At least one person must be able to sign in."))
    with transaction.atomic(using=router.db_for_write(Client)):
        # Two members of staff at once: both are written down, the later one holds.
        Client.objects.select_for_update().get(pk=client.pk)
        Client.objects.filter(pk=client.pk).update(
            quota_records=quota.records, quota_bytes=quota.file_bytes, quota_users=quota.users
        )
        QuotaChange.objects.create(
            client=client,
            records=quota.records,
            file_bytes=quota.file_bytes,
            users=quota.users,
            agreed_at=now,
            by_kind=by.kind,
            by_id=by.id,
        )
    client.refresh_from_db()


def note_usage(
    client: Client, *, records: int, file_bytes: int, table_bytes: int, users: int, now: datetime
) -> None:
    """Keeps the newest totals for the office; older ones are not kept here."""
    Usage.objects.update_or_create(
        client=client,
        defaults={
            "records": records,
            "file_bytes": file_bytes,
            "table_bytes": table_bytes,
            "users": users,
            "measured_at": now,
        },
    )
