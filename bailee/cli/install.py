"""`bailee install`: roles, tables, vaults, static files; safe to repeat."""

import argparse
import importlib
import importlib.util

from bailee.cli import ground
from bailee.foundation import clock
from bailee.foundation.postgres import RefusedError


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--demo", action="store_true", help="bring demo people and records, if there are none"
    )


def run(given: argparse.Namespace) -> int:
    with ground.database():
        for who, where, how in install(demo=given.demo):
            print(f"{who}\n    {where}\n    {how}")
        collect_static()
    return 0


def install(*, demo: bool = False) -> list[tuple[str, str, str]]:
    """Brings the database to this release; returns the demo's people: who, address, how to sign in.

    Needs a database that answers. Raises `RefusedError` if a demo is wished and not to be had.
    """
    import django  # settings read the environment, so not before a command has begun

    django.setup()
    from django.db import connections

    from bailee.custody import installation
    from bailee.policy import versions

    try:
        installation.install(now=clock.now())
        if not demo:
            return []
        if importlib.util.find_spec("bailee.custody.demo") is None:
            raise RefusedError("This installation brings no demo data: start it without --demo.")
        cast = importlib.import_module("bailee.custody.demo")
        agreed = versions.in_force().named
        made = cast.install(agrees_to=agreed, now=clock.now())
        return [(who, where, how) for who, where, how in made]
    finally:
        connections.close_all()


def collect_static() -> None:
    """Copies and compresses the static files into the home."""
    from django.core.management import call_command  # after `django.setup()`

    call_command("collectstatic", interactive=False, verbosity=0)
