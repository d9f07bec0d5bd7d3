"""`bailee backup`: backs up one client, or lists its backups."""

import argparse
from typing import Any

from bailee.cli import ground, vault
from bailee.foundation import clock


def arguments(parser: argparse.ArgumentParser) -> None:
    vault.arguments(parser)
    parser.add_argument("--list", action="store_true", help="list the backups there are")


def run(given: argparse.Namespace) -> int:
    with ground.django_ready():
        schema = vault.schema_of(given.client)
        act = _list if given.list else _make
        return vault.tell(lambda: act(schema), as_json=given.json)


def _make(schema: str) -> dict[str, Any]:
    from bailee.custody import backup
    from bailee.policy import clauses

    path = backup.make(schema=schema, now=clock.now(), policy=clauses.text())
    return {"file": str(path), "size": path.stat().st_size}


def _list(schema: str) -> dict[str, Any]:
    from bailee.custody import backup

    return {"backups": [str(each.path) for each in backup.list_of(schema)]}
