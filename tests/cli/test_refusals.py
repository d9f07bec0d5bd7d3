"""What cannot work is said in one sentence on standard error, with status 2."""

import json
import socket
from collections.abc import Iterator

import pytest

from bailee import cli
from tests.cli.installation import Installation, free_port, installation


@pytest.fixture(scope="module")
def place() -> Iterator[Installation]:
    with installation() as made:
        yield made


def refusal(place: Installation, *arguments: str, **environment: str) -> str:
    ran = place.bailee(*arguments, **environment)
    assert (ran.returncode, ran.stdout) == (2, ""), ran.stderr
    assert ran.stderr.count("\n") == 1
    return ran.stderr.strip()


def test_home_that_is_no_directory_is_refused(place: Installation) -> None:
    file = place.home / "file"
    file.touch()
    assert refusal(place, "up", BAILEE_HOME=str(file)) == (
        f"The home {file} cannot be used (File exists): make it a directory that you own, "
        "or choose another with BAILEE_HOME."
    )


def test_home_that_cannot_be_written_is_refused(place: Installation) -> None:
    said = refusal(place, "up", BAILEE_HOME="/proc/1/home")
    assert said.startswith("The home /proc/1/home cannot be used (")


@pytest.mark.parametrize("given", ["0", "70000", "https", "-1"])
def test_port_that_is_no_port_is_refused(place: Installation, given: str) -> None:
    said = refusal(place, "up", BAILEE_PORT=given)
    assert said == f"BAILEE_PORT is {given!r}: give a number from 1 to 65535."


def test_address_of_another_machine_is_refused(place: Installation) -> None:
    said = refusal(place, "up", BAILEE_LISTEN="192.0.2.1")
    assert said.startswith("Bailee cannot listen on 192.0.2.1, port ")


def test_database_that_is_away_is_refused(place: Installation) -> None:
    url = f"postgresql://bailee:secret@127.0.0.1:{free_port()}/bailee"
    said = refusal(place, "up", DATABASE_URL=url)
    assert said.startswith("The PostgreSQL that DATABASE_URL names does not let us in: ")
    assert "Connection refused" in said
    assert "secret" not in said


def test_database_that_says_nothing_is_refused(place: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://bailee@127.0.0.1:{silent.getsockname()[1]}/bailee?connect_timeout=2"
        said = refusal(place, "worker", DATABASE_URL=url)
    assert said.startswith("The PostgreSQL that DATABASE_URL names does not let us in: ")


def test_database_elsewhere_without_verified_tls_is_refused(place: Installation) -> None:
    said = refusal(place, "up", DATABASE_URL="postgresql://bailee@db.example/bailee")
    assert said.startswith("DATABASE_URL names a server on another machine without sslmode=verify")


def test_certificate_without_its_key_is_refused(place: Installation) -> None:
    said = refusal(place, "web", BAILEE_TLS_CERTIFICATE=str(place.home / "none.pem"))
    assert said.startswith("BAILEE_TLS_CERTIFICATE and BAILEE_TLS_KEY must name")


def test_code_is_told_on_a_development_domain_only(place: Installation) -> None:
    said = refusal(place, "code", "dana@harbour.example", BAILEE_DOMAIN="portal.example")
    assert said.startswith("One-time codes are told only on a development domain")


def test_old_python_is_refused() -> None:
    assert cli.refuse_old_python((3, 13, 0)) == ""
    assert cli.refuse_old_python((3, 12, 9)) == (
        "Bailee needs Python 3.13 or newer; this is 3.12. Run `make setup` with a newer one."
    )


def test_doctor_lists_every_setting_and_masks_secrets(place: Installation) -> None:
    url = f"postgresql://bailee:Grey-Heron-4711@127.0.0.1:{free_port()}/bailee"
    ran = place.bailee("doctor", "--json", DATABASE_URL=url)
    told = json.loads(ran.stdout)
    values = {setting["name"]: setting["value"] for setting in told["settings"]}
    assert (ran.returncode, told["ok"]) == (1, False)
    assert (values["BAILEE_HOME"], values["BAILEE_PORT"]) == (str(place.home), str(place.port))
    assert "Grey-Heron-4711" not in ran.stdout
    assert {check["check"]: check["ok"] for check in told["checks"]} == {
        "versions": True,
        "home": True,
        "database": False,
        "TLS": True,
        "port": True,
        "mail": True,
        "objects": True,
        "scanner": True,
    }


@pytest.mark.parametrize(
    ("domain", "server", "ok", "detail"),
    [
        ("portal.example", "", False, "No mail server is set, but portal.example is no"),
        ("portal.example", "smtps://u:secret@mail.example", True, "sent by your mail server"),
        ("bailee.localhost", "", True, "written to a folder of .eml files"),
    ],
)
def test_doctor_wants_a_mail_server_beyond_development(
    place: Installation, domain: str, server: str, detail: str, *, ok: bool
) -> None:
    ran = place.bailee("doctor", "--json", BAILEE_DOMAIN=domain, BAILEE_SMTP_URL=server)
    told = {check["check"]: check for check in json.loads(ran.stdout)["checks"]}
    assert (told["mail"]["ok"], told["mail"]["detail"].startswith(detail)) == (ok, True)


def test_settings_of_the_doctor_are_all_that_the_code_reads() -> None:
    import re
    from pathlib import Path

    from bailee.cli import doctor

    code = Path(cli.__file__).parents[1]
    texts = [path.read_text() for path in code.rglob("*.py")]
    read = {
        name for text in texts for name in re.findall(r'environ[^\n]*?\s*"([A-Z0-9_]{4,})"', text)
    }
    ours = {name for name in read if name.startswith(("BAILEE_", "DATABASE_"))}
    assert {setting.name for setting in doctor.SETTINGS} == ours - {
        "BAILEE_PROCESS",
        "BAILEE_FAULT",
    }
