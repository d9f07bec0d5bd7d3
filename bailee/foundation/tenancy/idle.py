"""Idle logins of this process: kept by seat, so that none is ever handed to another seat."""

import threading
import time
from collections import OrderedDict
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

from bailee.foundation.tenancy.seats import Seat

Place = tuple[str, Seat]  # database, seat
LIMIT = 24  # idle connections of one process; the longest idle goes first
AGE = 600.0  # seconds; bounds what a backend remembers

_lock = threading.Lock()
_kept: OrderedDict[int, tuple[Place, float, psycopg.Connection[Any]]] = OrderedDict()


def take(place: Place) -> psycopg.Connection[Any] | None:
    """The idle connection of that place used last, as fresh as a new login, or None."""
    while True:
        with _lock:
            found = next((key for key in reversed(_kept) if _kept[key][0] == place), None)
            if found is None:
                return None
            _, since, connection = _kept.pop(found)
        if time.monotonic() - since < AGE and _refresh(connection):
            return connection
        connection.close()


def keep(place: Place, connection: psycopg.Connection[Any]) -> bool:
    """Puts a connection aside. False if it is broken or mid-transaction: the caller closes it."""
    if connection.closed or connection.info.transaction_status != TransactionStatus.IDLE:
        return False
    with _lock:
        _kept[id(connection)] = (place, time.monotonic(), connection)
        surplus = [_kept.popitem(last=False)[1][2] for _ in range(len(_kept) - LIMIT)]
    for old in surplus:
        old.close()
    return True


def shut(schema: str | None = None) -> None:
    """Closes the idle connections of one schema, or all."""
    with _lock:
        keys = [k for k, (place, _, _) in _kept.items() if schema in (None, place[1].schema)]
        closing = [_kept.pop(key)[2] for key in keys]
    for connection in closing:
        connection.close()


def _refresh(connection: psycopg.Connection[Any]) -> bool:
    """Undoes whatever a request may have set (also by injected SQL) and shows it is alive."""
    try:
        connection.autocommit = True
        connection.execute("DISCARD ALL")
    except psycopg.Error:
        return False
    return True
