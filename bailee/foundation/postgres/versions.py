"""Which PostgreSQL is new enough."""

from bailee.foundation.postgres.refusal import RefusedError

OLDEST = 16  # regular expressions in pg_ident, COPY options, initdb -c


def refuse_old_server(version: int) -> None:
    """`version` as PostgreSQL numbers it (`server_version_num`, 160004). Raises `RefusedError`."""
    if version // 10000 < OLDEST:
        raise RefusedError(
            f"The PostgreSQL that DATABASE_URL names is version {version // 10000}; "
            f"Bailee needs {OLDEST} or newer: upgrade it, or unset DATABASE_URL."
        )
