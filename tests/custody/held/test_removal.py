"""Removing a person: nothing that names them is left, what they did is; told to them by mail."""

import io
import zipfile
from datetime import datetime, timedelta
from email import message_from_bytes

import pytest
from allauth.mfa.models import Authenticator

from bailee.custody.held import removal
from bailee.foundation import tenancy
from bailee.foundation.home import home
from bailee.people import invitations, preferences, resets, users
from bailee.people.models import Removed, User
from bailee.people.roles import Role
from bailee.people.users import LastOwnerError
from bailee.vault.activity import sign_ins, uses
from bailee.vault.company import correction
from bailee.vault.links import trust
from bailee.vault.mail import delivery
from bailee.vault.mail.models import Message
from bailee.vault.records import comments, listing, records, views
from bailee.vault.records.models import Collection, Comment
from tests.cast import PASSWORD, Staff, Vault
from tests.custody.held.columns import holding
from tests.furnished import Furnished

NAME, EMAIL, BEFORE = "Zeno O’Quill", "zeno.quill@acme.example", "zeno.old@acme.example"
PLACE, REFERRER = "198.51.100.77", "quill-intranet.example"
WORDS = [NAME, EMAIL, BEFORE, PLACE, REFERRER, "zeno"]


def _join(now: datetime, *, role: str = Role.EDITOR) -> User:
    """Zeno is invited under one address, changes it, and leaves traces of every kind."""
    by = User.objects.get(name="Ada").actor
    _, token = invitations.invite(email=BEFORE, name=NAME, role=role, by=by, now=now)
    zeno = invitations.accept(token, name=NAME, password=PASSWORD, now=now)
    tokens: list[str] = []

    def url_of(token: str) -> str:
        tokens.append(token)
        return f"https://acme.example/{token}"

    correction.ask_email(zeno, EMAIL, now=now, url_of=url_of)
    correction.confirm_email(tokens[0], now=now, url_of=url_of)
    zeno.refresh_from_db()
    correction.ask_email(zeno, "zeno.next@acme.example", now=now, url_of=url_of)
    Authenticator.objects.create(user=zeno, type=Authenticator.Type.TOTP, data={})
    resets.ask(EMAIL, now)
    preferences.choose(zeno, theme="dark", by=zeno.actor, now=now)
    trust.trust("quay.example", person=zeno, now=now)
    signed = sign_ins.begin(zeno, address=PLACE, header="", referrer=REFERRER, now=now)
    uses.record(signed.id, route="files/", method="GET", address=PLACE, now=now)
    return zeno


def _work(zeno: User, now: datetime) -> None:
    """A record, a comment that tells Ada, a view of their own; and Ada speaks to Zeno."""
    collection = Collection.objects.get()
    label = str(collection.fields.get(label="Order").id)
    one_id = records.add(collection, {label: "SO-900"}, by=zeno.actor, now=now)
    link = "https://x.example/"
    ada = User.objects.get(name="Ada").actor
    comments.say(collection, one_id, text="@Ada done", link=link, by=zeno.actor, now=now)
    comments.say(collection, one_id, text=f"@{NAME} thanks", link=link, by=ada, now=now)
    views.add(
        collection,
        label="Mine",
        query=listing.Query(),
        layout=views.Layout(),
        person=zeno,
        by=zeno.actor,
        now=now,
    )


def test_nothing_that_names_the_person_is_left_but_the_companys_own_words(
    furnished: Furnished, now: datetime
) -> None:
    vault = furnished.vault
    with vault.inside():
        zeno = _join(now)
        _work(zeno, now)
    vault.browser(zeno)
    assert len(holding(vault.schema, WORDS)) > 10
    with vault.inside():
        removal.remove(zeno, by=vault.ada.actor, now=now)
        farewell = Message.objects.get(kind="removed")
        assert delivery.deliver(farewell.id, now=now) is True
    left = holding(vault.schema, WORDS)
    assert sorted({place.partition(":")[0] for place in left}) == ["records_comment.text"]


def test_what_the_person_did_stays_with_their_id_and_is_shown_without_a_name(
    furnished: Furnished, now: datetime
) -> None:
    vault = furnished.vault
    with vault.inside():
        zeno = _join(now)
        _work(zeno, now)
        removal.remove(zeno, by=vault.ada.actor, now=now)
        said = Comment.objects.get(text="@Ada done")
        assert (said.by_id, Removed.objects.get().id) == (zeno.id, zeno.id)
        collection = Collection.objects.get()
    page = vault.browser(vault.ada).get(f"/records/{collection.id}/rows/{said.record_id}/")
    seen = page.content.decode()
    assert "a person removed on" in seen


