"""Webhooks and what was sent to them."""

import uuid
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop as _

from bailee.foundation import ids

EVENTS = {
    "added": _("records added"),
    "edited": _("records changed"),
    "trashed": _("records moved to the trash"),
    "untrashed": _("records taken out of the trash"),
    "imported": _("a file imported"),
    "undone": _("an import undone"),
    "shape": _("a collection or its fields changed"),
}


class Webhook(models.Model):
    """An address of the client's that hears of changes.

    `secret`: sealed; signs what is sent. `collections`: ids as text, None for all. `values`:
    whether the records' values are sent along, not only their ids. `failing_since`: the first of
    the failures without a success between.
    """

    id = models.UUIDField(primary_key=True, default=ids.new)
    name = models.CharField(max_length=100)
    url = models.CharField(max_length=2000)
    secret = models.CharField(max_length=200)
    events: Any = models.JSONField()
    collections: Any = models.JSONField(null=True)
    values = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    by_kind = models.CharField(max_length=8)
    by_id = models.UUIDField(null=True)
    failing_since = models.DateTimeField(null=True)
    off_at = models.DateTimeField(null=True)
    off_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="integrations_webhook_named"),
            models.CheckConstraint(
                condition=Q(off_at=None, off_reason="") | Q(off_at__isnull=False),
                name="integrations_webhook_off_whole",
            ),
        ]

    def hears(self, event: str, collection: uuid.UUID) -> bool:
        """Whether it is told of that event there."""
        inside = self.collections is None or str(collection) in self.collections
        return self.off_at is None and event in self.events and inside


class Deliveries(models.QuerySet["Delivery"]):
    def waiting(self) -> Self:
        """Neither delivered nor given up."""
        return self.filter(delivered_at=None, given_up_at=None)

    def due(self, now: datetime) -> Self:
        """Those that wait and should have been tried by now."""
        return self.waiting().filter(Q(next_at=None) | Q(next_at__lt=now), at__lt=now)


class Delivery(models.Model):
    """One message to a webhook. `records`: ids as text, None when there were too many to name."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=16)
    collection_id = models.UUIDField(null=True)
    records: Any = models.JSONField(null=True)
    cause_kind = models.CharField(max_length=8)
    cause_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    status = models.SmallIntegerField(null=True)
    trouble = models.CharField(max_length=200, blank=True)
    next_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    replay_of = models.UUIDField(null=True)

    objects = Deliveries.as_manager()

    class Meta:
        ordering = ["-at", "id"]
        indexes = [models.Index(fields=["at"], name="integrations_delivery_oldest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(event__in=[*sorted(EVENTS), "test"]),
                name="integrations_delivery_event_known",
            ),
            models.CheckConstraint(
                condition=Q(delivered_at=None) | Q(given_up_at=None),
                name="integrations_delivery_one_end",
            ),
        ]

    @property
    def state(self) -> str:
        """Delivered, failed, retrying or waiting."""
        if self.delivered_at is not None:
            return "delivered"
        if self.given_up_at is not None:
            return "failed"
        return "retrying" if self.attempts else "waiting"
