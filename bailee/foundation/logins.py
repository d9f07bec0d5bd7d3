"""The login roles: who may log in to PostgreSQL, and with which password where one is needed."""

import base64
import re

from bailee.foundation import keys
from bailee.foundation.address import address

_SCHEMA = re.compile(r"v_[a-z0-9]{8,40}")


def web() -> str:
    """Host look-up, and the little that a vault's request may ask of the office.

    Roles belong to a whole server, so they are named after the database: two installations on
    one server never share a login. `bailee_web` on the embedded server.
    """
    return f"{address().database}_web"


def office() -> str:
    """Pages for staff: the office schema, no vault."""
    return f"{address().database}_office"


def role_of(schema: str) -> str:
    """The login role of a vault. Raises `ValueError` for what is not a vault's schema name."""
    if not _SCHEMA.fullmatch(schema):
        raise ValueError(f"not the name of a vault: {schema!r}")
    return "r_" + schema[2:]


def password_of(role: str) -> str:
    """Derived from the installation's secret; the embedded server asks for none (`peer`)."""
    if role == address().owner or address().embedded:
        return address().password
    return base64.urlsafe_b64encode(keys.secret(f"database-login:{role}")).decode().rstrip("=")
