"""Where PostgreSQL is: the embedded server of this home, or the one that `DATABASE_URL` names."""

import os
from dataclasses import dataclass, field
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from bailee.foundation.home import home


@dataclass(frozen=True)
class Address:
    """How to reach the database; `owner` is who runs migrations and owns every table."""

    host: str
    port: str
    database: str
    owner: str
    password: str
    embedded: bool
    options: dict[str, Any] = field(default_factory=dict)


def address() -> Address:
    """Read from the environment each time: tests and drills move it."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        from bailee.foundation.postgres import socket_directory  # only when it is ours

        return Address(
            host=str(socket_directory(home().root)),
            port="5432",
            database="bailee",
            owner="bailee",
            password="",
            embedded=True,
        )
    given: dict[str, Any] = dict(conninfo_to_dict(url))
    return Address(
        host=str(given.pop("host", "")),
        port=str(given.pop("port", "")),
        database=str(given.pop("dbname", "bailee")),
        owner=str(given.pop("user", "bailee")),
        password=str(given.pop("password", "")),
        embedded=False,
        options=given,
    )
