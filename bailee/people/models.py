"""Tables of people. The same tables exist in `public` for staff and in each vault for its users."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from bailee.foundation import ids
from bailee.foundation.actors import RESPONSIBLE, Actor
from bailee.people import formats, offered, roles
from bailee.people.corrected import EmailChange, Removed
from bailee.people.roles import Role
from bailee.people.throttled import Throttle

__all__ = [
    "RESET_VALID_FOR",
    "Consent",
    "EmailChange",
    "Invitation",
    "PasswordReset",
    "PolicyNotice",
    "Preferences",
    "Removed",
    "Throttle",
    "User",
    "address",
]  # fmt: skip

RESET_VALID_FOR = timedelta(minutes=30)
_KINDS = RESPONSIBLE
_ROLE_LENGTH = 16
_KIND_LENGTH = 8
_HASH_LENGTH = 64  # SHA-256 in hexadecimal


class Users(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def called(self, email: str) -> Self:
        """The one person of this address, however it was typed."""
        return self.filter(email=address(email))


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> Users:
        return Users(self.model, using=self._db)

    def active(self) -> Users:
        return self.get_queryset().active()

    def called(self, email: str) -> Users:
        return self.get_queryset().called(email)


class User(AbstractBaseUser):
    """A staff member (in `public`) or a client's user (in a vault)."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=_ROLE_LENGTH, choices=Role)
    language = models.CharField(max_length=16, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    created_at = models.DateTimeField()
    is_active = models.BooleanField(default=True)
    deactivated_at = models.DateTimeField(null=True)
    deactivated_by_kind = models.CharField(max_length=_KIND_LENGTH, blank=True)
    deactivated_by_id = models.UUIDField(null=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]

    objects = UserManager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["email"], name="people_user_email_once"),
            # With the line above: one person per address, however it is typed.
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="people_user_email_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="people_user_role_known"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="people_user_name_given"),
            models.CheckConstraint(
                condition=Q(is_active=True, deactivated_at=None, deactivated_by_kind="")
                | Q(
                    is_active=False,
                    deactivated_at__isnull=False,
                    deactivated_by_kind__in=_KINDS,
                ),
                name="people_user_deactivated_by_whom",
            ),
        ]

    @property
    def is_staff(self) -> bool:
        """Whether this is one of the Company's people."""
        return self.role in roles.STAFF

    @property
    def is_owner(self) -> bool:
        return self.role in roles.OWNERS

    @property
    def actor(self) -> Actor:
        return Actor("staff" if self.is_staff else "user", self.id)


class Invitations(models.QuerySet["Invitation"]):
    def open(self, now: datetime) -> Self:
        """Those that can still be accepted."""
        return self.undecided().filter(expires_at__gt=now)

    def undecided(self) -> Self:
        """Neither accepted nor revoked; some may have run out."""
        return self.filter(accepted_at=None, revoked_at=None)


class Invitation(models.Model):
    """An offer to one address to join in one role. The token itself is only in the mail."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=_ROLE_LENGTH, choices=Role)
    # Empty where it was withheld, in a vault restored from a client's archive.
    token_hash = models.CharField(max_length=_HASH_LENGTH, null=True)  # noqa: DJ001 - '' would not be unique
    created_at = models.DateTimeField()
    by_kind = models.CharField(max_length=_KIND_LENGTH)
    by_id = models.UUIDField(null=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by_kind = models.CharField(max_length=_KIND_LENGTH, blank=True)
    revoked_by_id = models.UUIDField(null=True)

    objects = Invitations.as_manager()

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["token_hash"], name="people_invitation_token_once"),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="people_invitation_email_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(by_kind__in=_KINDS), name="people_invitation_by_whom"
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="people_invitation_role_known"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by_kind="")
                | Q(accepted_at=None, revoked_at__isnull=False, revoked_by_kind__in=_KINDS),
                name="people_invitation_one_end",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="people_invitation_runs_out"
            ),
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="people_invitation_one_open",
            ),
        ]

    @property
    def inviter(self) -> Actor:
        return Actor(self.by_kind, self.by_id)  # type: ignore[arg-type]  # the column holds a Kind


class RoleChange(models.Model):
    """Who changed whose role, and when. `before` is empty for who came, `after` for who went."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_changes")
    before = models.CharField(max_length=_ROLE_LENGTH, choices=Role, blank=True)
    after = models.CharField(max_length=_ROLE_LENGTH, choices=Role, blank=True)
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=_KIND_LENGTH)
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(before__in=["", *Role.values], after__in=["", *Role.values])
                & ~Q(before=F("after")),
                name="people_rolechange_of_roles",
            ),
            models.CheckConstraint(
                condition=Q(by_kind__in=_KINDS), name="people_rolechange_by_whom"
            ),
        ]


class PasswordReset(models.Model):
    """Leave to set a new password, once, within half an hour."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="password_resets")
    token_hash = models.CharField(max_length=_HASH_LENGTH)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token_hash"], name="people_passwordreset_token_once"),
            models.CheckConstraint(
                condition=Q(
                    expires_at__gt=F("created_at"),
                    expires_at__lte=F("created_at") + RESET_VALID_FOR,
                ),
                name="people_passwordreset_short",
            ),
        ]


class Preferences(models.Model):
    """What one person has chosen; the time zone stands in the person's own row."""

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="preferences"
    )
    locale = models.CharField(max_length=16, default=formats.HOUSE)  # of dates and numbers
    numbers = models.CharField(max_length=20, default=offered.LOCALE)
    dates = models.CharField(max_length=12, default=offered.LOCALE)
    clock = models.CharField(max_length=12, default=offered.LOCALE)
    theme = models.CharField(max_length=12, default="system")
    density = models.CharField(max_length=16, default="comfortable")
    start_page = models.CharField(max_length=16, default="overview")
    start_id = models.UUIDField(null=True)  # of the collection or view to start with
    rows = models.PositiveSmallIntegerField(default=50)  # of a list
    muted: Any = models.JSONField(default=list)  # topics of mails not wanted
    changed_at = models.DateTimeField()
    by_kind = models.CharField(max_length=_KIND_LENGTH)
    by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            *(
                models.CheckConstraint(
                    condition=Q((f"{name}__in", codes)), name=f"people_preferences_{name}_known"
                )
                for name, codes in sorted(offered.CODES.items())
            ),
            models.CheckConstraint(
                condition=Q(locale__regex="^[a-z]{2}-[A-Z]{2}$"),
                name="people_preferences_locale_code",
            ),
            models.CheckConstraint(
                condition=Q(by_kind__in=_KINDS), name="people_preferences_by_whom"
            ),
            models.CheckConstraint(
                condition=Q(rows__in=offered.ROWS), name="people_preferences_rows_offered"
            ),
        ]


class Consent(models.Model):
    """One person's answer to one version of the privacy policy."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    policy_sha256 = models.CharField(max_length=_HASH_LENGTH)
    policy_dated = models.DateField()
    accepted = models.BooleanField()
    at = models.DateTimeField()
    address = models.CharField(max_length=45)  # IPv4 or IPv6

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(policy_sha256__regex="^[0-9a-f]{64}$"), name="people_consent_to_what"
            ),
        ]


class PolicyNotice(models.Model):
    """That this vault's owners were told by mail of a new version of the privacy policy."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    policy_sha256 = models.CharField(max_length=_HASH_LENGTH, unique=True)
    told_at = models.DateTimeField()


def address(email: str) -> str:
    """An e-mail address as it is stored and compared: without surrounding space, lower case."""
    return email.strip().lower()
