"""The registry of a vault's collections and fields, and its imports.

The rows of a collection are in a table of their own (`Collection.table_name`): `id`, `version`,
`created_at`, `changed_at`, `changed_by` and one column per field.
"""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from bailee.foundation import ids
from bailee.vault.records.types import TYPES, FieldType

STATES = {
    "receiving": "Being received",
    "received": "Received",
    "planned": "Columns chosen",
    "checking": "Being checked",
    "checked": "Checked",
    "running": "Being imported",
    "done": "Imported",
    "refused": "Nothing imported: some rows were refused",
    "failed": "Could not be imported",
}


class Collection(models.Model):
    """A table of the client's, under the name its people gave it."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    label = models.CharField(max_length=100)
    table_name = models.CharField(max_length=20, unique=True)
    description = models.TextField(blank=True)
    position = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    by_kind = models.CharField(max_length=8)
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["position", Lower("label")]
        constraints = [
            models.UniqueConstraint(Lower("label"), name="records_collection_label_once"),
            models.CheckConstraint(condition=~Q(label=""), name="records_collection_labelled"),
            models.CheckConstraint(
                condition=Q(table_name__regex="^c_[a-z0-9]{16}$"),
                name="records_collection_table_opaque",
            ),
        ]


class Field(models.Model):
    """A column of a collection. `choices` holds the values of a choice, in order."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    collection = models.ForeignKey(Collection, models.CASCADE, related_name="fields")
    label = models.CharField(max_length=100)
    column_name = models.CharField(max_length=20)
    type = models.CharField(max_length=16)
    required = models.BooleanField(default=False)
    indexed = models.BooleanField(default=False)
    position = models.IntegerField()
    choices: Any = models.JSONField(default=list)
    created_at = models.DateTimeField()
    by_kind = models.CharField(max_length=8)
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["position", "created_at"]
        constraints = [
            models.UniqueConstraint("collection", Lower("label"), name="records_field_label_once"),
            models.UniqueConstraint(
                fields=["collection", "column_name"], name="records_field_column_once"
            ),
            models.CheckConstraint(condition=~Q(label=""), name="records_field_labelled"),
            models.CheckConstraint(
                condition=Q(column_name__regex="^f_[a-z0-9]{16}$"),
                name="records_field_column_opaque",
            ),
            models.CheckConstraint(
                condition=Q(type__in=sorted(TYPES)), name="records_field_type_known"
            ),
        ]

    @property
    def kind(self) -> FieldType:
        return TYPES[self.type]


class Import(models.Model):
    """One file on its way into a collection; `result` holds counts and the first faults."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    collection = models.ForeignKey(Collection, models.CASCADE, null=True, related_name="imports")
    label = models.CharField(max_length=100, blank=True)  # of the collection to be made
    file_name = models.CharField(max_length=255)
    size = models.BigIntegerField(default=0)  # bytes
    state = models.CharField(max_length=12, default="receiving")
    dialect: Any = models.JSONField(default=dict)
    plan: Any = models.JSONField(default=list)
    all_or_nothing = models.BooleanField(default=False)
    progress = models.SmallIntegerField(default=0)  # per cent
    accepted = models.BigIntegerField(null=True)  # rows
    refused = models.BigIntegerField(null=True)  # rows
    faults: Any = models.JSONField(default=list)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
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
    def state_label(self) -> str:
        return STATES[self.state]
