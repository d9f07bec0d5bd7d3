"""What became of single records: every change of a value, and what lies in the trash."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, gettext_noop

from bailee.foundation import ids
from bailee.vault.records.models.imports import Import
from bailee.vault.records.models.shape import Collection

CHANGES = {
    "edited": gettext_noop("Changed"),
    "restored": gettext_noop("Brought back to an earlier version"),
    "trashed": gettext_noop("Moved to the trash"),
    "untrashed": gettext_noop("Taken out of the trash"),
    "imported": gettext_noop("Changed by an import"),
    "unlinked": gettext_noop("A link was taken away"),
    "linked": gettext_noop("A link was set again"),
}


class Change(models.Model):
    """One step of one record; `before` and `after` hold the fields that differ, by column name.

    Each value is the text PostgreSQL writes for it (`changes.kept`), null where there is none.
    That a record was added stands in the record itself (`created_at`, `created_by`).
    """

    id = models.UUIDField(primary_key=True, default=ids.new)
    collection = models.ForeignKey(Collection, models.CASCADE, related_name="changes")
    record_id = models.UUIDField()
    version = models.IntegerField()  # that the step made
    kind = models.CharField(max_length=12)
    before: Any = models.JSONField(default=dict)
    after: Any = models.JSONField(default=dict)
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=8)
    by_id = models.UUIDField(null=True)
    by_import = models.ForeignKey(Import, models.SET_NULL, null=True, related_name="changes")

    class Meta:
        ordering = ["-version", "-at"]
        indexes = [models.Index(fields=["record_id", "version"], name="records_change_of_record")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=sorted(CHANGES)), name="records_change_kind_known"
            ),
        ]

    @property
    def kind_label(self) -> str:
        return gettext(CHANGES[self.kind])


class Trashed(models.Model):
    """A record in the trash: its whole row by column name, each value as text (`changes.kept`).

    `links` holds what pointed at it: column name of the referring field → ids of the records.
    """

    record_id = models.UUIDField(primary_key=True)
    collection = models.ForeignKey(Collection, models.CASCADE, related_name="trashed")
    row: Any = models.JSONField()
    links: Any = models.JSONField(default=dict)
    trashed_at = models.DateTimeField()
    by_kind = models.CharField(max_length=8)
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["-trashed_at", "record_id"]
        indexes = [
            models.Index(fields=["collection", "-trashed_at"], name="records_trashed_newest"),
        ]
