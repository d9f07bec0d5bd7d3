"""Commands on the tests' installation: what they print, and with which status."""

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import validate_totp_code
from django.conf import settings

from bailee.cli import commands
from bailee.foundation import postgres, tenancy
from bailee.office.clients.models import Client
from bailee.people import factors
from bailee.people.models import Invitation
from tests import cast
from tests.cli.installation import installation

type Bailee = Callable[..., tuple[int, str, str]]


@pytest.fixture
def bailee(capsys: pytest.CaptureFixture[str]) -> Bailee:
    """Runs one command; gives its status, output and errors."""

    def run(*arguments: object) -> tuple[int, str, str]:
        status = commands.run([str(each) for each in arguments])
        return status, *capsys.readouterr()

    return run


@pytest.fixture
def tern() -> Iterator[str]:
    """A label that a test may open a client under."""
    label = "tern-outfitters"
    yield label
    for client in Client.objects.filter(label=label):
        cast.clear(cast.Vault(client, {}))


def test_client_list_names_address_and_vault(acme: cast.Vault, bailee: Bailee) -> None:
    status, told, _ = bailee("client", "list")
    assert status == 0
    assert f"Acme Marine\thttps://{acme.host}:{settings.PORT}\t{acme.schema}" in told.splitlines()


def test_client_open_makes_a_vault_and_refuses_a_taken_label(tern: str, bailee: Bailee) -> None:
    line = ["client", "open", "--name", "Tern Ltd", "--label", tern, "--contact", "Tia"]
    where = f"https://{tern}.{cast.DOMAIN}:{settings.PORT}"
    assert bailee(*line, "--email", "tia@tern.example") == (
        0,
        f"Tern Ltd is open at {where}; tia@tern.example is invited.\n",
        "",
    )
    with tenancy.inside(Client.objects.get(label=tern).schema_name):
        assert Invitation.objects.get().email == "tia@tern.example"
    status, told, refusal = bailee(*line, "--email", "tia@tern.example")
    assert (status, told, refusal.count("\n")) == (2, "", 1)


def test_code_is_what_the_authenticator_shows(staff: cast.Staff, bailee: Bailee) -> None:
    factor = Authenticator.objects.get(user=staff.dana)
    secret = factors.unseal(factor.data["secret"])
    codes = []
    for _ in range(2):  # the second try is for a step that ended between code and check
        status, told, _ = bailee("code", staff.dana.email)
        assert (status, bool(re.fullmatch(r"\d{6}\n", told))) == (0, True)
        codes.append(validate_totp_code(secret, told.strip()))
    assert True in codes


def test_code_of_a_stranger_is_refused(staff: cast.Staff, bailee: Bailee) -> None:
    assert staff.dana.is_active
    assert bailee("code", "mallory@acme.example") == (
        2,
        "",
        "Nobody with one-time codes is called mallory@acme.example.\n",
    )


def test_staff_invite_gives_the_link_and_refuses_who_is_there(
    staff: cast.Staff, bailee: Bailee
) -> None:
    status, told, _ = bailee("staff", "invite", "--email", "eve@harbour.example", "--name", "Eve")
    link = told.splitlines()[-1]
    assert status == 0
    assert link.startswith(f"https://office.{cast.DOMAIN}:{settings.PORT}/invitation/")
    again = bailee("staff", "invite", "--email", staff.dana.email, "--name", "Dana")
    assert again == (2, "", f"{staff.dana.email} already has an account here.\n")


def test_archive_prints_one_object_and_writes_a_file_that_verifies(
    acme: cast.Vault, bailee: Bailee, tmp_path: Path
) -> None:
    path = tmp_path / "acme.zip"
    status, told, _ = bailee("archive", acme.client.label, path, "--json")
    outcome = json.loads(told)
    assert (status, outcome["ok"], outcome["size"]) == (0, True, path.stat().st_size)
    with zipfile.ZipFile(path) as archive:
        archive.extract("verify.py", tmp_path)
    verified = subprocess.run(
        [sys.executable, "-I", "verify.py", str(path)], cwd=tmp_path, check=False, timeout=60
    )
    assert verified.returncode == 0
    again = bailee("archive", acme.schema, path)
    assert again == (2, "", f"{path} exists already: choose another name.\n")


def test_archive_that_cannot_be_written_leaves_nothing(
    acme: cast.Vault, bailee: Bailee, tmp_path: Path
) -> None:
    path = tmp_path / "missing" / "acme.zip"
    refused = bailee("archive", acme.schema, path)
    assert refused == (2, "", f"{path} cannot be written (No such file or directory).\n")
    assert list(tmp_path.iterdir()) == []


def test_backup_is_listed_and_not_restored_over_what_is_there(
    acme: cast.Vault, bailee: Bailee
) -> None:
    made = json.loads(bailee("backup", acme.schema, "--json")[1])
    listed = json.loads(bailee("backup", acme.schema, "--list", "--json")[1])
    assert listed["backups"] == [made["file"]]
    status, told, refusal = bailee("restore", acme.schema, made["file"])
    assert (status, told) == (2, "")
    assert refusal.startswith(f"Nothing of {Path(made['file']).name} was restored: ")


def test_restore_from_no_file_is_refused(acme: cast.Vault, bailee: Bailee, tmp_path: Path) -> None:
    path = tmp_path / "none.zip"
    assert bailee("restore", acme.schema, path) == (2, "", f"{path} is no file.\n")


def test_client_that_is_not_there_is_refused(bailee: Bailee, tmp_path: Path) -> None:
    refused = bailee("archive", "nobody", tmp_path / "none.zip")
    assert refused == (2, "", "No client is called 'nobody': `bailee client list` names them.\n")


def test_clean_removes_the_home_and_all_that_is_outside() -> None:
    with installation() as own:
        with postgres.running(own.home):
            pass
        data = (own.home / "postgres").resolve()
        cleaned = own.bailee("clean", "--yes")
        assert (cleaned.returncode, cleaned.stderr) == (0, "")
        assert (own.home.exists(), data.exists()) == (False, False)
        own.home.mkdir()  # for the end of the test
