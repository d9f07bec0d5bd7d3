"""The key store: one age key pair per vault, one signing key, one secret, in a directory.

It is kept outside the database and outside its backups: destroying a vault's key turns every
copy of what was encrypted to it, wherever it is, into noise (purge, clause 6.1).
"""

import os
from pathlib import Path

import pyrage
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from bailee.foundation.home import home


class KeyDestroyedError(Exception):
    """The vault's key is not in the store: it was destroyed, or never made."""


def create(vault: str) -> None:
    """Makes the vault's key pair. Raises `FileExistsError` rather than replace one."""
    identity = pyrage.x25519.Identity.generate()
    _write_new(_path(vault, "identity"), str(identity).encode())
    _write_new(_path(vault, "recipient"), str(identity.to_public()).encode())


def recipient(vault: str) -> pyrage.x25519.Recipient:
    """The public half: enough to write what only the vault's holder can read."""
    return pyrage.x25519.Recipient.from_str(_read(vault, "recipient"))


def identity(vault: str) -> pyrage.x25519.Identity:
    """The private half. Raises `KeyDestroyedError`."""
    return pyrage.x25519.Identity.from_str(_read(vault, "identity"))


def exists(vault: str) -> bool:
    """Whether the private half is still in the store."""
    return _path(vault, "identity").exists()


def destroy(vault: str) -> None:
    """Overwrites and removes both halves. Safe to repeat."""
    for half in ("identity", "recipient"):
        path = _path(vault, half)
        if not path.exists():
            continue
        with path.open("r+b") as key:
            key.write(os.urandom(path.stat().st_size))
            key.flush()
            os.fsync(key.fileno())
        path.unlink()


def signing_key() -> Ed25519PrivateKey:
    """The installation's Ed25519 key: signs archives and certificates. Made at first use."""
    path = home().keys / "signing.pem"
    if not path.exists():
        key = Ed25519PrivateKey.generate()
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _write_new_or_keep(path, pem)
    loaded = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(loaded, Ed25519PrivateKey):
        raise TypeError(f"{path} does not hold an Ed25519 key")
    return loaded


def secret(purpose: str) -> bytes:
    """32 bytes for one purpose, derived (HKDF-SHA256) from the installation's secret."""
    path = home().keys / "secret"
    if not path.exists():
        _write_new_or_keep(path, os.urandom(32))
    derive = HKDF(hashes.SHA256(), length=32, salt=None, info=b"bailee:" + purpose.encode())
    return derive.derive(path.read_bytes())


def _path(vault: str, half: str) -> Path:
    return home().keys / f"{vault}.{half}"


def _read(vault: str, half: str) -> str:
    try:
        return _path(vault, half).read_text()
    except FileNotFoundError:
        raise KeyDestroyedError(f"no key for {vault}") from None


def _write_new(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _write_new_or_keep(path: Path, content: bytes) -> None:
    """Two processes may start at once on a new home: the first one's key is everyone's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    _write_new(part, content)
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()
