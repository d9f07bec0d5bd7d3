"""Where the server's unix socket lives: a short path of its own, for a home however deep."""

import hashlib
import os
import stat
from pathlib import Path

from bailee.foundation.postgres.refusal import RefusedError

# Fixed, not TMPDIR: web, worker and commands must all find the same place.
_PARENT = Path("/tmp")  # noqa: S108 - the directory below is refused unless it is ours and closed


def socket_directory(root: Path) -> Path:
    """Follows from the home's path alone; at most 90 bytes (a socket's path may have 107)."""
    digest = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:16]
    return _PARENT / f"bailee-{digest}"


def prepare(root: Path, uid: int, gid: int) -> Path:
    """Makes the directory for the server's user alone, or checks that it is so.

    Raises `RefusedError` if somebody else made a thing of that name first.
    """
    path = socket_directory(root)
    try:
        path.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(path, uid, gid)
    except FileExistsError:
        pass
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or found.st_mode & 0o077:
        raise RefusedError(
            f"{path} was not made by Bailee, so the database will not open its socket there: "
            "remove it and start again."
        )
    return path


def clear(path: Path) -> None:
    """Removes a directory that `prepare` gave, with what a dead server left in it."""
    for left in path.glob(".s.PGSQL.*"):
        left.unlink(missing_ok=True)
    path.rmdir()
