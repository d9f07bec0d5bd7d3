"""Uploads that arrive in pieces and can be resumed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop

from bailee.foundation import ids
from bailee.vault.files.models.index import File, Folder

TAKEN = {
    "both": gettext_noop("Keep both: the new file gets a number"),
    "version": gettext_noop("Store it as a new version of the file that is there"),
}


class Upload(models.Model):
    """A file on its way in pieces; `size` was announced, `offset` bytes are here.

    `fingerprint`: of the file's beginning, as the sender gave it, to know the file again.
    `taken`: what to do where the folder has a file of that name. `file`: what it became, or is
    becoming.
    """

    id = models.UUIDField(primary_key=True, default=ids.new)
    name = models.CharField(max_length=255)
    folder = models.ForeignKey(Folder, models.SET_NULL, null=True, related_name="uploads")
    size = models.BigIntegerField()  # bytes
    offset = models.BigIntegerField(default=0)  # bytes
    fingerprint = models.CharField(max_length=64, blank=True)
    taken = models.CharField(max_length=8, default="both")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    file = models.ForeignKey(File, models.SET_NULL, null=True, related_name="+")
    by_kind = models.CharField(max_length=8)
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(offset__gte=0, offset__lte=models.F("size")),
                name="files_upload_offset_within",
            ),
            models.CheckConstraint(
                condition=Q(taken__in=sorted(TAKEN)), name="files_upload_taken_known"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="files_upload_named"),
        ]

    @property
    def objects_under(self) -> str:
        """The folder of its pieces in the object store."""
        return f"uploads/{self.pk}"

    @property
    def percent(self) -> int:
        return 100 * self.offset // self.size if self.size else 100


class Piece(models.Model):
    """Some bytes of an upload, from `start` on; `size` None: they are on their way."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    upload = models.ForeignKey(Upload, models.CASCADE, related_name="pieces")
    start = models.BigIntegerField()
    size = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(
                fields=["upload", "start"],
                condition=Q(size__gt=0),
                name="files_piece_start_once",
            ),
        ]

    @property
    def object_name(self) -> str:
        return f"uploads/{self.upload_id}/{self.pk}"
