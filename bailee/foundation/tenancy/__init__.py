"""The wall: one schema and one login role per vault, and the seats from which they are used.

Promises that a database connection is always logged in as the one role that its work needs, and
never changes vault inside a transaction. Refuses to know any model.
"""

from bailee.foundation.tenancy.connections import (
    FrozenError,
    SeatError,
    apart,
    inside,
    owner,
    pinned,
    shut_all,
    shut_idle,
)
from bailee.foundation.tenancy.seats import (
    Seat,
    current,
    office_seat,
    owner_seat,
    site_seat,
    vault_seat,
)

__all__ = [
    "FrozenError",
    "Seat",
    "SeatError",
    "apart",
    "current",
    "inside",
    "office_seat",
    "owner",
    "owner_seat",
    "pinned",
    "shut_all",
    "shut_idle",
    "site_seat",
    "vault_seat",
]
