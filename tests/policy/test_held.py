"""The proof of clause 2.1 turns red when its promise is broken."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bailee.foundation import clock
from bailee.policy.proofs import guests, held
from bailee.policy.proofs.broken import BrokenError
from bailee.policy.proofs.guests import Ground
from bailee.policy.proofs.web import Visitor, Web
from bailee.vault.links import holdings
from tests import cast


@pytest.fixture
def ground(web: str, staff: cast.Staff) -> Iterator[Ground]:
    with guests.opened(Web.configured(), now=clock.now()) as opened:
        yield opened


def test_all_that_is_held_is_shown(ground: Ground) -> None:
    assert "tables held something about one person" in held.all_is_shown(ground)


def test_table_of_which_nobody_says_what_it_holds_is_broken(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holdings, "HELD", ())
    with pytest.raises(BrokenError, match="links_trustedhost: not declared"):
        held.all_is_shown(ground)


@pytest.mark.parametrize(
    ("page", "word", "says"),
    [
        ("/account/held/", "/account/held/people_consent/", "does not list people_consent"),
        ("/held/", "Personal views", "does not list “Personal views”"),
    ],
)
def test_page_that_leaves_something_out_is_broken(
    page: str, word: str, says: str, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: Any = Visitor.get

    def without(visitor: Visitor, path: str) -> Any:
        answer = seen(visitor, path)
        if path != page:
            return answer
        return replace(answer, body=answer.body.replace(word.encode(), b"-"))

    monkeypatch.setattr(Visitor, "get", without)
    with pytest.raises(BrokenError, match=says):
        held.all_is_shown(ground)
