"""`bailee archive`: writes one client's archive to a file."""

import argparse
from pathlib import Path
from typing import Any

from bailee.cli import ground, vault
from bailee.foundation.postgres import RefusedError


def arguments(parser: argparse.ArgumentParser) -> None:
    vault.arguments(parser)
    parser.add_argument("file", type=Path, help="the ZIP to write; must not exist yet")


def run(given: argparse.Namespace) -> int:
    with ground.django_ready():
        schema = vault.schema_of(given.client)
        return vault.tell(lambda: _write(schema, given.file), as_json=given.json)


def _write(schema: str, path: Path) -> dict[str, Any]:
    from bailee.custody import archive
    from bailee.policy import clauses

    part = path.with_name(f".{path.name}.part")
    if path.exists():
        raise RefusedError(f"{path} exists already: choose another name.")
    try:
        with part.open("wb") as target:
            made = archive.write(target, schema=schema, flavour="client", policy=clauses.text())
        part.replace(path)
    except OSError as error:
        raise RefusedError(f"{path} cannot be written ({error.strerror}).") from None
    finally:
        part.unlink(missing_ok=True)
    return {"file": str(path)} | vault.fields(made)
