"""Short ways to put files into a vault."""

import io
from collections.abc import Callable
from datetime import datetime

import pytest

from bailee.vault.files import uploads
from bailee.vault.files.models import File, Folder
from tests.cast import Vault

type Keep = Callable[..., File]


@pytest.fixture
def keep(acme: Vault, now: datetime) -> Keep:
    """Stores a file as Ben; to be called inside Acme's vault."""

    def store(
        name: str, content: bytes = b"hull", folder: Folder | None = None, taken: str = "both"
    ) -> File:
        source = io.BytesIO(content)
        return uploads.store(
            name=name, source=source, by=acme.ben.actor, now=now, folder=folder, taken=taken
        )

    return store
