"""Collections and fields: which tables and columns there are, and what a value may be."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from bailee.foundation import ids
from bailee.vault.records.types import TYPES, FieldType

_LIVE = Q(removed_at=None)


class Live[M: models.Model](models.Manager[M]):
    """Without what was removed and can still be brought back."""

    def get_queryset(self) -> models.QuerySet[M]:
        return super().get_queryset().filter(_LIVE)


class Collection(models.Model):
    """A table of the client's, under the name its people gave it.

    `searched`: a trigram index serves the search across its text fields.
    """

    id = models.UUIDField(primary_key=True, default=ids.new)
    label = models.CharField(max_length=100)
    table_name = models.CharField(max_length=20, unique=True)
    description = models.TextField(blank=True)
    position = models.IntegerField(default=0)
    searched = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    by_kind = models.CharField(max_length=8)
    by_id = models.UUIDField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.UUIDField(null=True)

    objects = Live["Collection"]()
    everything = models.Manager["Collection"]()

    class Meta:
        ordering = ["position", Lower("label")]
        constraints = [
            models.UniqueConstraint(
                Lower("label"), condition=_LIVE, name="records_collection_label_once"
            ),
            models.CheckConstraint(condition=~Q(label=""), name="records_collection_labelled"),
            models.CheckConstraint(
                condition=Q(table_name__regex="^c_[a-z0-9]{16}$"),
                name="records_collection_table_opaque",
            ),
        ]


class Field(models.Model):
    """A column of a collection.

    `choices` holds the values of a choice, in order. `rules` holds bounds by name (`min`, `max`,
    `min_length`, `max_length`, `pattern`, `schema`); `default` is the text that a form begins
    with. A relation's `target` is the collection whose records it names. A removed field with
    `instead` holds the values of that field from before it was converted.
    """

    id = models.UUIDField(primary_key=True, default=ids.new)
    collection = models.ForeignKey(Collection, models.CASCADE, related_name="fields")
    label = models.CharField(max_length=100)
    description = models.CharField(max_length=500, blank=True, db_default="")
    column_name = models.CharField(max_length=20)
    type = models.CharField(max_length=16)
    required = models.BooleanField(default=False)
    unique = models.BooleanField(default=False, db_default=False)
    indexed = models.BooleanField(default=False)
    default = models.TextField(null=True)  # noqa: DJ001 - no default differs from an empty text
    position = models.IntegerField()
    choices: Any = models.JSONField(default=list)
    rules: Any = models.JSONField(default=dict, db_default={})
    target = models.ForeignKey(
        Collection, models.PROTECT, null=True, related_name="referring_fields"
    )
    instead = models.ForeignKey("self", models.SET_NULL, null=True, related_name="copies")
    created_at = models.DateTimeField()
    by_kind = models.CharField(max_length=8)
    by_id = models.UUIDField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.UUIDField(null=True)

    objects = Live["Field"]()
    everything = models.Manager["Field"]()

    class Meta:
        ordering = ["position", "created_at"]
        constraints = [
            models.UniqueConstraint(
                "collection", Lower("label"), condition=_LIVE, name="records_field_label_once"
            ),
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
            models.CheckConstraint(
                condition=Q(type="relation", target__isnull=False)
                | (~Q(type="relation") & Q(target=None)),
                name="records_field_relation_has_target",
            ),
        ]

    @property
    def kind(self) -> FieldType:
        return TYPES[self.type]
