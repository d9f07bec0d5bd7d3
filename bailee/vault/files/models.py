"""The index of files."""

from django.db import models
from django.db.models import Q

from bailee.foundation import ids


class File(models.Model):
    """One file. Until `stored_at` is set its bytes are still on their way."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField(null=True)  # bytes
    sha256 = models.CharField(max_length=64, blank=True)
    content_type = models.CharField(max_length=100)
    uploaded_at = models.DateTimeField()
    stored_at = models.DateTimeField(null=True)
    by_kind = models.CharField(max_length=8)
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["-uploaded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stored_at=None, size=None, sha256="")
                | Q(stored_at__isnull=False, size__gte=0, sha256__regex="^[0-9a-f]{64}$"),
                name="files_file_whole_or_under_way",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="files_file_named"),
        ]

    @property
    def object_name(self) -> str:
        return f"files/{self.pk}"
