"""Comments: said, changed, deleted; whom they name hears of it once, and only if wished."""

import uuid
from datetime import datetime, timedelta

import pytest

from bailee.foundation import tenancy
from bailee.foundation.tenancy import vaults
from bailee.people import preferences, users
from bailee.people.models import User
from bailee.vault.mail.models import Message
from bailee.vault.records import comments, people, records
from bailee.vault.records.comments import CommentError, NotYoursError
from bailee.vault.records.models import Collection, Comment
from tests.cast import Vault

LINK = "https://acme.example/records/1/"


@pytest.fixture
def ship(acme: Vault, fleet: Collection, now: datetime) -> uuid.UUID:
    """The Heron."""
    with acme.inside():
        name = str(fleet.fields.get(label="Name").id)
        return records.add(fleet, {name: "Heron"}, by=acme.ada.actor, now=now)


def say(fleet: Collection, ship: uuid.UUID, text: str, by: User, now: datetime) -> Comment:
    return comments.say(fleet, ship, text=text, link=LINK, by=by.actor, now=now)


def mailed() -> list[str]:
    return sorted(Message.objects.filter(kind="mention").values_list("to", flat=True))


def test_comment_is_kept_and_who_is_named_hears_of_it(
    acme: Vault, fleet: Collection, ship: uuid.UUID, now: datetime
) -> None:
    with acme.inside():
        text = "  @Ben, see @Rae’s note.\r\nNot ben@acme.example, nor @Benedict or @Bo. @ben!  "
        made = say(fleet, ship, text, acme.ada, now)
        assert made.text == text.strip().replace("\r\n", "\n")
        assert {one.person_id for one in made.mentions.all()} == {acme.ben.id, acme.rae.id}
        assert mailed() == ["ben@acme.example", "rae@acme.example"]
        mail = Message.objects.get(to="ben@acme.example")
        assert mail.subject == "Ada mentioned you in Fleet"
        assert LINK in mail.text
        assert "@Ben, see @Rae’s note." in mail.text


def test_mail_quotes_only_the_beginning(
    acme: Vault, fleet: Collection, ship: uuid.UUID, now: datetime
) -> None:
    with acme.inside():
        say(fleet, ship, "@Ben " + "word " * 200 + "the end", acme.ada, now)
        mail = Message.objects.get()
        assert "word word …" in mail.text
        assert "the end" not in mail.text + mail.html
    assert comments.excerpt("short\n\ntext") == "short text"


def test_nobody_hears_of_it_who_does_not_wish_to(
    acme: Vault, fleet: Collection, ship: uuid.UUID, now: datetime
) -> None:
    with acme.inside():
        preferences.choose(acme.ben, by=acme.ben.actor, now=now, muted=["mention"])
        users.deactivate(acme.rae, by=acme.ada.actor, now=now)
        say(fleet, ship, "@Ben @Rae @Ada @Bo", acme.ada, now)
        assert mailed() == []


def test_two_of_one_name_are_told_apart_by_address(acme: Vault) -> None:
    with acme.inside():
        User.objects.filter(id=acme.rae.id).update(name="Ben")
        known = people.handles()
        assert [one.text for one in known] == ["Ada", "ben@acme.example", "rae@acme.example"]
        assert people.named("@Ben", known) == []
        assert people.named("ask @rae@acme.example.", known) == [acme.rae]


def test_pieces_put_together_are_the_text(acme: Vault) -> None:
    with acme.inside():
        User.objects.filter(id=acme.rae.id).update(name="Ben İpek (x)")
        for text in ("", "@", "no one", "@Ben @ben İPEK (x)", "a@Ben @Ben", "@Ben\n@Ben İpek (x)!"):
            cut = people.pieces(text, people.handles())
            assert "".join(piece for piece, _ in cut) == text
        assert [one.id for one in people.named("@Ben İpek (x)", people.handles())] == [acme.rae.id]


def test_edit_is_the_writers_own_and_tells_only_the_new(
    acme: Vault, fleet: Collection, ship: uuid.UUID, now: datetime
) -> None:
    later = now + timedelta(minutes=1)
    with acme.inside():
        made = say(fleet, ship, "@Ben look", acme.ada, now)
        comments.edit(made, text="@Rae look", link=LINK, by=acme.ada.actor, now=later)
        comments.edit(made, text="@Ben @Rae look", link=LINK, by=acme.ada.actor, now=later)
        made.refresh_from_db()
        assert (made.text, made.edited_at) == ("@Ben @Rae look", later)
        assert mailed() == ["ben@acme.example", "ben@acme.example", "rae@acme.example"]
        with pytest.raises(NotYoursError):
            comments.edit(made, text="mine", link=LINK, by=acme.ben.actor, now=later)


def test_delete_is_for_the_writer_and_for_owners(
    acme: Vault, fleet: Collection, ship: uuid.UUID, now: datetime
) -> None:
    with acme.inside():
        one, other = (say(fleet, ship, text, acme.rae, now) for text in ("one", "@Ben two"))
        with pytest.raises(NotYoursError):
            comments.delete(one, by=acme.ben)
        comments.delete(one, by=acme.rae)
        comments.delete(other, by=acme.ada)
        assert not Comment.objects.exists()


@pytest.mark.parametrize("text", ["", " \r\n ", "x" * 10_001, "a\x00b", "a\ud800b"])
def test_comment_that_cannot_be_kept_is_refused(
    text: str, acme: Vault, fleet: Collection, ship: uuid.UUID, now: datetime
) -> None:
    with acme.inside():
        with pytest.raises(CommentError):
            say(fleet, ship, text, acme.ada, now)
        assert not Comment.objects.exists()


def test_comment_on_no_record_is_refused(acme: Vault, fleet: Collection, now: datetime) -> None:
    with acme.inside(), pytest.raises(records.RecordGoneError):
        say(fleet, uuid.uuid4(), "hello?", acme.ada, now)


def test_frozen_vault_takes_no_comment(
    acme: Vault, fleet: Collection, ship: uuid.UUID, now: datetime
) -> None:
    with acme.inside():
        made = say(fleet, ship, "before", acme.ada, now)
    vaults.freeze(acme.schema)
    with acme.inside():
        for write in (
            lambda: say(fleet, ship, "after", acme.ada, now),
            lambda: comments.edit(made, text="x", link=LINK, by=acme.ada.actor, now=now),
            lambda: comments.delete(made, by=acme.ada),
        ):
            with pytest.raises(tenancy.FrozenError):
                write()
        assert Comment.objects.get(id=made.id).text == "before"
