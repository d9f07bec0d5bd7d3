"""Commands on one installation with demo clients: what they print, and with which status."""

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bailee.foundation import postgres
from tests.cli.installation import Installation, installation


@pytest.fixture(scope="module")
def demo() -> Iterator[Installation]:
    """Its database runs all the time, so that commands need not start one each."""
    with installation() as made, postgres.running(made.home):
        done = made.bailee("install", "--demo")
        assert done.returncode == 0, done.stderr
        yield made


def test_install_tells_how_to_sign_in_each_time_alike(demo: Installation) -> None:
    again = demo.bailee("install", "--demo")
    assert again.returncode == 0, again.stderr
    assert f"https://acme.bailee.localhost:{demo.port}" in again.stdout
    assert "ada@acme.example" in again.stdout


def test_client_list_names_address_and_vault(demo: Installation) -> None:
    listed = demo.bailee("client", "list")
    lines = [line.split("\t") for line in listed.stdout.splitlines()]
    assert [line[0] for line in lines[:2]] == ["Acme Marine", "Cygnus Freight"]
    assert lines[0][1] == f"https://acme.bailee.localhost:{demo.port}"
    assert re.fullmatch(r"v_[a-z0-9]+", lines[0][2])


def test_code_is_six_digits_for_staff_and_refused_for_others(demo: Installation) -> None:
    told = demo.bailee("code", "dana@harbour-vale.example")
    assert (told.returncode, bool(re.fullmatch(r"\d{6}\n", told.stdout))) == (0, True)
    stranger = demo.bailee("code", "mallory@acme.example")
    assert (stranger.returncode, stranger.stdout) == (2, "")


def test_staff_invite_gives_the_link_and_refuses_who_is_there(demo: Installation) -> None:
    invited = demo.bailee("staff", "invite", "--email", "eve@harbour.example", "--name", "Eve")
    assert invited.returncode == 0, invited.stderr
    link = invited.stdout.splitlines()[-1]
    assert link.startswith(f"https://office.bailee.localhost:{demo.port}/invitation/")
    there = demo.bailee("staff", "invite", "--email", "dana@harbour-vale.example", "--name", "D")
    assert (there.returncode, there.stderr) == (
        2,
        "dana@harbour-vale.example already has an account here.\n",
    )


def test_client_open_makes_a_vault_and_refuses_a_taken_label(demo: Installation) -> None:
    opened = ["client", "open", "--name", "Tern Ltd", "--label", "tern", "--contact", "Tia"]
    made = demo.bailee(*opened, "--email", "tia@tern.example")
    assert (made.returncode, made.stdout) == (
        0,
        f"Tern Ltd is open at https://tern.bailee.localhost:{demo.port}; "
        "tia@tern.example is invited.\n",
    )
    again = demo.bailee(*opened, "--email", "tia@tern.example")
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)


def test_archive_prints_one_object_and_writes_a_file_that_verifies(
    demo: Installation, tmp_path: Path
) -> None:
    path = tmp_path / "acme.zip"
    ran = demo.bailee("archive", "acme", str(path), "--json")
    told = json.loads(ran.stdout)
    assert (ran.returncode, told["ok"], told["size"]) == (0, True, path.stat().st_size)
    with zipfile.ZipFile(path) as archive:
        archive.extract("verify.py", tmp_path)
    verified = subprocess.run(
        [sys.executable, "-I", "verify.py", str(path)], cwd=tmp_path, check=False, timeout=60
    )
    assert verified.returncode == 0
    again = demo.bailee("archive", "acme", str(path), "--json")
    assert (again.returncode, again.stderr) == (2, f"{path} exists already: choose another name.\n")


def test_backup_is_listed_and_not_restored_over_what_is_there(demo: Installation) -> None:
    made = json.loads(demo.bailee("backup", "cygnus", "--json").stdout)
    listed = json.loads(demo.bailee("backup", "cygnus", "--list", "--json").stdout)
    assert listed["backups"] == [made["file"]]
    refused = demo.bailee("restore", "cygnus", made["file"])
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith(f"Nothing of {Path(made['file']).name} was restored: ")


def test_client_that_is_not_there_is_refused(demo: Installation, tmp_path: Path) -> None:
    refused = demo.bailee("archive", "nobody", str(tmp_path / "none.zip"))
    assert (refused.returncode, refused.stderr) == (
        2,
        "No client is called 'nobody': `bailee client list` names them.\n",
    )
    assert list(tmp_path.iterdir()) == []


def test_clean_removes_the_home_and_all_that_is_outside(tmp_path: Path) -> None:
    with installation() as own:
        own.bailee("doctor")
        with postgres.running(own.home):
            pass
        data = (own.home / "postgres").resolve()
        cleaned = own.bailee("clean", "--yes")
        assert (cleaned.returncode, cleaned.stderr) == (0, "")
        assert (own.home.exists(), data.exists()) == (False, False)
        own.home.mkdir()  # for the end of the test
