"""The proofs of clauses 7.1 and 7.2 turn red when their promises are broken."""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.core.signing import Signer

from bailee.foundation import clock, tenancy
from bailee.foundation.home import home
from bailee.people.models import User
from bailee.policy.proofs import guests, links
from bailee.policy.proofs.broken import BrokenError
from bailee.policy.proofs.guests import Ground
from bailee.policy.proofs.web import Answer, Visitor, Web
from bailee.vault.links import sealing, trust
from tests import cast

type Change = Callable[[Answer], Answer]


@pytest.fixture(scope="module")
def ground(web: str, staff: cast.Staff) -> Iterator[Ground]:
    with guests.opened(Web.configured(), now=clock.now()) as opened:
        yield opened


@pytest.fixture
def meddle(monkeypatch: pytest.MonkeyPatch) -> Callable[[Change], None]:
    """What the server answers reaches the proof changed: as if it had answered so."""
    asked = Visitor._ask

    def change_all(change: Change) -> None:
        monkeypatch.setattr(Visitor, "_ask", lambda *given: change(asked(*given)))

    return change_all


def _replaced(one: str, other: str) -> Change:
    def change(answer: Answer) -> Answer:
        return dataclasses.replace(answer, body=answer.body.replace(one.encode(), other.encode()))

    return change


def test_both_are_kept(ground: Ground) -> None:
    assert "were marked and named their true host" in links.marked(ground)
    assert "not a row and not a line tells that anybody went" in links.announced(ground)


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ('class="leaves"', 'class=""', "is not marked"),
        ("leaves this site for", "is", "is not marked"),
        ("leaves this site for ", "leaves this site ", "does not name"),
        ("noopener noreferrer nofollow ugc", "noopener nofollow ugc", "has only rel="),
        ('href="/leave/', 'href="https://elsewhere.example/', "leads straight to elsewhere"),
        ('class="leaves" href="/leave/', 'data-was="', "shows an address of another site as no"),
        (
            '<main id="content"',
            '<a href="http://elsewhere.example/">x</a><main',
            "leads to http://elsewhere.example/ unmarked",
        ),
    ],
)
def test_link_that_leaves_unmarked_is_broken(
    one: str, other: str, said: str, ground: Ground, meddle: Callable[[Change], None]
) -> None:
    meddle(_replaced(one, other))
    with pytest.raises(BrokenError, match=said):
        links.marked(ground)


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("We have no control", "We answer", "does not say: We have no control"),
        ("its security may differ", "its security equal", "does not say: Its policies"),
        ('<code class="destination">https://', "<code>", "does not name the whole address"),
        ("<h2", "<meta http-equiv=refresh><h2", "goes on by itself"),
        ('leaves" href="https://', 'leaves" href="https://x.', "going on leads elsewhere"),
        ('button primary leaves"', 'button primary"', "going on is not marked"),
    ],
)
def test_page_in_between_that_hides_something_is_broken(
    one: str, other: str, said: str, ground: Ground, meddle: Callable[[Change], None]
) -> None:
    meddle(_replaced(one, other))
    with pytest.raises(BrokenError, match=said):
        links.announced(ground)


def test_destination_that_is_told_is_broken(
    ground: Ground, meddle: Callable[[Change], None]
) -> None:
    def telling(answer: Answer) -> Answer:
        if answer.headers.get("Referrer-Policy") == "no-referrer":
            answer.headers.replace_header("Referrer-Policy", "unsafe-url")
        return answer

    meddle(telling)
    with pytest.raises(BrokenError, match="is told where one came from: unsafe-url"):
        links.announced(ground)


def test_seal_that_all_vaults_share_is_broken(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The neighbour's seal, made as the server would accept it, stands for a server without."""
    own = Signer(salt=f"bailee.vault.links:{ground.schema}")
    monkeypatch.setattr(sealing, "_signer", lambda _: own)
    with pytest.raises(BrokenError, match="forged or foreign link is answered with 200"):
        links.announced(ground)


def test_click_that_is_written_down_is_broken(
    ground: Ground, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = Visitor.get

    def noted(visitor: Visitor, path: str) -> Answer:
        if path.startswith("/leave/"):
            with tenancy.inside(ground.schema):
                trust.trust("noted.example", person=User.objects.get(name="Ada Proof"), now=now)
        return seen(visitor, path)

    monkeypatch.setattr(Visitor, "get", noted)
    try:
        with pytest.raises(BrokenError, match="going by is written down in links_trustedhost"):
            links.announced(ground)
    finally:
        with tenancy.inside(ground.schema):
            User.objects.get(name="Ada Proof").trusted_hosts.all().delete()


def test_click_in_a_log_is_broken(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    log = home().logs / "access.log"
    seen = Visitor.get

    def logged(visitor: Visitor, path: str) -> Answer:
        answer = seen(visitor, path)
        if path.startswith("/leave/"):
            log.write_bytes(answer.body)
        return answer

    monkeypatch.setattr(Visitor, "get", logged)
    try:
        with pytest.raises(BrokenError, match=r"access\.log names the destination"):
            links.announced(ground)
    finally:
        log.unlink()
