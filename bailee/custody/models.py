"""Tables of custody. A client is named by its random id and its vault's schema name, no more.

No foreign key leads to the registry: these rows are the account that stays when it is gone.
"""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bailee.foundation import ids
from bailee.foundation.actors import RESPONSIBLE

_KINDS = RESPONSIBLE
_KIND_LENGTH = 8
_VAULT_LENGTH = 42
_HASH = r"^[0-9a-f]{64}$"  # SHA-256
_VAULT = r"^v_[a-z0-9]{8,40}$"

APPROVALS = 2  # staff who must agree before a purge


class HandBacks(models.QuerySet["HandBack"]):
    def standing(self) -> Self:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)


class HandBack(models.Model):
    """The end of one client's contract, from notice to certificate (clause 6.1)."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    client_id = models.UUIDField()
    vault = models.CharField(max_length=_VAULT_LENGTH)
    ends_on = models.DateField()
    opened_at = models.DateTimeField()
    by_kind = models.CharField(max_length=_KIND_LENGTH)
    by_id = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_kind = models.CharField(max_length=_KIND_LENGTH, blank=True)
    withdrawn_by_id = models.UUIDField(null=True)
    # Why the job at work last stopped; empty when it goes on. Never text out of a vault.
    trouble = models.CharField(max_length=200, blank=True)
    trouble_at = models.DateTimeField(null=True)

    objects = HandBacks.as_manager()

    class Meta:
        ordering = ["-opened_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["client_id"],
                condition=Q(withdrawn_at=None),
                name="custody_handback_one_standing",
            ),
            models.CheckConstraint(
                condition=Q(vault__regex=_VAULT), name="custody_handback_vault_opaque"
            ),
            models.CheckConstraint(
                condition=Q(by_kind__in=_KINDS), name="custody_handback_by_whom"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by_kind="")
                | Q(withdrawn_at__isnull=False, withdrawn_by_kind__in=_KINDS),
                name="custody_handback_withdrawn_by_whom",
            ),
        ]


class Kind(models.TextChoices):
    """The steps of a hand-back, in order."""

    NOTICE = "notice", _("Notice given")
    FROZEN = "frozen", _("Portal frozen")
    ARCHIVE_BUILT = "archive_built", _("Archive built")
    DELIVERED = "delivered", _("Archive delivered")
    REMINDED = "reminded", _("Reminder sent")
    CONFIRMED = "confirmed", _("Receipt confirmed")
    ESCROW_PASSED = "escrow_passed", _("Waiting time passed without confirmation")
    APPROVED = "approved", _("Purge approved")
    PURGE_BEGAN = "purge_began", _("Purge began")
    CERTIFIED = "certified", _("Certificate issued")
    CERTIFICATE_MAILED = "certificate_mailed", _("Certificate mailed")


class Steps(models.QuerySet["Step"]):
    def approvals(self) -> Self:
        """Those that count: an approval lapses when its giver is no longer active staff."""
        return self.filter(kind=Kind.APPROVED, lapsed_at=None)


class Step(models.Model):
    """One step of a hand-back, with who and when. `number` tells repeatable steps apart."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    handback = models.ForeignKey(HandBack, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=20, choices=Kind)
    number = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=_KIND_LENGTH)
    by_id = models.UUIDField(null=True)
    lapsed_at = models.DateTimeField(null=True)  # an approval that counts no more

    objects = Steps.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["handback", "kind", "number"],
                condition=Q(lapsed_at=None),
                name="custody_step_once",
            ),
            models.UniqueConstraint(
                fields=["handback", "by_id"],
                condition=Q(kind=Kind.APPROVED, lapsed_at=None),
                name="custody_step_two_different_approve",
            ),
            models.CheckConstraint(
                condition=Q(lapsed_at=None) | Q(kind=Kind.APPROVED),
                name="custody_step_approvals_lapse",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.APPROVED)
                | Q(by_kind="staff", by_id__isnull=False, number__lte=APPROVALS),
                name="custody_step_staff_approve",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | Q(kind__in=[Kind.APPROVED, Kind.REMINDED], number__gte=1),
                name="custody_step_numbered",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="custody_step_known"),
            models.CheckConstraint(condition=Q(by_kind__in=_KINDS), name="custody_step_by_whom"),
        ]


