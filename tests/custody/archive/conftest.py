"""Vaults full of oddities, empty ones beside them, and archives of the former."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from bailee.custody import archive
from tests.custody.archive import hostile

POLICY = "# Privacy policy\n\nWe keep what is yours apart.\n"


@pytest.fixture
def full() -> Iterator[str]:
    """The schema of a vault that is hard to archive."""
    schema = hostile.filled()
    yield schema
    hostile.clear(schema)


@pytest.fixture
def empty() -> Iterator[str]:
    """The schema of an empty vault of the same shape."""
    schema = hostile.empty()
    yield schema
    hostile.clear(schema)


@pytest.fixture
def packed(full: str, tmp_path: Path) -> Path:
    """A client's archive of the full vault."""
    path = tmp_path / "archive.zip"
    path.write_bytes(written(full))
    return path


def written(schema: str, flavour: archive.manifest.Flavour = "client") -> bytes:
    """The bytes of an archive made now."""
    target = io.BytesIO()
    withheld = hostile.WITHHELD if flavour == "client" else None
    archive.write(target, schema=schema, flavour=flavour, policy=POLICY, withheld=withheld)
    return target.getvalue()
