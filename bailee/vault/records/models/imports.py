"""Files on their way into a collection."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, gettext_noop

from bailee.foundation import ids
from bailee.vault.records.models.shape import Collection, Field

STATES = {
    "receiving": gettext_noop("Being received"),
    "received": gettext_noop("Received"),
    "planned": gettext_noop("Columns chosen"),
    "checking": gettext_noop("Being checked"),
    "checked": gettext_noop("Checked"),
    "running": gettext_noop("Being imported"),
    "done": gettext_noop("Imported"),
    "refused": gettext_noop("Nothing imported: some rows were refused"),
    "failed": gettext_noop("Could not be imported"),
    "cancelled": gettext_noop("Cancelled: nothing imported"),
    "undoing": gettext_noop("Being undone"),
    "undone": gettext_noop("Undone"),
}
FORMATS = {"csv": "CSV", "xlsx": "XLSX", "json": "JSON", "jsonl": gettext_noop("JSON lines")}


class Import(models.Model):
    """One file on its way into a collection, with counts and the first faults."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    collection = models.ForeignKey(Collection, models.CASCADE, null=True, related_name="imports")
    label = models.CharField(max_length=100, blank=True)  # of the collection to be made
    file_name = models.CharField(max_length=255)
    size = models.BigIntegerField(default=0)  # bytes
    format = models.CharField(max_length=8, default="csv")
    sheet = models.CharField(max_length=100, blank=True)  # of a workbook
    key = models.ForeignKey(Field, models.SET_NULL, null=True, related_name="+")  # update by it
    state = models.CharField(max_length=12, default="receiving")
    dialect: Any = models.JSONField(default=dict)
    plan: Any = models.JSONField(default=list)
    all_or_nothing = models.BooleanField(default=False)
    progress = models.SmallIntegerField(default=0)  # per cent
    accepted = models.BigIntegerField(null=True)  # rows
    updated = models.BigIntegerField(null=True)  # of `accepted`: were there, and were changed
    unchanged = models.BigIntegerField(null=True)  # of `accepted`: were there, and are the same
    refused = models.BigIntegerField(null=True)  # rows
    faults: Any = models.JSONField(default=list)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.UUIDField(null=True)
    made_collection = models.BooleanField(default=False, db_default=False)
    undo: Any = models.JSONField(default=dict, db_default={})  # what was asked, what came of it
    by_kind = models.CharField(max_length=8)
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(STATES)), name="records_import_state_known"
            ),
            models.CheckConstraint(
                condition=Q(progress__range=(0, 100)), name="records_import_progress_percent"
            ),
            models.CheckConstraint(
                condition=Q(format__in=sorted(FORMATS)), name="records_import_format_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="done")
                | Q(collection__isnull=False, accepted__isnull=False, finished_at__isnull=False),
                name="records_import_done_whole",
            ),
        ]

    @property
    def source_object(self) -> str:
        return f"imports/{self.id}"

    @property
    def error_object(self) -> str:
        return f"imports/{self.id}-refused"

    @property
    def format_label(self) -> str:
        return FORMATS[self.format]

    @property
    def added(self) -> int:
        """Records that the import added, or would add."""
        return (self.accepted or 0) - (self.updated or 0) - (self.unchanged or 0)

    @property
    def has_error_file(self) -> bool:
        return bool(self.refused) and self.state in {"done", "refused", "undoing", "undone"}

    @property
    def state_label(self) -> str:
        return gettext(STATES[self.state])
