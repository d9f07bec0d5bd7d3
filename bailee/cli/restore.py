"""`bailee restore`: reads an archive or a backup into a client's empty vault."""

import argparse
from pathlib import Path
from typing import Any

from bailee.cli import ground, vault
from bailee.foundation.postgres import RefusedError


def arguments(parser: argparse.ArgumentParser) -> None:
    vault.arguments(parser)
    parser.add_argument("file", type=Path, help="an archive (.zip) or a backup (.age)")


def run(given: argparse.Namespace) -> int:
    if not given.file.is_file():
        raise RefusedError(f"{given.file} is no file.")
    with ground.django_ready():
        schema = vault.schema_of(given.client)
        return vault.tell(lambda: _read(given.file, schema), as_json=given.json)


def _read(path: Path, schema: str) -> dict[str, Any]:
    from bailee.custody import backup, restore
    from bailee.foundation.keys import KeyDestroyedError

    try:
        if path.suffix == ".age":
            return vault.fields(backup.restore(path.resolve(), schema=schema))
        return vault.fields(restore.read(path, schema=schema))
    except restore.RestoreError as error:
        raise RefusedError(f"Nothing of {path.name} was restored: {error}.") from None
    except KeyDestroyedError:
        raise RefusedError(f"The key of {path.name} is destroyed: nobody can read it.") from None
