"""Tables of activity. The same exist in `public` for staff and in each vault for its users."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, gettext_lazy, gettext_noop

from bailee.foundation import ids
from bailee.people.models import User

SIGN_INS = timedelta(days=settings.KEEP_SIGN_INS_DAYS)  # after the last use
USES = timedelta(days=settings.KEEP_USES_DAYS)
ENDS = {
    "signed out": gettext_noop("Signed out"),
    "ended": gettext_noop("Ended by the person"),
    "ran out": gettext_noop("Ran out"),
    "taken": gettext_noop("Ended by an owner: another role, or none"),
}
# How somebody proved who they are; the second factor is another matter.
WAYS = {
    "password": gettext_lazy("Password"),
    "passkey": gettext_lazy("Passkey"),
    "single sign-on": gettext_lazy("Single sign-on"),
}


class SignIn(models.Model):
    """One sign-in, from beginning to end. The session knows its id; it knows no session key."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    at = models.DateTimeField()
    last_use_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=10, blank=True)
    way = models.CharField(max_length=16, blank=True)  # empty before it was written down
    address = models.CharField(max_length=45)  # IPv4 or IPv6; its beginning only after some days
    country = models.CharField(max_length=2, blank=True)  # ISO 3166-1; empty where unknown
    browser = models.CharField(max_length=60, blank=True)
    system = models.CharField(max_length=60, blank=True)
    device = models.CharField(max_length=60, blank=True)
    referrer = models.CharField(max_length=253, blank=True)  # host from which the person came

    class Meta:
        ordering = ["-at", "id"]
        indexes = [models.Index(fields=["person", "-at"], name="activity_signin_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_how="")
                | Q(ended_at__isnull=False, ended_how__in=sorted(ENDS)),
                name="activity_signin_ended_how",
            ),
            models.CheckConstraint(
                condition=Q(way="") | Q(way__in=sorted(WAYS)), name="activity_signin_way_known"
            ),
        ]

    @property
    def goes_at(self) -> datetime:
        """When it is deleted, unless it is used again before."""
        return self.last_use_at + SIGN_INS

    @property
    def end_label(self) -> str:
        return gettext(ENDS[self.ended_how]) if self.ended_how in ENDS else ""

    @property
    def way_label(self) -> str:
        return str(WAYS.get(self.way, ""))


class Use(models.Model):
    """How often one page was used in one sign-in on one day (UTC) from one address."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    sign_in = models.ForeignKey(SignIn, models.CASCADE, related_name="uses")
    day = models.DateField()
    page = models.CharField(max_length=200)  # the route, its ids left out
    method = models.CharField(max_length=8)
    address = models.CharField(max_length=45)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.IntegerField()

    class Meta:
        ordering = ["-last_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sign_in", "day", "page", "method", "address"], name="activity_use_once"
            ),
            models.CheckConstraint(condition=Q(times__gt=0), name="activity_use_happened"),
        ]

    @property
    def goes_at(self) -> datetime:
        """When it is deleted, unless the page is used again that day."""
        return self.last_at + USES