class PurgeStep(models.Model):
    """One step of a purge that is done, with what it counted. Steps not done have no row."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    handback = models.ForeignKey(HandBack, on_delete=models.PROTECT, related_name="purge_steps")
    name = models.CharField(max_length=32)
    counts = models.JSONField()  # numbers and fixed sentences, never a value of the client
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["handback", "name"], name="custody_purgestep_once"),
        ]


class LegalHold(models.Model):
    """The law asks that a client's records stay: no step of hand-back or purge goes on (4.2)."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    client_id = models.UUIDField()
    vault = models.CharField(max_length=_VAULT_LENGTH)
    reason = models.CharField(max_length=500)
    placed_at = models.DateTimeField()
    by_kind = models.CharField(max_length=_KIND_LENGTH)
    by_id = models.UUIDField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by_kind = models.CharField(max_length=_KIND_LENGTH, blank=True)
    lifted_by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["placed_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="custody_legalhold_reason_given"),
            models.CheckConstraint(
                condition=Q(by_kind__in=_KINDS), name="custody_legalhold_by_whom"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by_kind="")
                | Q(lifted_at__isnull=False, lifted_by_kind__in=_KINDS),
                name="custody_legalhold_lifted_by_whom",
            ),
        ]


class ArchiveBuild(models.Model):
    """One archive of a vault: asked for, then built or failed, then no longer available."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    client_id = models.UUIDField()
    vault = models.CharField(max_length=_VAULT_LENGTH)
    handback = models.ForeignKey(
        HandBack, null=True, on_delete=models.PROTECT, related_name="archive_builds"
    )
    asked_at = models.DateTimeField()
    by_kind = models.CharField(max_length=_KIND_LENGTH)
    by_id = models.UUIDField(null=True)
    built_at = models.DateTimeField(null=True)
    size = models.BigIntegerField(null=True)  # bytes
    sha256 = models.CharField(max_length=64, blank=True)
    manifest_sha256 = models.CharField(max_length=64, blank=True)  # the confirmation code's root
    available_until = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)  # never text out of a vault

    class Meta:
        ordering = ["-asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["vault"],
                condition=Q(built_at=None, failed_at=None),
                name="custody_archivebuild_one_under_way",
            ),
            models.CheckConstraint(
                condition=Q(built_at=None, size=None, sha256="", manifest_sha256="")
                | Q(
                    built_at__isnull=False,
                    failed_at=None,
                    size__gt=0,
                    sha256__regex=_HASH,
                    manifest_sha256__regex=_HASH,
                    available_until__gt=F("built_at"),
                ),
                name="custody_archivebuild_whole",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(built_at__isnull=False),
                name="custody_archivebuild_removed_after_built",
            ),
        ]

    @property
    def object_name(self) -> str:
        """In the object store, below the vault."""
        return f"archives/{self.pk}"

    @property
    def state(self) -> str:
        if self.removed_at is not None:
            return "removed"
        if self.built_at is not None:
            return "ready"
        return "building" if self.failed_at is None else "failed"


class ArchiveDownload(models.Model):
    """Somebody began to fetch an archive, or went on with it from byte `start`."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    build = models.ForeignKey(ArchiveBuild, on_delete=models.CASCADE, related_name="downloads")
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=_KIND_LENGTH)
    by_id = models.UUIDField(null=True)
    start = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["at", "id"]


class ConfirmationTry(models.Model):
    """Somebody entered a confirmation code: counted, so that codes cannot be guessed."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    handback = models.ForeignKey(HandBack, on_delete=models.PROTECT, related_name="tries")
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=_KIND_LENGTH)
    by_id = models.UUIDField(null=True)


class Certificate(models.Model):
    """The signed account of a purge. Each names the hash of the one before it."""

    number = models.PositiveIntegerField(primary_key=True)
    handback = models.OneToOneField(HandBack, on_delete=models.PROTECT, related_name="certificate")
    issued_at = models.DateTimeField()
    document = models.TextField()  # canonical JSON: the very text that is signed
    digest = models.CharField(max_length=64, unique=True)
    previous = models.CharField(max_length=64, unique=True)  # 64 zeros before the first
    signature = models.CharField(max_length=128)  # Ed25519, hexadecimal

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__regex=_HASH, previous__regex=_HASH),
                name="custody_certificate_hashes",
            ),
            models.CheckConstraint(
                condition=Q(signature__regex=r"^[0-9a-f]{128}$"),
                name="custody_certificate_signed",
            ),
        ]


class Tombstone(models.Model):
    """A vault that is being purged (`purged_at` empty) or was: nothing may write to it again."""

    vault = models.CharField(max_length=_VAULT_LENGTH, primary_key=True)
    client_id = models.UUIDField()
    planted_at = models.DateTimeField()
    purged_at = models.DateTimeField(null=True)
