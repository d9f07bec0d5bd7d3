"""Tables of the registry: who is a client, at which host, under which contract, how large."""

import uuid

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
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
    """What a client kept when it was last measured: totals, the only word from inside a vault."""

    client = models.OneToOneField(
        Client, on_delete=models.CASCADE, primary_key=True, related_name="usage"
    )
    records = models.BigIntegerField()
    file_bytes = models.BigIntegerField()
    table_bytes = models.BigIntegerField()
    users = models.IntegerField()
    measured_at = models.DateTimeField()
