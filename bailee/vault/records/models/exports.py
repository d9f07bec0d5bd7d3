"""Who took records out, and when."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, gettext_noop

from bailee.foundation import ids
from bailee.vault.records.models.shape import Collection

FORMATS = {
    "csv": gettext_noop("CSV, faithful"),
    "safe": gettext_noop("CSV for spreadsheets"),
    "xlsx": "XLSX",
    "jsonl": gettext_noop("JSON lines"),
}


class Export(models.Model):
    """One export of a view. `rows` is None until it has been sent to its end."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    collection = models.ForeignKey(Collection, models.CASCADE, related_name="exports")
    format = models.CharField(max_length=8)
    query: Any = models.JSONField(default=dict)  # filter, search and sorts, as the view has them
    rows = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=8)
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(format__in=sorted(FORMATS)), name="records_export_format_known"
            ),
        ]

    @property
    def format_label(self) -> str:
        return gettext(FORMATS[self.format])
