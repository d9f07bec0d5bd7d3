"""The backend: django-tenants' wrapper, but a change of schema is a change of login.

The search path is part of the login's start-up options, so no statement has to set it, and no
connection ever serves two seats.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import ProgrammingError
from django_tenants.postgresql_backend import base as tenants

from bailee.foundation import logins
from bailee.foundation.address import address
from bailee.foundation.tenancy import idle
from bailee.foundation.tenancy.seats import Seat, base_seat

INSUFFICIENT_PRIVILEGE = "42501"  # SQLSTATE


class FrozenError(ProgrammingError):
    """The vault's role may not write (any more): the vault is frozen for its hand-back."""


class SeatError(RuntimeError):
    """The vault would have changed inside a transaction."""


class DatabaseWrapper(tenants.DatabaseWrapper):  # type: ignore[misc]  # django-tenants is untyped
    """One thread's connection for one alias, on one seat at a time."""

    seat: Seat
    connection: psycopg.Connection[Any] | None
    in_atomic_block: bool
    errors_occurred: bool
    run_on_commit: list[Any]
    execute_wrappers: list[Any]
    settings_dict: dict[str, Any]

    def set_tenant(self, tenant: Any, include_public: bool = True) -> None:  # noqa: ARG002, FBT001, FBT002 - as the base has it
        """Moves to the seat of `tenant`. Raises `SeatError` inside a transaction."""
        seat = tenant if isinstance(tenant, Seat) else base_seat(tenant.schema_name)
        if seat != getattr(self, "seat", None):
            if getattr(self, "in_atomic_block", False):
                raise SeatError("a transaction is open: finish it before another vault is used")
            self._park()
        self.seat = seat
        super().set_tenant(tenant, include_public=False)

    def abandon(self) -> None:
        """Drops whatever an earlier request left behind, even an open transaction."""
        if self.connection is not None and self.in_atomic_block:
            self.connection.close()
            self.connection = None
            self.in_atomic_block = False
        self.set_tenant(base_seat())

    def get_new_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection[Any]:
        """An idle connection of this very seat, or a new login."""
        kept = idle.take((self.settings_dict["NAME"], self.seat))
        if kept is not None:
            return kept
        conn_params |= login_parameters(self.seat)
        made: psycopg.Connection[Any] = super().get_new_connection(conn_params)
        return made

    def init_connection_state(self) -> None:
        super().init_connection_state()
        if self.seat.in_vault and _say_frozen not in self.execute_wrappers:
            self.execute_wrappers.append(_say_frozen)

    def _park(self) -> None:
        """Puts the present login aside for the next who needs the same seat."""
        parked = getattr(self, "connection", None)
        if parked is None:
            return
        self.connection = None
        self.run_on_commit = []
        if self.errors_occurred or not idle.keep((self.settings_dict["NAME"], self.seat), parked):
            parked.close()

    def _handle_search_path(self, cursor: Any = None) -> None:
        """Nothing to do: the login carries its search path."""

    @contextmanager
    def on(self, seat: Seat) -> Iterator[None]:
        """This connection on another seat for a while."""
        before = self.seat
        self.set_tenant(seat)
        try:
            yield
        finally:
            if self.in_atomic_block:
                self.abandon()
            self.set_tenant(before)


def login_parameters(seat: Seat) -> dict[str, Any]:
    """What psycopg needs to log in on a seat, over the address of the database."""
    return {
        "user": seat.login,
        "password": logins.password_of(seat.login) or None,
        "options": f"{address().session} -c search_path={seat.schema} -c TimeZone=UTC".lstrip(),
    }


def _say_frozen(
    execute: Callable[..., Any],
    sql: str,
    params: Any,
    many: bool,  # noqa: FBT001 - as Django calls it
    context: Any,
) -> Any:
    try:
        return execute(sql, params, many, context)
    except ProgrammingError as error:
        refused = getattr(error.__cause__, "sqlstate", None) == INSUFFICIENT_PRIVILEGE
        if refused and context["connection"].seat.in_vault:
            raise FrozenError("the vault is frozen: it can be read, not changed") from error
        raise
