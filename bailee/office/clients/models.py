"""Tables of the registry: who is a client, at which host, under which contract, how large."""

import uuid
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django_tenants.models import DomainMixin, TenantMixin

KIND_LENGTH = 8  # of an actor
HOST_LABEL = r"[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?"


class Client(TenantMixin):  # type: ignore[misc]  # django-tenants is untyped
    """One client company. `schema_name` names its vault everywhere in Bailee."""

    auto_create_schema = False  # vaults are made by bailee.foundation.tenancy.vaults

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    label = models.CharField(max_length=42, validators=[RegexValidator(HOST_LABEL + r"\Z")])
    opened_at = models.DateTimeField()
    by_kind = models.CharField(max_length=KIND_LENGTH)
    by_id = models.UUIDField(null=True)
    frozen_at = models.DateTimeField(null=True)
    # How much the client may keep; None: as much as it likes. On this row, which every request
    # of a portal has read already.
    quota_records = models.BigIntegerField(null=True)
    quota_bytes = models.BigIntegerField(null=True)  # of files
    quota_users = models.IntegerField(null=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quota_records__gte=0) | Q(quota_records=None),
                name="clients_client_quota_records",
            ),
            models.CheckConstraint(
                condition=Q(quota_bytes__gte=0) | Q(quota_bytes=None),
                name="clients_client_quota_bytes",
            ),
            models.CheckConstraint(
                condition=Q(quota_users__gte=1) | Q(quota_users=None),
                name="clients_client_quota_users",
            ),
            models.UniqueConstraint(fields=["label"], name="clients_client_label_once"),
            models.CheckConstraint(
                condition=Q(schema_name__regex=r"^v_[a-z0-9]{8,40}$"),
                name="clients_client_schema_opaque",
            ),
            models.CheckConstraint(
                condition=Q(label__regex=f"^{HOST_LABEL}$"), name="clients_client_label_shape"
            ),
        ]

    @property
    def frozen(self) -> bool:
        return self.frozen_at is not None


class Host(DomainMixin):  # type: ignore[misc]  # django-tenants is untyped
    """A host name that leads to a client's portal."""


class Contract(models.Model):
    """What makes a client a client. Its end starts the hand-back (clause 6.1)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="contracts")
    starts_on = models.DateField()
    notice_days = models.PositiveSmallIntegerField()
    price_per_month = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    agreed_at = models.DateTimeField()
    by_kind = models.CharField(max_length=KIND_LENGTH)
    by_id = models.UUIDField(null=True)
    notice_at = models.DateTimeField(null=True)
    notice_by_kind = models.CharField(max_length=KIND_LENGTH, blank=True)
    notice_by_id = models.UUIDField(null=True)
    ends_on = models.DateField(null=True)

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["client"],
                condition=Q(notice_at=None),
                name="clients_contract_one_running",
            ),
            models.CheckConstraint(
                condition=Q(price_per_month__gte=0), name="clients_contract_price_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(currency__regex="^[A-Z]{3}$"), name="clients_contract_currency_iso"
            ),
            models.CheckConstraint(
                condition=Q(notice_at=None, ends_on=None, notice_by_kind="")
                | (Q(notice_at__isnull=False, ends_on__isnull=False) & ~Q(notice_by_kind="")),
                name="clients_contract_notice_whole",
            ),
        ]


class QuotaChange(models.Model):
    """One agreement about how much a client may keep: who made it, and when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="quota_changes")
    records = models.BigIntegerField(null=True)
    file_bytes = models.BigIntegerField(null=True)
    users = models.IntegerField(null=True)
    agreed_at = models.DateTimeField()
    by_kind = models.CharField(max_length=KIND_LENGTH)
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["-agreed_at", "id"]


class Usage(models.Model):
    """What a client kept when it was last measured: totals, the only word of what a vault keeps."""

    client = models.OneToOneField(
        Client, on_delete=models.CASCADE, primary_key=True, related_name="usage"
    )
    records = models.BigIntegerField()
    file_bytes = models.BigIntegerField()
    table_bytes = models.BigIntegerField()
    users = models.IntegerField()
    measured_at = models.DateTimeField()


class CompanyCard(models.Model):
    """What staff see of a client's company: a copy for the business relation, made by its vault.

    `sealed` to the client's key, so that no backup and no dump of the office tells anything once
    that key is destroyed. `asked_since`: of a yearly question that nobody has answered.
    """

    client = models.OneToOneField(
        Client, on_delete=models.CASCADE, primary_key=True, related_name="card"
    )
    sealed = models.BinaryField()
    asked_since = models.DateTimeField(null=True)
    returned = models.PositiveSmallIntegerField(default=0)  # contacts whose mail came back
    published_at = models.DateTimeField()


class ChangeRequests(models.QuerySet["ChangeRequest"]):
    def waiting(self) -> Self:
        """Those that staff can decide: of a frozen client nothing changes any more."""
        return self.filter(decided_at=None, withdrawn_at=None, client__frozen_at=None)


class ChangeRequest(models.Model):
    """A change of a client's company that a second person must confirm. `id` is the vault's.

    `sealed` holds old and new, to the client's key, and is dropped as soon as the vault has the
    decision: the account of it stays in the vault, with the client.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="change_requests")
    subject = models.CharField(max_length=8)
    sealed = models.BinaryField(null=True)
    asked_at = models.DateTimeField()
    by_kind = models.CharField(max_length=KIND_LENGTH)
    by_id = models.UUIDField(null=True)
    confirmed = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)  # always staff
    reason = models.CharField(max_length=500, blank=True)
    settled_at = models.DateTimeField(null=True)  # the vault has it
    withdrawn_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # staff, by mail

    objects = ChangeRequests.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by_id=None, confirmed=None, reason="")
                | Q(
                    decided_at__isnull=False, decided_by_id__isnull=False, confirmed=True, reason=""
                )
                | (
                    Q(decided_at__isnull=False, decided_by_id__isnull=False, confirmed=False)
                    & ~Q(reason="")
                ),
                name="clients_changerequest_decision_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by_id=None) | Q(by_id=None) | ~Q(decided_by_id=F("by_id")),
                name="clients_changerequest_two_people",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(sealed=None),
                name="clients_changerequest_dropped",
            ),
        ]