def test_outlook_says_beforehand_what_goes_and_what_stays(
    furnished: Furnished, now: datetime
) -> None:
    vault = furnished.vault
    with vault.inside():
        zeno = _join(now)
        _work(zeno, now)
        before = removal.outlook(zeno)
        done = removal.remove(zeno, by=vault.ada.actor, now=now)
        delivery.deliver(Message.objects.get(kind="removed").id, now=now)
        after = removal.outlook(zeno)
    assert done == before
    assert [one.held.table for one in after.goes] == []
    assert [one.held.table for one in after.stays] == [one.held.table for one in before.stays]
    assert "records_comment" in [one.held.table for one in after.stays]
    gone = {one.held.table for one in before.goes}
    assert {"people_user", "activity_use", "records_view", "records_mention"} <= gone
    assert "records_comment" not in gone


def test_the_person_gets_their_data_and_the_mail_is_not_kept(acme: Vault, now: datetime) -> None:
    with acme.inside():
        zeno = _join(now)
        removal.remove(zeno, by=acme.ada.actor, now=now)
        farewell = Message.objects.get(kind="removed")
        delivery.deliver(farewell.id, now=now)
        assert not Message.objects.filter(kind="removed").exists()
    path = home().mail / acme.schema / f"{farewell.id}.eml"
    mail = message_from_bytes(path.read_bytes())
    enclosed = [part for part in mail.walk() if part.get_filename() == "about-you.zip"]
    taken = zipfile.ZipFile(io.BytesIO(bytes(enclosed[0].get_payload(decode=True))))
    assert mail["To"] == EMAIL
    assert NAME in taken.read("about/people_user.csv").decode()
    assert PLACE in taken.read("about/activity_signin.csv").decode()


def test_the_last_owner_stays_and_so_does_everything_about_her(acme: Vault, now: datetime) -> None:
    with acme.inside():
        sign_ins.begin(acme.ada, address=PLACE, header="", referrer="", now=now)
        with pytest.raises(LastOwnerError):
            removal.remove(acme.ada, by=acme.ada.actor, now=now)
        assert User.objects.get(id=acme.ada.id).is_active is True
        assert (acme.ada.sign_ins.count(), Message.objects.count()) == (1, 0)


def test_others_keep_what_is_theirs(acme: Vault, now: datetime) -> None:
    with acme.inside():
        sign_ins.begin(acme.rae, address=PLACE, header="", referrer="", now=now)
        removal.remove(_join(now), by=acme.ada.actor, now=now)
        assert (acme.rae.sign_ins.count(), acme.rae.consents.count()) == (1, 1)


def test_a_removed_persons_address_can_be_invited_anew(acme: Vault, now: datetime) -> None:
    with acme.inside():
        zeno = _join(now)
        removal.remove(zeno, by=acme.ada.actor, now=now)
        by = acme.ada.actor
        _, token = invitations.invite(email=EMAIL, name=NAME, role=Role.READER, by=by, now=now)
        again = invitations.accept(token, name=NAME, password=PASSWORD, now=now)
        assert again.id != zeno.id
        assert again.sign_ins.count() == 0


def test_who_was_deactivated_can_be_removed(acme: Vault, now: datetime) -> None:
    with acme.inside():
        users.deactivate(acme.ben, by=acme.ada.actor, now=now - timedelta(days=1))
        removal.remove(acme.ben, by=acme.ada.actor, now=now)
        assert not User.objects.filter(id=acme.ben.id).exists()


def test_staff_are_removed_from_the_office(staff: Staff, password_hash: str, now: datetime) -> None:
    with tenancy.inside(tenancy.owner_seat()):
        temp = users.add(
            email="tamsin.temp@harbour-vale.example",
            name="Tamsin Temp",
            role=Role.OPERATOR,
            password=PASSWORD,
            now=now,
        )
        sign_ins.begin(temp, address=PLACE, header="", referrer="", now=now)
        removal.remove(temp, by=staff.dana.actor, now=now)
        delivery.deliver(Message.objects.get(kind="removed").id, now=now)
    assert holding("public", ["tamsin", PLACE]) == []
