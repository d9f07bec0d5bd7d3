"""How long activity is kept, by kind. Run by a job; nothing is kept because nobody asked."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from django.conf import settings

from bailee.people import throttle
from bailee.vault.activity.models import SIGN_INS, USES, SignIn, Use
from bailee.vault.activity.sign_ins import run_out

WHOLE_ADDRESSES = timedelta(days=settings.KEEP_ADDRESSES_DAYS)
_BATCH = 5_000  # rows


@dataclass(frozen=True)
class Kept:
    """What a run did."""

    sign_ins: int
    uses: int
    shortened: int
    throttles: int = 0


def keep(now: datetime) -> Kept:
    """Deletes what is over and shortens addresses, in the present seat. Safe to repeat."""
    uses, _ = Use.objects.filter(last_at__lt=now - USES).delete()
    sign_ins, _ = SignIn.objects.filter(last_use_at__lt=now - SIGN_INS).delete()
    old = now - WHOLE_ADDRESSES
    whole: chain[SignIn | Use] = chain(
        SignIn.objects.filter(last_use_at__lt=old).exclude(address__endswith="*")[:_BATCH],
        Use.objects.filter(last_at__lt=old).exclude(address__endswith="*")[:_BATCH],
    )
    shortened = 0
    for row in whole:
        row.address = shortened_address(row.address)
        row.save(update_fields=["address"])
        shortened += 1
    run_out(now)
    throttles = throttle.forget(now, trusted_for=SIGN_INS)
    return Kept(sign_ins, uses, shortened, throttles)


def shortened_address(address: str) -> str:
    """Its network: the first 24 bits of IPv4, 48 of IPv6, the rest a star."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "*"
    if isinstance(found, ipaddress.IPv4Address):
        return address.rpartition(".")[0] + ".*"
    return ":".join(found.exploded.split(":")[:3]) + ":*"
