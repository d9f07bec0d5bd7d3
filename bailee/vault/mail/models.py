"""The outbox. The same table exists in `public` for mail to staff."""

from django.db import models
from django.db.models import Q

from bailee.foundation import ids
from bailee.vault.mail.kinds import KINDS


class Message(models.Model):
    """One mail to one address. Its body is kept until delivery and no longer."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    kind = models.CharField(max_length=32)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    enclosed = models.BinaryField(null=True)  # a ZIP, dropped with the text
    posted_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=100, blank=True)  # a code or class, no address
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-posted_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=sorted(KINDS)), name="mail_kind_known"),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(given_up_at=None), name="mail_one_end"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(text="", html="", enclosed=None),
                name="mail_body_dropped",
            ),
        ]
