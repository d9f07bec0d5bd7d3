"""Moving between seats, and short connections of the owner."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection, connections

from bailee.foundation.address import address
from bailee.foundation.tenancy import idle
from bailee.foundation.tenancy.backend.base import FrozenError, SeatError, login_parameters
from bailee.foundation.tenancy.seats import Seat, current, owner_seat, vault_seat

__all__ = [
    "FrozenError",
    "SeatError",
    "apart",
    "inside",
    "owner",
    "pinned",
    "shut_all",
    "shut_idle",
]


@contextmanager
def inside(place: Seat | str) -> Iterator[None]:
    """Django's default connection works on that seat; a schema name means the vault's own seat.

    Raises `SeatError` if a transaction is open.
    """
    seat = vault_seat(place) if isinstance(place, str) else place
    with connection.on(seat):  # type: ignore[attr-defined]  # our backend's
        yield


@contextmanager
def owner(
    schema: str = "public", *, autocommit: bool = False, database: str | None = None
) -> Iterator[psycopg.Connection[Any]]:
    """A short connection as owner: DDL, `COPY`, archive, purge. Committed unless it raises."""
    named = {"application_name": "bailee owner"} | address().parameters(database)
    with psycopg.connect(
        **named, autocommit=autocommit, **login_parameters(owner_seat(schema))
    ) as raw:
        yield raw


@contextmanager
def apart(seat: Seat) -> Iterator[psycopg.Connection[Any]]:
    """A short connection of its own with a seat's rights, for a stream that outlives its request.

    What is done on it is undone at the end.
    """
    named = {"application_name": "bailee apart"} | address().parameters(None)
    with psycopg.connect(**named, **login_parameters(seat)) as raw:
        yield raw
        raw.rollback()


def pinned[T](rows: Iterator[T]) -> Iterator[T]:
    """A stream that refuses to go on when its thread has moved to another seat."""
    seat = current()
    for row in rows:
        if current() != seat:
            raise SeatError("a stream was read on after its request had ended")
        yield row
        if current() != seat:
            raise SeatError("a stream was read on after its request had ended")


def shut_idle(schema: str | None = None) -> None:
    """Closes this process's idle logins to one schema (before it is dropped), or all."""
    idle.shut(schema)


def shut_all() -> None:
    """Closes every database connection of this thread and all idle ones."""
    for made in connections.all(initialized_only=True):
        made.close()
    idle.shut()
