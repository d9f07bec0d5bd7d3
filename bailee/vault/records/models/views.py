"""Saved views: how somebody, or everybody, likes to look at a collection."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from bailee.foundation import ids
from bailee.people.models import User
from bailee.vault.records.models.shape import Collection


class View(models.Model):
    """`query` is what `listing.Query.to_json` gives; `layout` says columns, widths, grouping.

    `person`: whose view it is; None for one that all share.
    """

    id = models.UUIDField(primary_key=True, default=ids.new)
    collection = models.ForeignKey(Collection, models.CASCADE, related_name="views")
    person = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    label = models.CharField(max_length=100)
    query: Any = models.JSONField(default=dict)
    layout: Any = models.JSONField(default=dict)
    position = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    by_kind = models.CharField(max_length=8)
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["position", Lower("label")]
        constraints = [
            models.UniqueConstraint(
                "collection",
                "person",
                Lower("label"),
                nulls_distinct=False,
                name="records_view_label_once",
            ),
            models.CheckConstraint(condition=~Q(label=""), name="records_view_labelled"),
        ]
