"""The country of an address, from a database on this machine: nobody is asked over the network.

The database is optional (`make places` fetches it): without it, countries are unknown.
"""

from functools import cache

import maxminddb

from bailee.foundation.home import home


def country(address: str) -> str:
    """ISO 3166-1 alpha-2, or an empty text where it is not known."""
    reader = _reader()
    if reader is None:
        return ""
    try:
        found = reader.get(address)
    except ValueError:  # not an address that the database could know
        return ""
    return str(found.get("country_code", ""))[:2] if isinstance(found, dict) else ""


def known() -> bool:
    """Whether there is a database on this machine."""
    return _reader() is not None


@cache
def _reader() -> maxminddb.Reader | None:
    path = home().places
    return maxminddb.open_database(str(path)) if path.exists() else None
