"""The hosts of others to which a person goes without being asked."""

from django.db import models
from django.db.models import Q

from bailee.foundation import ids
from bailee.people.models import User
from bailee.vault.links import lookalikes


class TrustedHost(models.Model):
    """One host, as DNS knows it (lower case, punycode), trusted by one person."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    person = models.ForeignKey(User, models.CASCADE, related_name="trusted_hosts")
    host = models.CharField(max_length=253)
    at = models.DateTimeField()

    class Meta:
        ordering = ["host"]
        constraints = [
            models.UniqueConstraint(fields=["person", "host"], name="links_host_once"),
            models.CheckConstraint(
                condition=Q(host__regex=r"^[][a-z0-9._:-]+$"), name="links_host_as_dns_has_it"
            ),
        ]

    @property
    def unicode_host(self) -> str:
        """As it reads, or as DNS has it where it could be taken for another."""
        return lookalikes.shown(self.host)
