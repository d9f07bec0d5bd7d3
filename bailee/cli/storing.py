"""Whether files can be stored and scanned: what the doctor asks."""

import os
import socket
from contextlib import closing

from bailee.foundation import buckets, storage
from bailee.foundation.buckets import BucketError
from bailee.foundation.postgres import RefusedError

_PATIENCE = 5  # seconds


def objects() -> str:
    """Where objects lie. Raises `RefusedError` for a bucket that cannot be read."""
    named = buckets.bucket()
    if named is None:
        return f"in {buckets.directory()}"
    where = f"bucket {named.name} at {named.endpoint or 'Amazon'}"
    try:
        count = len(storage.vaults())
    except (BucketError, OSError) as error:
        reason = str(error).partition("<?xml")[0]
        raise RefusedError(f"The {where} cannot be used: {reason}") from None
    return f"{where}, objects of {count} vaults"


def scanner() -> str:
    """Which clamd answers. Raises `RefusedError` if none does where one is set."""
    at = os.environ.get("BAILEE_CLAMAV", "")
    if not at:
        return "none: files are not scanned for viruses"
    if os.environ.get("BAILEE_CLAMAV_DOWN", "refuse") not in {"refuse", "keep"}:
        raise RefusedError("BAILEE_CLAMAV_DOWN must be refuse or keep.")
    try:
        with closing(_connected(at)) as line:
            line.sendall(b"nVERSION\n")
            return line.recv(200).decode(errors="replace").strip()
    except (OSError, ValueError) as error:
        raise RefusedError(f"The virus scanner at {at} does not answer: {error}") from None


def _connected(at: str) -> socket.socket:
    path = at.removeprefix("unix:")
    if not path.startswith("/"):
        host, _, port = at.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(_PATIENCE)
    try:
        line.connect(path)
    except OSError:
        line.close()
        raise
    return line
