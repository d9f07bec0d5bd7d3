"""All subcommands, and what happens around each."""

import argparse
import importlib
import os
import sys

from bailee.foundation.postgres.refusal import RefusedError

COMMANDS = {
    "up": "run everything on this machine: database, web, worker",
    "install": "bring roles, tables and vaults to this release",
    "web": "run the web server alone",
    "worker": "run the worker alone",
    "doctor": "list every setting and check the installation",
    "client": "open a client, or list the clients",
    "staff": "invite a member of the staff",
    "archive": "write one client's archive to a file",
    "prove": "try every clause of the policy on the running installation",
    "backup": "back up one client, or list its backups",
    "restore": "read an archive or a backup into a client's empty vault",
    "drill": "live a throwaway client's whole contract, and search for what is left",
    "clean": "remove the home with everything in it",
    "code": "the present sign-in code of a demo member of the staff",
}


def run(arguments: list[str]) -> int:
    """Runs one command and returns its exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bailee.config.settings")
    parsed = _parser(arguments).parse_args(arguments)
    try:
        return int(parsed.run(parsed))
    except RefusedError as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser(arguments: list[str]) -> argparse.ArgumentParser:
    """Every command is listed, but only the one that is asked for is loaded."""
    parser = argparse.ArgumentParser(
        prog="bailee", description="A client portal that keeps its privacy policy, and proves it."
    )
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    asked = next((word for word in arguments if not word.startswith("-")), "")
    for name, summary in COMMANDS.items():
        subparser = subparsers.add_parser(name, help=summary, description=summary)
        if name == asked:
            module = importlib.import_module(f"bailee.cli.{name}")
            module.arguments(subparser)
            subparser.set_defaults(run=module.run)
    return parser
