"""The pages of comments."""

import uuid
from datetime import datetime

import pytest

from bailee.foundation.tenancy import vaults
from bailee.vault.mail.models import Message
from bailee.vault.records import comments
from bailee.vault.records.models import Collection, Comment
from tests.cast import Vault
from tests.web.portal.test_collections import address, text
from tests.web.portal.test_records import fleet, launch

__all__ = ["fleet"]


@pytest.fixture
def ship(acme: Vault, fleet: Collection, now: datetime) -> uuid.UUID:
    """The Heron."""
    return launch(acme, fleet, now)


def said(vault: Vault, fleet: Collection, ship: uuid.UUID, now: datetime) -> Comment:
    with vault.inside():
        return comments.say(fleet, ship, text="Paint her.", link="/", by=vault.ben.actor, now=now)


def test_reader_comments_and_who_is_named_gets_a_mail_with_the_address(
    acme: Vault, fleet: Collection, ship: uuid.UUID
) -> None:
    browser = acme.browser(acme.rae)
    words = "@Ben <b>look</b> at https://quay.example/ & tell Cy"
    made = browser.post(address("comments", fleet.id, ship), {"text": words})
    assert made.status_code == 302
    page = browser.get(made["Location"])
    assert b'<span class="mention">@Ben</span> &lt;b&gt;look&lt;/b&gt; at <' in page.content
    with acme.inside():
        mail = Message.objects.get()
        comment = Comment.objects.get()
    assert made["Location"].endswith(f"#comment-{comment.id}")
    assert f"https://{acme.host}" in mail.text
    assert address("record", fleet.id, ship) in mail.text


def test_refused_comment_keeps_what_was_typed(
    acme: Vault, fleet: Collection, ship: uuid.UUID
) -> None:
    browser = acme.browser(acme.rae)
    where = address("comments", fleet.id, ship)
    page = browser.post(where, {"text": "nul \x00 <i>"})
    assert page.status_code == 422
    assert "a character that is none" in text(page.content)
    assert "nul � &lt;i&gt;" in page.content.decode()
    assert browser.post(where, {"text": " "}).status_code == 422
    assert browser.get(where).status_code == 405


def test_edit_and_delete_are_the_writers_own(
    acme: Vault, fleet: Collection, ship: uuid.UUID, now: datetime
) -> None:
    made = said(acme, fleet, ship, now)
    change, remove = (
        address(name, fleet.id, ship, made.id) for name in ("comment-edit", "comment-delete")
    )
    for who, edits, deletes in ((acme.rae, 404, 404), (acme.ada, 404, 200), (acme.ben, 200, 200)):
        browser = acme.browser(who)
        assert [browser.get(one).status_code for one in (change, remove)] == [edits, deletes]
    ben = acme.browser(acme.ben)
    assert ben.post(change, {"text": ""}).status_code == 422
    assert ben.post(change, {"text": "Scrape her first."}).status_code == 302
    shown = text(ben.get(address("record", fleet.id, ship)).content)
    assert "(changed)" in shown
    assert "Scrape her first." in shown
    assert acme.browser(acme.ada).post(remove).status_code == 302
    with acme.inside():
        assert not Comment.objects.exists()


def test_billing_and_strangers_say_nothing(
    acme: Vault, cygnus: Vault, fleet: Collection, ship: uuid.UUID
) -> None:
    where = address("comments", fleet.id, ship)
    assert acme.browser(acme.bo).post(where, {"text": "hello"}).status_code == 403
    assert cygnus.browser(cygnus.cy).post(where, {"text": "hello"}).status_code == 404
    with acme.inside():
        assert not Comment.objects.exists()


def test_comment_is_found_only_at_its_record(
    acme: Vault, fleet: Collection, ship: uuid.UUID, now: datetime
) -> None:
    made = said(acme, fleet, ship, now)
    other = launch(acme, fleet, now)
    where = address("comment-delete", fleet.id, other, made.id)
    assert acme.browser(acme.ben).post(where).status_code == 404


def test_frozen_portal_shows_comments_and_takes_none(
    acme: Vault, fleet: Collection, ship: uuid.UUID, now: datetime
) -> None:
    said(acme, fleet, ship, now)
    vaults.freeze(acme.schema)
    browser = acme.browser(acme.ben)
    assert "Paint her." in text(browser.get(address("record", fleet.id, ship)).content)
    where = address("comments", fleet.id, ship)
    assert browser.post(where, {"text": "too late"}).status_code == 409
