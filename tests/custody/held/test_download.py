"""One's own data to take along: every row about the person, no secret, nobody else's."""

import csv
import io
import zipfile
from datetime import datetime

from bailee.custody.held import download, standing
from bailee.people.models import User
from bailee.vault.activity import sign_ins
from tests.cast import Staff, Vault, office_browser
from tests.furnished import Furnished


def _taken(person: User, now: datetime) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(download.stream(person, now=now))))


def _rows(taken: zipfile.ZipFile, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(taken.read(path).decode())))


def test_holds_every_kind_that_has_rows_with_all_of_them(
    furnished: Furnished, now: datetime
) -> None:
    vault = furnished.vault
    with vault.inside():
        taken = _taken(vault.ada, now)
        expected = {
            f"{one.part}/{one.held.table}.csv": one.rows
            for one in standing.of(vault.ada)
            if one.rows
        }
    found = {name: len(_rows(taken, name)) for name in taken.namelist() if name != "index.html"}
    assert found == expected


def test_holds_ones_own_rows_only(acme: Vault, now: datetime) -> None:
    with acme.inside():
        for person in (acme.ben, acme.rae):
            sign_ins.begin(person, address="192.0.2.7", header="", referrer="", now=now)
        taken = _taken(acme.ben, now)
    found = _rows(taken, "about/activity_signin.csv")
    assert [row["person_id"] for row in found] == [str(acme.ben.id)]


def test_holds_no_secret(acme: Vault, now: datetime) -> None:
    browser = acme.browser(acme.ben)
    with acme.inside():
        hashed = User.objects.get(id=acme.ben.id).password
    answer = browser.get("/account/held/download/")
    content = b"".join(answer)
    taken = zipfile.ZipFile(io.BytesIO(content))
    texts = [taken.read(name).decode() for name in taken.namelist()]
    secrets = (hashed, str(browser.session.session_key))
    assert [secret for secret in secrets for text in texts if secret in text] == []
    assert "about/django_session.csv" in taken.namelist()


def test_staff_take_theirs_from_the_office(staff: Staff) -> None:
    answer = office_browser(staff.dana).get("/account/held/download/")
    taken = zipfile.ZipFile(io.BytesIO(b"".join(answer)))
    assert [row["email"] for row in _rows(taken, "about/people_user.csv")] == [staff.dana.email]
