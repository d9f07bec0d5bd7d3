"""A seat: one schema, used as one login role."""

import os
from dataclasses import dataclass
from typing import cast

from django.db import connection

from bailee.foundation import logins
from bailee.foundation.address import address

OFFICE_SCHEMA = "public"


@dataclass(frozen=True)
class Seat:
    """`schema_name` is what django-tenants asks of a tenant."""

    schema: str
    login: str

    @property
    def schema_name(self) -> str:
        return self.schema

    @property
    def in_vault(self) -> bool:
        return self.schema != OFFICE_SCHEMA


def vault_seat(schema: str) -> Seat:
    """Inside one vault, as that vault's own role."""
    return Seat(schema, logins.role_of(schema))


def office_seat() -> Seat:
    """In the office, as a page for staff: no right in any vault."""
    return Seat(OFFICE_SCHEMA, logins.office())


def site_seat() -> Seat:
    """In the office, with the few rights that a visitor's request needs."""
    return Seat(OFFICE_SCHEMA, logins.web())


def owner_seat(schema: str = OFFICE_SCHEMA) -> Seat:
    """The owner of every table, in one schema: commands and jobs of custody."""
    return Seat(schema, address().owner)


def base_seat(schema: str = OFFICE_SCHEMA) -> Seat:
    """Where a process sits when nobody said otherwise: the web process with the least rights."""
    if os.environ.get("BAILEE_PROCESS") != "web":
        return owner_seat(schema)
    return site_seat() if schema == OFFICE_SCHEMA else vault_seat(schema)


def current() -> Seat:
    """The seat of Django's default connection in this thread."""
    return cast("Seat", connection.seat)  # type: ignore[attr-defined]  # our backend's
