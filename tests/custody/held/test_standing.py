"""What is counted about a person is what the tables hold of that person, and of no one else."""

from datetime import datetime, timedelta

from bailee.custody.held import rows, standing
from bailee.custody.held.standing import Standing
from bailee.people import consents
from bailee.people.models import User
from bailee.vault.activity import sign_ins, uses
from bailee.vault.activity.models import SIGN_INS
from bailee.vault.mail.models import Message
from tests.cast import Vault
from tests.furnished import Furnished


def _of(person: User, table: str, part: str = "about") -> Standing:
    return next(one for one in standing.of(person) if one.held.table == table and one.part == part)


def test_own_row_sign_ins_and_answers_are_counted(acme: Vault, now: datetime) -> None:
    with acme.inside():
        for person in (acme.ben, acme.ben, acme.rae):
            sign_ins.begin(person, address="192.0.2.7", header="", referrer="", now=now)
        found = {
            table: _of(acme.ben, table).rows
            for table in ("people_user", "activity_signin", "people_consent")
        }
        assert consents.last(acme.ben) is not None
    assert found == {"people_user": 1, "activity_signin": 2, "people_consent": 1}


def test_next_deletion_is_that_of_the_oldest_row(acme: Vault, now: datetime) -> None:
    with acme.inside():
        for days in (3, 10):
            sign_ins.begin(
                acme.ben, address="::1", header="", referrer="", now=now - timedelta(days=days)
            )
        found = _of(acme.ben, "activity_signin").next_end
    assert found == now - timedelta(days=10) + SIGN_INS


def test_pages_used_belong_to_who_signed_in(acme: Vault, now: datetime) -> None:
    with acme.inside():
        one = sign_ins.begin(acme.ben, address="::1", header="", referrer="", now=now)
        uses.record(one.id, route="files/", method="GET", address="::1", now=now)
        assert (_of(acme.ben, "activity_use").rows, _of(acme.rae, "activity_use").rows) == (1, 0)


def test_mails_are_of_the_address_however_it_was_typed(acme: Vault, now: datetime) -> None:
    with acme.inside():
        for to in ("Ben@acme.example", "rae@acme.example"):
            Message.objects.create(kind="notice", to=to, subject="Notice", posted_at=now)
        assert _of(acme.ben, "mail_message").rows == 1


def test_work_is_counted_apart_by_who_did_it(furnished: Furnished) -> None:
    vault = furnished.vault
    with vault.inside():
        assert _of(vault.ada, "records_comment", "done").rows == 1
        assert _of(vault.ben, "records_comment", "done").rows == 0


def test_rows_hold_no_secret(acme: Vault) -> None:
    with acme.inside():
        one = _of(acme.ben, "people_user")
        page = rows.page(acme.ben, one.held, "about")
        hashed = User.objects.get(id=acme.ben.id).password
    assert [row.cells[:2] for row in page.rows] == [["Ben", "ben@acme.example"]]
    assert hashed not in [cell for row in page.rows for cell in row.cells]
