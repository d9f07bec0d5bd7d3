"""Tables of single sign-on."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy

from bailee.foundation import ids
from bailee.foundation.actors import RESPONSIBLE
from bailee.people.models import User
from bailee.people.roles import Role

INVITED = "invited"  # only who was invited comes in
ADMITS = (INVITED, Role.READER, Role.EDITOR, Role.BILLING)  # never an owner
SIGN_IN, TRY, AGAIN = "sign in", "try", "again"  # what somebody goes to the provider for
CHANGES = {
    "set up": gettext_lazy("Set up"),
    "changed": gettext_lazy("Changed"),
    "tried": gettext_lazy("Tried"),
    "switched on": gettext_lazy("Switched on"),
    "switched off": gettext_lazy("Switched off"),
    "removed": gettext_lazy("Removed"),
    "unlinked": gettext_lazy("Account unlinked"),
}
_KIND_LENGTH = 8
_HASH_LENGTH = 64  # SHA-256 in hexadecimal


class Provider(models.Model):
    """The client's identity provider: one row, or none.

    `secret` is sealed; empty where it was withheld. `domains`: what an address must end with,
    empty for any. `admits`: `invited`, or the role of whoever the provider vouches for.
    `passwords`: whether people other than owners may still use a password. `trusts_factor`:
    whether a second factor that the provider has asked for counts as ours. `levels`: values of
    `acr` that mean such a factor, besides `mfa` in `amr`. `roaming`: people's network may change
    on the way. `tried_at`: when an owner last came back from it, as it is set up now.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    label = models.CharField(max_length=60)  # as people call it
    issuer = models.CharField(max_length=500)
    client = models.CharField(max_length=255)  # the id that the provider gave us
    secret = models.CharField(max_length=1500, blank=True)
    domains: Any = models.JSONField(default=list)
    admits = models.CharField(max_length=16, default=INVITED)
    passwords = models.BooleanField(default=True)
    trusts_factor = models.BooleanField(default=False)
    levels: Any = models.JSONField(default=list)
    roaming = models.BooleanField(default=False)
    tried_at = models.DateTimeField(null=True)
    on_since = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    by_kind = models.CharField(max_length=_KIND_LENGTH)
    by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="sign_on_provider_one"),
            models.CheckConstraint(
                condition=Q(admits__in=ADMITS), name="sign_on_provider_admits_known"
            ),
            models.CheckConstraint(
                condition=Q(admits=INVITED) | ~Q(domains=[]), name="sign_on_provider_admits_whom"
            ),
            models.CheckConstraint(
                condition=Q(on_since=None) | Q(tried_at__isnull=False),
                name="sign_on_provider_tried_first",
            ),
            models.CheckConstraint(
                condition=~Q(label="") & ~Q(issuer="") & ~Q(client=""),
                name="sign_on_provider_whole",
            ),
            models.CheckConstraint(
                condition=Q(by_kind__in=RESPONSIBLE), name="sign_on_provider_by_whom"
            ),
        ]


class Link(models.Model):
    """That an account at a provider is one of our people: by issuer and subject, never by e-mail.

    `email`: the address that the provider vouched for when they were linked.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person = models.ForeignKey(User, models.CASCADE, related_name="sign_on_links")
    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)
    email = models.EmailField()
    linked_at = models.DateTimeField()

    class Meta:
        ordering = ["-linked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="sign_on_link_account_once"),
            models.UniqueConstraint(fields=["person", "issuer"], name="sign_on_link_person_once"),
        ]


class Attempt(models.Model):
    """One way to the provider and back; kept for minutes, and only hashes of what opens it.

    `browser`: a keyed hash of what the browser says of itself; `network`: the beginning of its
    address. From `used_at` on, what the provider said waits for the person to agree (`ticket`).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    state_hash = models.CharField(max_length=_HASH_LENGTH, unique=True)
    purpose = models.CharField(max_length=8)
    person = models.ForeignKey(User, models.CASCADE, null=True, related_name="sign_on_attempts")
    issuer = models.CharField(max_length=500)
    client = models.CharField(max_length=255)
    next = models.CharField(max_length=500, blank=True)
    browser = models.CharField(max_length=_HASH_LENGTH)
    network = models.CharField(max_length=45)
    began_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ticket_hash = models.CharField(max_length=_HASH_LENGTH, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=200, blank=True)
    strong = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose=SIGN_IN, person=None)
                | Q(purpose__in=(TRY, AGAIN), person__isnull=False),
                name="sign_on_attempt_purpose",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("began_at")), name="sign_on_attempt_runs_out"
            ),
            models.CheckConstraint(
                condition=Q(ticket_hash="", subject="", email="", name="")
                | Q(used_at__isnull=False),
                name="sign_on_attempt_answered",
            ),
        ]


class Change(models.Model):
    """What was changed of single sign-on, and by whom. No secret is ever written here."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=_KIND_LENGTH)
    by_id = models.UUIDField(null=True)
    what = models.CharField(max_length=16)
    details: Any = models.JSONField(default=list)  # [{"field", "before", "after"}]

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(what__in=sorted(CHANGES)), name="sign_on_change_known"
            ),
            models.CheckConstraint(
                condition=Q(by_kind__in=RESPONSIBLE), name="sign_on_change_by_whom"
            ),
        ]
