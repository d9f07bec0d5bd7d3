"""The proof of clause 3.1e turns red when mail is not what it promises."""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.template import loader

from bailee.foundation import clock, tenancy
from bailee.policy.proofs import guests, mails
from bailee.policy.proofs.broken import BrokenError
from bailee.policy.proofs.guests import Ground
from bailee.policy.proofs.web import Web
from bailee.vault.mail import outbox
from bailee.vault.mail.kinds import KINDS
from bailee.vault.mail.models import Message
from tests import cast


@pytest.fixture(scope="module")
def ground(web: str, staff: cast.Staff) -> Iterator[Ground]:
    with guests.opened(Web.configured(), now=clock.now()) as opened:
        yield opened


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[str], str]], None]:
    """Changes what stands in the HTML of every mail."""
    rendered = loader.render_to_string

    def change(how: Callable[[str], str]) -> None:
        def other(template: str, values: Any) -> str:
            text = rendered(template, values)
            return how(text) if template.endswith(".html") else text

        monkeypatch.setattr(outbox, "render_to_string", other)

    return change


def test_mail_is_kept_to_and_leaves_nothing_behind(ground: Ground) -> None:
    with tenancy.inside(ground.schema):
        before = Message.objects.count()
    assert f"{len(KINDS)} kinds of mail" in mails.only_registered(ground)
    with tenancy.inside(ground.schema):
        assert Message.objects.count() == before


@pytest.mark.parametrize(
    ("added", "why"),
    [
        ('<img src="https://pixel.example/1.gif">', "loads something: <img"),
        ('<a href="https://shop.example/">Buy</a>', "leads elsewhere"),
        ("<style>p { background: url(x) }</style>", r"loads something: url\("),
    ],
)
def test_mail_with_more_in_it_is_broken(
    ground: Ground, written: Callable[[Callable[[str], str]], None], added: str, why: str
) -> None:
    written(lambda html: html + added)
    with pytest.raises(BrokenError, match=why):
        mails.only_registered(ground)


def test_mail_with_a_marked_link_is_broken(
    ground: Ground, written: Callable[[Callable[[str], str]], None]
) -> None:
    written(lambda html: html.replace("/proof/", "/proof/?utm_source=mail"))
    with pytest.raises(BrokenError, match="marks a link"):
        mails.only_registered(ground)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"clause": "3.9"}, "belongs to no clause"),
        ({"event": ""}, "on what event"),
        ({"recipient": "everybody"}, "may go to everybody"),
    ],
)
def test_kind_that_is_not_what_it_must_be_is_broken(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, change: dict[str, str], why: str
) -> None:
    other = dataclasses.replace(KINDS["notice"], **change)  # type: ignore[arg-type]  # on purpose
    monkeypatch.setitem(KINDS, "notice", other)
    with pytest.raises(BrokenError, match=why):
        mails.only_registered(ground)


def test_database_that_takes_any_kind_is_broken(ground: Ground) -> None:
    rule = (
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'mail_kind_known'"
        " AND conrelid = 'mail_message'::regclass"
    )
    with tenancy.owner(ground.schema) as raw:
        (definition,) = {row[0] for row in raw.execute(rule).fetchall()}
        raw.execute("ALTER TABLE mail_message DROP CONSTRAINT mail_kind_known")
    try:
        with pytest.raises(BrokenError, match="not registered"):
            mails.only_registered(ground)
    finally:
        with tenancy.owner(ground.schema) as raw:
            raw.execute(f"ALTER TABLE mail_message ADD CONSTRAINT mail_kind_known {definition}")
