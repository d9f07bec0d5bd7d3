"""Tokens, what they were used for, and the answers that may be asked for again."""

import uuid
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from bailee.foundation import ids

VERBS = {
    "read": _("read"),
    "add": _("add"),
    "change": _("change"),
    "delete": _("delete"),
    "schema": _("change collections and fields"),
    "files": _("read and store files"),
}


class Tokens(models.QuerySet["Token"]):
    def alive(self, now: datetime) -> Self:
        """Those that still open something."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None)


class Token(models.Model):
    """A way in for one program.

    `hash`: SHA-256 of the token, which is shown once. `beginning`: its first letters, to tell it
    by. `collections`: ids as text, None for all. `addresses`: networks it may come from, none
    for any.
    """

    id = models.UUIDField(primary_key=True, default=ids.new)
    name = models.CharField(max_length=100)
    hash = models.CharField(max_length=64)
    beginning = models.CharField(max_length=16)
    verbs: Any = models.JSONField()
    collections: Any = models.JSONField(null=True)
    addresses: Any = models.JSONField(default=list)
    created_at = models.DateTimeField()
    by_kind = models.CharField(max_length=8)
    by_id = models.UUIDField(null=True)
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by_kind = models.CharField(max_length=8, blank=True)
    revoked_by_id = models.UUIDField(null=True)

    objects = Tokens.as_manager()

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["hash"], name="integrations_token_hash_once"),
            models.CheckConstraint(condition=~Q(name=""), name="integrations_token_named"),
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(expires_at__gt=F("created_at")),
                name="integrations_token_expires_later",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by_kind="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_by_kind="")),
                name="integrations_token_revoked_by_whom",
            ),
        ]

    @property
    def verb_words(self) -> list[str]:
        """What it may, in words."""
        return [gettext(VERBS[verb]) for verb in self.verbs]

    def may(self, verb: str) -> bool:
        return verb in self.verbs

    def reaches(self, collection: uuid.UUID) -> bool:
        """Whether the token is good for that collection."""
        return self.collections is None or str(collection) in self.collections

    def state(self, now: datetime) -> str:
        """Revoked, expired or active."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at is not None and self.expires_at <= now else "active"


class Use(models.Model):
    """What a token was used for in one minute: requests alike are one row with their number."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    token = models.ForeignKey(Token, models.CASCADE, related_name="uses")
    minute = models.DateTimeField()
    method = models.CharField(max_length=8)
    route = models.CharField(max_length=200)
    collection_id = models.UUIDField(null=True)
    address = models.CharField(max_length=45)
    status = models.SmallIntegerField()
    count = models.IntegerField(default=1)
    last_at = models.DateTimeField()

    class Meta:
        ordering = ["-last_at", "id"]
        indexes = [models.Index(fields=["minute"], name="integrations_use_oldest")]
        constraints = [
            models.UniqueConstraint(
                fields=["token", "minute", "method", "route", "collection_id", "address", "status"],
                nulls_distinct=False,
                name="integrations_use_one_a_minute",
            ),
            models.CheckConstraint(condition=Q(count__gt=0), name="integrations_use_counts"),
        ]


class Attempt(models.Model):
    """A request that bears an Idempotency-Key, and the answer it got (`status` None: not yet).

    `fingerprint`: SHA-256 of method, path and body.
    """

    id = models.UUIDField(primary_key=True, default=ids.new)
    token = models.ForeignKey(Token, models.CASCADE, related_name="attempts")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.SmallIntegerField(null=True)
    headers: Any = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["began_at", "id"]
        indexes = [models.Index(fields=["began_at"], name="integrations_attempt_oldest")]
        constraints = [
            models.UniqueConstraint(fields=["token", "key"], name="integrations_attempt_key_once"),
            models.CheckConstraint(
                condition=Q(status=None, ended_at=None)
                | Q(status__isnull=False, ended_at__isnull=False),
                name="integrations_attempt_ended_whole",
            ),
        ]
