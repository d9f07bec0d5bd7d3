"""`pg_dump`: which program to run, and how it reaches the database."""

import os
import re
import shutil
import subprocess

from bailee.foundation.address import address

_ENCRYPTED = ("require", "verify-ca", "verify-full")


def command(database: str, *options: str) -> tuple[list[str], dict[str, str]]:
    """The line and the environment of one dump; the password is in the environment alone."""
    at = address()
    line = [_program(), *options, f"--dbname={at.conninfo(database)}"]
    return line, {**os.environ, "PGPASSWORD": at.password}


def check(server_version: int) -> None:
    """`server_version` as PostgreSQL numbers it (180006). Raises `RefusedError`.

    A dump can be made of servers as old as the program, or older.
    """
    from bailee.foundation.postgres import RefusedError  # slow to load for those who only dump

    need = server_version // 10000
    try:
        said = subprocess.run([_program(), "--version"], capture_output=True, text=True, check=True)
        found = re.search(r"\d+", said.stdout)
    except (OSError, subprocess.CalledProcessError):
        found = None
    if found is None or int(found[0]) < need:
        mend = f"install its client programs (Debian: postgresql-client-{need}) on the PATH"
        raise RefusedError(
            f"Bailee needs pg_dump {need} or newer for a server that is PostgreSQL {need}: "
            f"{mend if _by_tls() else 'update Bailee, which brings one'}."
        )


def _by_tls() -> bool:
    return address().options.get("sslmode") in _ENCRYPTED


def _program() -> str:
    """Our own has no TLS; for a server that is reached by TLS it is the operator's."""
    if _by_tls():
        return shutil.which("pg_dump") or "pg_dump"
    from bailee.foundation.postgres import place  # only when it is ours

    return str(place.wheel() / "bin" / "pg_dump")
