"""The one table of visits. The same exists in `public` for site and office, and in each vault."""

from django.db import models
from django.db.models import Q

from bailee.foundation import ids

FACES = ("office", "portal", "site")
PAGE, ERROR = "page", "error"  # what was asked for
REFERRER, COUNTRY, BROWSER = "referrer", "country", "browser"  # with what somebody arrived
KINDS = (BROWSER, COUNTRY, ERROR, PAGE, REFERRER)
OF_ARRIVALS = (REFERRER, COUNTRY, BROWSER)
OTHER = "other"  # what is too rare or too varied to be named
UNSAID = ""


class Total(models.Model):
    """How often one value was counted on one day (UTC). Never two facts of one visit together."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    day = models.DateField()
    face = models.CharField(max_length=6)
    kind = models.CharField(max_length=8)
    value = models.CharField(max_length=253, blank=True)
    times = models.IntegerField()

    class Meta:
        ordering = ["-day", "face", "kind", "-times", "value"]
        constraints = [
            models.UniqueConstraint(fields=["day", "face", "kind", "value"], name="visits_once"),
            models.CheckConstraint(condition=Q(face__in=FACES), name="visits_face_known"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="visits_kind_known"),
            models.CheckConstraint(condition=Q(times__gt=0), name="visits_happened"),
        ]
