"""What was kept on each day, and what owners were warned of."""

from django.db import models
from django.db.models import Q

KINDS = ("records", "file_bytes", "users")


class UsageDay(models.Model):
    """One measurement a day; `days.KEPT` says for how long."""

    day = models.DateField(primary_key=True)
    records = models.BigIntegerField()
    records_exact = models.BooleanField()  # else PostgreSQL's estimate
    trashed = models.BigIntegerField()  # records in the trash, not among `records`
    file_count = models.BigIntegerField()
    file_bytes = models.BigIntegerField()  # every version, and what is in the trash
    table_bytes = models.BigIntegerField()  # tables with their indexes
    users = models.IntegerField()
    measured_at = models.DateTimeField()

    class Meta:
        ordering = ["-day"]


class QuotaWarning(models.Model):
    """That owners were told how little room is left, so that they are told once."""

    kind = models.CharField(max_length=12, primary_key=True)
    quota = models.BigIntegerField()  # as agreed then; another one is warned of anew
    warned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="usage_warning_kind_known")
        ]
