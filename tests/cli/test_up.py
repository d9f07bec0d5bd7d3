"""`bailee up` as a person runs it: one supervisor, no orphan, one sentence for each refusal."""

import os
import signal
import socket
import ssl
from collections.abc import Iterator

import psycopg
import pytest

from bailee.foundation.postgres import socket_directory
from tests.cli.installation import Installation, installation, wait_for


@pytest.fixture(scope="module")
def up() -> Iterator[Installation]:
    """One living installation for all tests here; each leaves it well."""
    with installation() as made:
        made.up()
        yield made
        assert made.end(signal.SIGTERM) == 0
        assert made.processes() == []


def test_up_tells_its_steps_and_where_it_is(up: Installation) -> None:
    assert up.said[-1] == f"Bailee is ready at https://bailee.localhost:{up.port}"
    steps = [line.split("  ")[1] for line in up.said[:5]]
    assert steps == [
        "PostgreSQL",
        "Tables and vaults",
        "Static files",
        "Certificate",
        "Web and worker",
    ]
    assert f"  Office       https://office.bailee.localhost:{up.port}" in up.said


def test_web_answers_over_tls_1_3_only(up: Installation) -> None:
    assert up.handshake(minimum_version=ssl.TLSVersion.TLSv1_3) == b"HTTP/1.1 200"
    with pytest.raises(ssl.SSLError, match="PROTOCOL_VERSION"):
        up.handshake(maximum_version=ssl.TLSVersion.TLSv1_2)


def test_plain_http_is_refused(up: Installation) -> None:
    with socket.create_connection(("127.0.0.1", up.port), timeout=10) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: bailee.localhost\r\n\r\n")
        try:
            answer = plain.recv(100)
        except ConnectionResetError:
            answer = b""
    assert b"HTTP" not in answer


def test_second_start_is_refused_in_one_sentence(up: Installation) -> None:
    assert up.process
    again = up.bailee("up")
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr == (
        f"Bailee already runs for {up.home} (process {up.process.pid}): "
        "use that one, stop it, or choose another BAILEE_HOME.\n"
    )


def test_second_home_on_the_same_port_is_refused_in_one_sentence(up: Installation) -> None:
    with installation() as other:
        refused = other.bailee("up", BAILEE_PORT=str(up.port))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == (
        f"Port {up.port} on 127.0.0.1 is taken by another program: stop it, "
        "or choose another port with BAILEE_PORT.\n"
    )


def test_web_and_worker_that_were_killed_are_back(up: Installation) -> None:
    before = [*up.running("web"), *up.running("worker")]
    for pid in (*up.running("web", "127.0.0.1")[:1], *up.running("worker")[:1]):
        os.kill(pid, signal.SIGKILL)
    assert wait_for(lambda: len([*up.running("web"), *up.running("worker")]) == len(before))
    assert wait_for(up.answers)
    assert len(up.running("worker")) == 1


def test_database_that_was_killed_is_back(up: Installation) -> None:
    with psycopg.connect(
        host=str(socket_directory(up.home)), user="bailee", dbname="bailee"
    ) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    (postmaster,) = up.running("-D")
    os.kill(postmaster, signal.SIGKILL)

    def asked_again() -> bool:
        try:
            with psycopg.connect(
                host=str(socket_directory(up.home)), user="bailee", dbname="bailee"
            ) as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False

    assert wait_for(asked_again)
    assert wait_for(up.answers)
    assert wait_for(lambda: len(up.running("worker")) == 1)


def test_doctor_finds_a_running_installation_well(up: Installation) -> None:
    found = up.bailee("doctor")
    assert found.returncode == 0
    assert f"{up.port}, Bailee answers there" in found.stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_when_the_supervisor_ends(up: Installation, number: signal.Signals) -> None:
    assert len(up.processes()) > 4
    status = up.end(number)
    assert status == (-signal.SIGKILL if number == signal.SIGKILL else 0)
    assert wait_for(lambda: up.processes() == [])
    up.up()
    assert up.answers()
