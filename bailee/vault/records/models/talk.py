"""What people say about a record, and the files that belong to it."""

from django.db import models
from django.db.models import Q

from bailee.foundation import ids
from bailee.people.models import User
from bailee.vault.files.models import File
from bailee.vault.records.models.shape import Collection


class Comment(models.Model):
    """A remark on one record."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    collection = models.ForeignKey(Collection, models.CASCADE, related_name="comments")
    record_id = models.UUIDField()
    text = models.TextField()
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    by_kind = models.CharField(max_length=8)
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["record_id", "at"], name="records_comment_of_record")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="records_comment_says_something"),
        ]


class Mention(models.Model):
    """A person named in a comment, who hears of it by mail unless they wish not to."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="mentions")
    person = models.ForeignKey(User, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "person"], name="records_mention_once"),
        ]


class Attachment(models.Model):
    """A file of the vault that belongs to a record."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    collection = models.ForeignKey(Collection, models.CASCADE, related_name="attachments")
    record_id = models.UUIDField()
    file = models.ForeignKey(File, models.CASCADE, related_name="attachments")
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=8)
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["record_id", "file"], name="records_attachment_once"),
        ]
