"""The closing envelope: the little that a purge still needs after the vault is gone.

The owners' addresses for one last mail and the values to search for, encrypted to a key made for
this alone, both files beside the key store and never in the database. Destroyed at the end.
"""

import json
import os
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyrage

from bailee.custody.residue import Needles
from bailee.foundation.home import home


@dataclass(frozen=True)
class Envelope:
    """`recipients`: those who are still to get the certificate; `languages`: which each reads."""

    recipients: tuple[str, ...]
    needles: Needles
    languages: dict[str, str] = field(default_factory=dict)

    def without(self, recipient: str) -> "Envelope":
        """As it is once that recipient has the certificate."""
        rest = tuple(address for address in self.recipients if address != recipient)
        known = {address: self.languages[address] for address in rest if address in self.languages}
        return replace(self, recipients=rest, languages=known)


def seal(vault: str, envelope: Envelope) -> None:
    """Writes the envelope, in place of an earlier one. A one-off key is made if there is none."""
    plain = json.dumps(
        {
            "recipients": envelope.recipients,
            "languages": envelope.languages,
            "needles": envelope.needles.as_bytes().decode(),
        }
    )
    _replace(_path(vault, "age"), pyrage.encrypt(plain.encode(), [_identity(vault).to_public()]))


def unseal(vault: str) -> Envelope:
    """Reads the envelope. Raises `FileNotFoundError` if there is none."""
    sealed = _path(vault, "age").read_bytes()
    plain = json.loads(pyrage.decrypt(sealed, [_identity(vault)]))
    return Envelope(
        recipients=tuple(plain["recipients"]),
        needles=Needles.from_bytes(plain["needles"].encode()),
        languages=plain.get("languages", {}),
    )


def destroy(vault: str) -> None:
    """Overwrites and removes the one-off key, then the envelope. Safe to repeat."""
    for suffix in ("key", "age"):
        path = _path(vault, suffix)
        if path.exists():
            with path.open("r+b") as file:
                file.write(os.urandom(path.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()


def _identity(vault: str) -> pyrage.x25519.Identity:
    path = _path(vault, "key")
    if not path.exists():
        _replace(path, str(pyrage.x25519.Identity.generate()).encode())
    return pyrage.x25519.Identity.from_str(path.read_text())


def _replace(path: Path, content: bytes) -> None:
    """All or nothing, also when killed in between."""
    part = path.with_name(f"{path.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _path(vault: str, suffix: str) -> Path:
    folder = home().keys / "closing"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{vault}.{suffix}"
