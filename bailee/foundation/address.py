"""Where PostgreSQL is: the embedded server of this home, or the one that `DATABASE_URL` names."""

import os
from dataclasses import dataclass, field
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from bailee.foundation.home import home


@dataclass(frozen=True)
class Address:
    """How to reach the database; `owner` is who runs migrations and owns every table.

    `options` are libpq's other parameters (`sslmode`, `sslrootcert`, …), `session` what its
    parameter `options` sets at the beginning of a session.
    """

    host: str
    port: str
    database: str
    owner: str
    password: str
    embedded: bool
    options: dict[str, Any] = field(default_factory=dict)
    session: str = ""

    def parameters(self, database: str | None = None) -> dict[str, Any]:
        """What every connection needs, whoever logs in."""
        where = {"host": self.host, "port": self.port, "dbname": database or self.database}
        return where | self.options

    def conninfo(self, database: str | None = None) -> str:
        """For programs, as the owner and without the password: others may read their lines."""
        return make_conninfo(**self.parameters(database), user=self.owner, options=self.session)


def address() -> Address:
    """Read from the environment each time: tests and drills move it.

    Raises `RefusedError` for a `DATABASE_URL` that cannot be read.
    """
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
    given = _read(url)
    return Address(
        host=str(given.pop("host", "")),
        port=str(given.pop("port", "")),
        database=str(given.pop("dbname", "bailee")),
        owner=str(given.pop("user", "bailee")),
        password=str(given.pop("password", "")),
        embedded=False,
        session=str(given.pop("options", "")),
        options=given,
    )


def _read(url: str) -> dict[str, Any]:
    try:
        return dict(conninfo_to_dict(url))
    except ProgrammingError:
        from bailee.foundation.postgres import RefusedError  # only when something is wrong

        # What libpq says here may quote the password.
        raise RefusedError(
            "DATABASE_URL cannot be read: write it as postgresql://owner:password@host:5432/"
            "database?sslmode=verify-full, with every special character of the password as %XX."
        ) from None
