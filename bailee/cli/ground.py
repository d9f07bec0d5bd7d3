"""What every command stands on: a home that can be written, a database that answers."""

import fcntl
import ipaddress
import os
from collections.abc import Iterator
from contextlib import contextmanager

from bailee.foundation import postgres
from bailee.foundation.address import Address, address
from bailee.foundation.home import Home, home
from bailee.foundation.postgres import RefusedError


def ready_home() -> Home:
    """The home with its directories made. Raises `RefusedError` if we may not write there."""
    here = home()
    try:
        here.prepare()
        probe = here.tmp / f"writable.{os.getpid()}"
        probe.touch()
        probe.unlink()
        next(here.keys.iterdir(), None)
    except OSError as error:
        raise RefusedError(
            f"The home {here.root} cannot be used ({error.strerror}): make it a directory that "
            "you own, or choose another with BAILEE_HOME."
        ) from None
    return here


@contextmanager
def database() -> Iterator[None]:
    """The database answers within: the embedded one is started if nobody runs it."""
    here = ready_home()
    if not address().embedded:
        check_server(address())
        yield
        return
    with postgres.running(here.root):
        yield


@contextmanager
def django_ready() -> Iterator[None]:
    """Database and Django, set up for the owner; connections are closed at the end."""
    with database():
        import django  # after the environment is known to be good: settings are read at import

        django.setup()
        from django.db import connections

        try:
            yield
        finally:
            connections.close_all()


@contextmanager
def alone(here: Home) -> Iterator[None]:
    """One supervisor for each home, whichever database it uses."""
    with (here.root / "up.lock").open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise RefusedError(
                f"Bailee already runs for {here.root} (process {lock.read().strip()}): "
                "use that one, stop it, or choose another BAILEE_HOME."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def check_server(at: Address) -> None:
    """Raises `RefusedError` if the operator's PostgreSQL is away, unfit, or reached in clear."""
    from bailee.foundation import external  # not needed with the embedded server

    if at.options.get("sslmode") != "verify-full" and not _near(at.host):
        raise RefusedError(
            "DATABASE_URL names a server on another machine without sslmode=verify-full: "
            "add it, so that nobody on the way can read or pose as the database."
        )
    external.check(at)


def _near(host: str) -> bool:
    """A unix socket or this machine itself."""
    if not host or host.startswith("/") or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
