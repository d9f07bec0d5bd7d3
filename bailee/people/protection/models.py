"""Tables of protection: what happened to factors, resets of them, and who needs one.

The factors themselves are allauth's rows (`mfa_authenticator`).
"""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bailee.foundation import ids
from bailee.foundation.actors import RESPONSIBLE
from bailee.people.models import User

_KIND_LENGTH = 8
_HASH_LENGTH = 64  # SHA-256 in hexadecimal


class What(models.TextChoices):
    """Everything that can happen to somebody's factors."""

    APP_ADDED = "app added", _("Authenticator app set up")
    APP_REMOVED = "app removed", _("Authenticator app switched off")
    PASSKEY_ADDED = "passkey added", _("Passkey added")
    PASSKEY_REMOVED = "passkey removed", _("Passkey removed")
    PASSKEY_COPIED = "passkey copied", _("Passkey refused: there may be a copy of it")
    CODES_MADE = "codes made", _("Recovery codes made")
    CODE_USED = "code used", _("Recovery code used")
    RESET_ASKED = "reset asked", _("Reset asked for")
    RESET_APPROVED = "reset approved", _("Reset approved")
    RESET_REFUSED = "reset refused", _("Reset refused")
    RESET_DONE = "reset done", _("All factors removed by a reset")


class FactorChange(models.Model):
    """One thing that happened to one person's factors. Never changed."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="factor_changes")
    what = models.CharField(max_length=20, choices=What)
    about = models.CharField(max_length=200, blank=True)  # a passkey's name, a reason
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=_KIND_LENGTH)
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(what__in=What.values), name="protection_factorchange_known"
            ),
            models.CheckConstraint(
                condition=Q(by_kind__in=RESPONSIBLE), name="protection_factorchange_by_whom"
            ),
        ]


class FactorResets(models.QuerySet["FactorReset"]):
    def waiting(self) -> Self:
        """Asked for by staff, and neither approved nor refused."""
        return self.filter(approved_at=None, refused_at=None)

    def open(self, now: datetime) -> Self:
        """Approved, and the link still works."""
        return self.filter(used_at=None, refused_at=None, expires_at__gt=now)


class FactorReset(models.Model):
    """Leave for one person to take all factors off, once, by the link in a mail.

    An owner's word is enough for a colleague; of staff it takes two.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="factor_resets")
    reason = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    asked_by_kind = models.CharField(max_length=_KIND_LENGTH)
    asked_by_id = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by_kind = models.CharField(max_length=_KIND_LENGTH, blank=True)
    approved_by_id = models.UUIDField(null=True)
    refused_at = models.DateTimeField(null=True)
    # Empty until approved, and where it was withheld from an archive.
    token_hash = models.CharField(max_length=_HASH_LENGTH, null=True)  # noqa: DJ001 - '' would not be unique
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)  # when a new factor took the old ones' place

    objects = FactorResets.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["token_hash"], name="protection_factorreset_token_once"
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & Q(asked_by_kind__in=("staff", "user")),
                name="protection_factorreset_asked",
            ),
            # Two heads for staff; one is enough for a client's owner.
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by_id=None)
                | Q(asked_by_kind="user", approved_at__isnull=False)
                | (
                    Q(asked_by_kind="staff", approved_by_kind="staff", approved_at__isnull=False)
                    & ~Q(approved_by_id=models.F("asked_by_id"))
                ),
                name="protection_factorreset_two_heads",
            ),
            # Nobody resets their own.
            models.CheckConstraint(
                condition=~Q(asked_by_id=models.F("person_id"))
                & (Q(approved_by_id=None) | ~Q(approved_by_id=models.F("person_id"))),
                name="protection_factorreset_not_own",
            ),
        ]


class FactorRule(models.Model):
    """Which roles of a client need a factor, and since when; the last one made holds."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    roles: Any = models.JSONField(default=list)
    starts_on = models.DateField()
    grace_days = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    by_kind = models.CharField(max_length=_KIND_LENGTH)
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(grace_days__lte=90), name="protection_factorrule_short_grace"
            ),
            models.CheckConstraint(
                condition=Q(by_kind__in=RESPONSIBLE), name="protection_factorrule_by_whom"
            ),
        ]
