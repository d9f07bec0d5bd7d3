"""The proof of clause 8.1 turns red when its promise is broken."""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bailee.foundation import clock
from bailee.policy.proofs import corrected, guests
from bailee.policy.proofs.broken import BrokenError
from bailee.policy.proofs.guests import Ground
from bailee.policy.proofs.web import Answer, Visitor, Web
from bailee.vault.company import changes, questions
from bailee.vault.company.models import Change, Question
from tests import cast


@pytest.fixture
def ground(web: str, staff: cast.Staff) -> Iterator[Ground]:
    """Fresh for each: what is asked for waits."""
    with guests.opened(Web.configured(), now=clock.now()) as opened:
        yield opened


def test_promise_is_kept(ground: Ground) -> None:
    assert "only when somebody else had confirmed it" in corrected.taken_in(ground)


@pytest.mark.parametrize(
    ("path", "one", "other", "said"),
    [
        ("/company/edit/", 'name="legal_name"', 'name="none"', "does not hold what is there"),
        ("/company/", "Proof Corrected", "Proof", "the correction is not shown"),
        ("/company/history/", "Proof Corrected", "Proof", "does not tell of the correction"),
        ("/company/history/", "Ada Proof", "somebody", "does not say who corrected it"),
        ("/company/", "3000", "", "what waits is not shown"),
        ("/company/history/", "Confirmed", "", "does not tell of the decision"),
    ],
)
def test_page_that_hides_it_is_broken(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, path: str, one: str, other: str, said: str
) -> None:
    asked = Visitor._ask

    def changed(visitor: Visitor, method: str, where: str, *rest: Any) -> Answer:
        answer = asked(visitor, method, where, *rest)
        body = answer.body.replace(one.encode(), other.encode())
        return dataclasses.replace(answer, body=body) if where == path else answer

    monkeypatch.setattr(Visitor, "_ask", changed)
    with pytest.raises(BrokenError, match=said):
        corrected.taken_in(ground)


def _nothing(*_: Any, **__: Any) -> None:
    return None


@pytest.mark.parametrize(
    ("place", "instead", "said"),
    [
        ("bailee.vault.company.changes.GUARDED", ("contract",), "guarded"),
        ("bailee.office.clients.requests.lay", _nothing, "does not see what waits for it"),
        (
            "bailee.office.clients.sealing.seal",
            lambda _, values: repr(values).encode(),
            "keeps the number in clear",
        ),
        ("bailee.office.clients.requests.settle", _nothing, "keeps old and new after"),
        ("bailee.vault.company.changes.facts.write", _nothing, "has not taken effect"),
        ("bailee.vault.company.questions.ask", _nothing, "0 questions were asked"),
    ],
)
def test_part_that_fails_is_broken(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, place: str, instead: Any, said: str
) -> None:
    monkeypatch.setattr(place, instead)
    with pytest.raises(Exception, match=said):
        corrected.taken_in(ground)


def test_history_that_is_rewritten_is_broken(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide: Callable[..., Change] = changes.decide

    def forget(*args: Any, **kwargs: Any) -> Change:
        decided = decide(*args, **kwargs)
        Change.objects.filter(pk=decided.pk).update(after={})
        return decided

    monkeypatch.setattr(changes, "decide", forget)
    with pytest.raises(BrokenError, match="what was true before is not known any more"):
        corrected.taken_in(ground)


def test_question_that_is_asked_again_is_broken(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_ago = cast.moment(2020, 1, 1)
    monkeypatch.setattr(questions, "last_looked_at", lambda: long_ago)
    asked = iter(range(2026, 2100))
    ask = questions.ask

    def again(**given: Any) -> Any:
        Question.objects.open().update(answer="changed", answered_at=given["now"], by_kind="system")
        return ask(**{**given, "year": next(asked)})

    monkeypatch.setattr(questions, "ask", again)
    with pytest.raises(BrokenError, match="3 questions were asked"):
        corrected.taken_in(ground)
