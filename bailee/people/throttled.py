"""The table of the throttle: how often something was tried, by whose account, from where."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bailee.foundation import ids

PURPOSE_LENGTH = 12


class Purpose(models.TextChoices):
    """What is tried."""

    SIGN_IN = "sign_in", _("Signing in")
    CODE = "code", _("One-time code")
    RESET = "reset", _("Asking for a new password")
    PORTALS = "portals", _("Asking for one's portals")


class Throttle(models.Model):
    """Tries at one account, from one address, or at the one from the other.

    Both are kept as keyed hashes (HMAC-SHA256), the same for accounts that exist and for those
    that do not; an empty text means all of them.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    purpose = models.CharField(max_length=PURPOSE_LENGTH, choices=Purpose)
    account = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=64, blank=True)
    tries = models.PositiveIntegerField(default=0)  # that failed, or are under way
    tried_at = models.DateTimeField()
    paused_until = models.DateTimeField(null=True)
    # The account has come in from this address: what others do elsewhere does not pause it here.
    trusted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "account", "address"], name="people_throttle_once"
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="people_throttle_purpose_known"
            ),
            models.CheckConstraint(
                condition=Q(account__regex="^([0-9a-f]{64})?$")
                & Q(address__regex="^([0-9a-f]{64})?$"),
                name="people_throttle_keyed_hashes",
            ),
            models.CheckConstraint(
                condition=~Q(account="", address=""), name="people_throttle_of_something"
            ),
            models.CheckConstraint(
                condition=Q(trusted_at=None) | (~Q(account="") & ~Q(address="")),
                name="people_throttle_trusts_pairs",
            ),
        ]
