"""How the embedded server is set up: written at every start, so that nothing drifts."""

import os
import pwd
from pathlib import Path

OWNER = "bailee"
DATABASE = "bailee"
ROLES = (OWNER, "bailee_web", "bailee_office", "/^r_[a-z0-9]+$")

# A purge must reach every byte: no write-ahead log is recycled or kept, from initdb on.
REMANENCE = {
    "wal_recycle": "off",
    "wal_keep_size": "0",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "min_wal_size": "32MB",
    "log_min_error_statement": "panic",
    "log_min_messages": "fatal",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_duration": "off",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
    "log_connections": "",
    "log_disconnections": "off",
    "log_lock_waits": "off",
    "log_temp_files": "-1",
    "log_autovacuum_min_duration": "-1",
    "logging_collector": "off",
    "log_destination": "stderr",
    "log_line_prefix": "",
    "lc_messages": "C",
}
SERVING = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "recovery_init_sync_method": "syncfs",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "allow_alter_system": "off",
}


def buffers(memory: int) -> str:
    """`shared_buffers` for a machine of so many bytes: an eighth, from 128 MB to 2 GB.

    A table of more than a quarter of it is read past the buffers, at half the speed.
    """
    megabytes = min(max(memory // 8 >> 20, 128), 2048)
    return f"{megabytes}MB"


def initdb_arguments(data: Path) -> list[str]:
    """What `initdb` is told; the settings hold for the very first log segment too."""
    wished = [f"--set={name}={value}" for name, value in REMANENCE.items()]
    return [
        f"--pgdata={data}",
        f"--username={OWNER}",
        "--auth=peer",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--text-search-config=simple",
        "--sync-method=syncfs",
        "--no-instructions",
        *wished,
    ]


def write(data: Path, sockets: Path, uid: int, gid: int) -> None:
    """Writes the three files of the server into its data directory, for its user to read."""
    settings = REMANENCE | SERVING | {"unix_socket_directories": str(sockets)}
    settings["shared_buffers"] = buffers(_memory())
    lines = [f"{name} = '{value}'" for name, value in settings.items()]
    _put(data / "postgresql.conf", lines, uid, gid)
    # Vaults' roles have no business in the maintenance databases.
    hba = [f"local all {OWNER} peer map=bailee", "local /bailee all peer map=bailee"]
    _put(data / "pg_hba.conf", hba, uid, gid)
    _put(data / "pg_ident.conf", _ident(uid), uid, gid)


def _ident(uid: int) -> list[str]:
    """Our own user, and the server's where root started it, may be any of our roles."""
    people = {pwd.getpwuid(who).pw_name for who in (os.geteuid(), uid)}
    return [f'bailee "{person}" {role}' for person in sorted(people) for role in ROLES]


def _put(path: Path, lines: list[str], uid: int, gid: int) -> None:
    text = "\n".join(["# Written by Bailee at every start.", *lines, ""])
    part = path.with_name(f".{path.name}.new")
    part.write_text(text, encoding="utf-8")
    part.chmod(0o600)
    if os.geteuid() == 0:
        os.chown(part, uid, gid)
    part.replace(path)


def _memory() -> int:
    """Bytes of this machine, or of the container if it may use less."""
    whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    allowed = Path("/sys/fs/cgroup/memory.max")
    text = allowed.read_text().strip() if allowed.exists() else ""
    return min(whole, int(text)) if text.isdecimal() else whole
