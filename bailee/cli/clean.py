"""`bailee clean`: removes the home with everything in it, wherever parts of it are."""

import argparse
import shutil
import sys

from bailee.cli import ground
from bailee.foundation import postgres
from bailee.foundation.home import home


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help="do not ask, even on a terminal")


def run(given: argparse.Namespace) -> int:
    here = home()
    if not here.root.exists():
        return 0
    if sys.stdin.isatty() and not given.yes:
        answer = input(f"Delete {here.root} with all clients, keys and backups? Type yes: ")
        if answer.strip() != "yes":
            print("Nothing was deleted.")
            return 1
    with ground.alone(here):
        postgres.remove(here.root)
        shutil.rmtree(here.root)
    return 0
