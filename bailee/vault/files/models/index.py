"""Folders, files, versions and tags."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext, gettext_noop

from bailee.foundation import ids

_LIVE = Q(trashed_at=None)
SCANS = {
    "": gettext_noop("Not scanned: no virus scanner was set up"),
    "clean": gettext_noop("Scanned: nothing was found"),
    "unscanned": gettext_noop("Not scanned: the virus scanner did not answer"),
}


class Folder(models.Model):
    """A folder; `parent` None: at the top.

    `trashed_with`: the folder whose move to the trash took this one along.
    """

    id = models.UUIDField(primary_key=True, default=ids.new)
    name = models.CharField(max_length=255)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="folders")
    created_at = models.DateTimeField()
    by_kind = models.CharField(max_length=8)
    by_id = models.UUIDField(null=True)
    trashed_at = models.DateTimeField(null=True)
    trashed_by = models.UUIDField(null=True)
    trashed_with = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = [Lower("name"), "id"]
        constraints = [
            models.UniqueConstraint(
                "parent",
                Lower("name"),
                condition=_LIVE,
                nulls_distinct=False,
                name="files_folder_name_once",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="files_folder_named"),
        ]


class File(models.Model):
    """One file; size, checksum, type and date are its newest version's.

    Until `stored_at` is set the bytes of the first version are still on their way. Two files in
    a folder cannot have one name, case aside. The folder is protected: bytes would be left.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    name = models.CharField(max_length=255)
    folder = models.ForeignKey(Folder, models.PROTECT, null=True, related_name="files")
    number = models.IntegerField(default=1, db_default=1)  # of the newest whole version
    size = models.BigIntegerField(null=True)  # bytes
    sha256 = models.CharField(max_length=64, blank=True)
    content_type = models.CharField(max_length=100)  # by the name
    true_type = models.CharField(max_length=100, blank=True, db_default="")  # by the bytes
    uploaded_at = models.DateTimeField()
    stored_at = models.DateTimeField(null=True)
    by_kind = models.CharField(max_length=8)
    by_id = models.UUIDField(null=True)
    trashed_at = models.DateTimeField(null=True)
    trashed_by = models.UUIDField(null=True)
    trashed_with = models.ForeignKey(Folder, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-uploaded_at", "id"]
        indexes = [
            models.Index("folder", Lower("name"), "id", condition=_LIVE, name="files_file_by_name"),
            models.Index("folder", "uploaded_at", "id", condition=_LIVE, name="files_file_by_age"),
            models.Index("folder", "size", "id", condition=_LIVE, name="files_file_by_size"),
            models.Index(
                fields=["-trashed_at", "id"],
                condition=Q(trashed_at__isnull=False),
                name="files_file_trash",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                "folder",
                Lower("name"),
                condition=_LIVE,
                nulls_distinct=False,
                name="files_file_name_once",
            ),
            models.CheckConstraint(
                condition=Q(stored_at=None, size=None, sha256="")
                | Q(stored_at__isnull=False, size__gte=0, sha256__regex="^[0-9a-f]{64}$"),
                name="files_file_whole_or_under_way",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="files_file_named"),
        ]

    @property
    def newest(self) -> "Version":
        """Raises `Version.DoesNotExist` while the first version is on its way."""
        return self.versions.get(number=self.number, stored_at__isnull=False)


class Version(models.Model):
    """What a file was at one time; its bytes are an object of their own.

    Until `stored_at` is set they are on their way. `restored_from`: number of the version that
    was made the newest again.
    """

    id = models.UUIDField(primary_key=True, default=ids.new)
    file = models.ForeignKey(File, models.CASCADE, related_name="versions")
    number = models.IntegerField()
    size = models.BigIntegerField(null=True)  # bytes
    sha256 = models.CharField(max_length=64, blank=True)
    content_type = models.CharField(max_length=100)
    true_type = models.CharField(max_length=100, blank=True)
    scan = models.CharField(max_length=12, blank=True)
    uploaded_at = models.DateTimeField()
    stored_at = models.DateTimeField(null=True)
    restored_from = models.IntegerField(null=True)
    by_kind = models.CharField(max_length=8)
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="files_version_number_once"),
            models.CheckConstraint(
                condition=Q(stored_at=None, size=None, sha256="")
                | Q(stored_at__isnull=False, size__gte=0, sha256__regex="^[0-9a-f]{64}$"),
                name="files_version_whole_or_under_way",
            ),
            models.CheckConstraint(
                condition=Q(scan__in=sorted(SCANS)), name="files_version_scan_known"
            ),
        ]

    @property
    def object_name(self) -> str:
        return f"files/{self.pk}"

    @property
    def scan_label(self) -> str:
        return gettext(SCANS[self.scan])


class Tag(models.Model):
    """A word by which files are found again, wherever they lie."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    name = models.CharField(max_length=50)
    created_at = models.DateTimeField()
    by_kind = models.CharField(max_length=8)
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = [Lower("name")]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="files_tag_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="files_tag_named"),
        ]


class Tagging(models.Model):
    """That a file has a tag."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    file = models.ForeignKey(File, models.CASCADE, related_name="taggings")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "tag"], name="files_tagging_once"),
        ]
