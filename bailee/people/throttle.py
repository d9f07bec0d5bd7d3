"""The throttle: too many tries bring a pause. Pauses grow, each has an end, none is for good.

Counted in the database, so over all web processes. A try is counted before it is made, so that
many at once gain nothing, and taken back if it was right. Three counts stand beside each other:
one account from one address, one address at any account, one account from anywhere. Where an
account has come in before, only the first counts: nobody elsewhere can keep its owner out.
"""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from bailee.foundation import keys, tenancy
from bailee.people.throttled import Purpose, Throttle

FORGOTTEN_AFTER = timedelta(days=1)  # without a try
SHORTEST = timedelta(minutes=1)  # pause; each further try doubles it
LONGEST = timedelta(minutes=15)
# Tries before the first pause. What brings a mail is asked for as rarely from anywhere as from one
# address: nobody fills another's mailbox.
AT_ONE_FROM_ONE = 5
FROM_ONE = 20
AT_ONE = 50


@dataclass(frozen=True)
class Turn:
    """Whether a try may be made, and until when the next has to wait."""

    granted: bool
    paused_until: datetime | None = None


def admit(purpose: Purpose, *, account: str, address: str, now: datetime) -> Turn:
    """Counts a try, unless there is a pause: then nothing is counted, so that its end holds.

    `account` is what was typed, known or not; `address` an IP address. Neither is kept.
    """
    with transaction.atomic():
        rows = _rows(purpose, account, address, now)
        paused = [row.paused_until for row in rows if row.paused_until and row.paused_until > now]
        if paused:
            return Turn(granted=False, paused_until=max(paused))
        for row in rows:
            _count(row, now)
    waits = [row.paused_until for row in rows if row.paused_until]
    return Turn(granted=True, paused_until=max(waits) if waits else None)


def took(purpose: Purpose, *, account: str, address: str, now: datetime) -> None:
    """The try was right: it does not count, and the account is trusted at this address."""
    with transaction.atomic():
        for row in _rows(purpose, account, address, now):
            if row.account and row.address:
                row.tries, row.paused_until, row.trusted_at = 0, None, now
            else:
                row.tries = max(0, row.tries - 1)
                if row.tries < _free(row):
                    row.paused_until = None
            row.save()


def lift(*, account: str, address: str, now: datetime) -> None:
    """Ends every pause of signing in to an account: its owner came by the mailed link."""
    who, where = hashed(account), hashed(network(address))
    mine = Throttle.objects.filter(purpose=Purpose.SIGN_IN, account=who)
    mine.update(tries=0, paused_until=None)
    Throttle.objects.update_or_create(
        purpose=Purpose.SIGN_IN,
        account=who,
        address=where,
        defaults={"tried_at": now, "trusted_at": now},
    )


def forget(now: datetime, *, trusted_for: timedelta) -> int:
    """Deletes counts that no longer count, and trust that is older than that; says how many."""
    old = Q(tried_at__lt=now - FORGOTTEN_AFTER)
    spent = old & (Q(trusted_at=None) | Q(trusted_at__lt=now - trusted_for))
    return Throttle.objects.filter(spent).delete()[0]


def hashed(value: str, *, schema: str | None = None) -> str:
    """The keyed hash of an account or network, another one in each schema: nothing links them."""
    place = schema or tenancy.current().schema
    key = keys.secret("throttle")
    return hmac.new(key, f"{place}\n{value.strip().lower()}".encode(), hashlib.sha256).hexdigest()


def network(address: str) -> str:
    """What counts as one address: of IPv6 the first 64 bits, which one household has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(ipaddress.ip_network((found, 64), strict=False).network_address)


def _rows(purpose: Purpose, account: str, address: str, now: datetime) -> list[Throttle]:
    """The counts that a try falls under, locked; made where there are none."""
    who, where = hashed(account), hashed(network(address))
    # Always in the order of the unique key: two tries at once must not wait for each other.
    places = sorted([(who, where), (who, ""), ("", where)])
    Throttle.objects.bulk_create(
        [
            Throttle(purpose=purpose, account=one, address=other, tried_at=now)
            for one, other in places
        ],
        ignore_conflicts=True,
    )
    mine = Q(account=who, address__in=("", where)) | Q(account="", address=where)
    rows = list(
        Throttle.objects.select_for_update()
        .filter(mine, purpose=purpose)
        .order_by("account", "address")
    )
    trusted = [row for row in rows if row.trusted_at]
    return trusted or rows


def _count(row: Throttle, now: datetime) -> None:
    row.tries = row.tries + 1 if row.tried_at >= now - FORGOTTEN_AFTER else 1
    row.tried_at, row.paused_until = now, None
    beyond = row.tries - _free(row)
    if beyond >= 0:
        row.paused_until = now + min(SHORTEST * 2 ** min(beyond, 10), LONGEST)
    row.save()


def _free(row: Throttle) -> int:
    if not row.account:
        return FROM_ONE
    guessed = row.purpose in (Purpose.SIGN_IN, Purpose.CODE)
    return AT_ONE if guessed and not row.address else AT_ONE_FROM_ONE
