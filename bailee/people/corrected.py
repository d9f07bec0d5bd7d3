"""Tables of what is corrected about people: a new address, and that somebody was removed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from bailee.foundation import ids
from bailee.foundation.actors import RESPONSIBLE


class Removed(models.Model):
    """That somebody was removed. Only the id is left, by which what they did can be told apart."""

    id = models.UUIDField(primary_key=True, editable=False)  # that the person had
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=8)
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["-at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(by_kind__in=RESPONSIBLE), name="people_removed_by_whom"
            ),
        ]


class EmailChange(models.Model):
    """A new address that a person has asked for, confirmed from there, undone from the old one."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="email_changes"
    )
    old = models.EmailField()
    new = models.EmailField()
    # Empty where they were withheld, in a vault restored from a client's archive.
    token_hash = models.CharField(max_length=64, null=True)  # noqa: DJ001 - '' would not be unique
    undo_hash = models.CharField(max_length=64, null=True)  # noqa: DJ001 - the same
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()  # the offer; once it is confirmed, the way back
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["token_hash"], name="people_emailchange_token_once"),
            models.UniqueConstraint(fields=["undo_hash"], name="people_emailchange_undo_once"),
            models.CheckConstraint(
                condition=Q(old=Lower("old"), new=Lower("new")) & ~Q(old=F("new")),
                name="people_emailchange_lower_case",
            ),
        ]
