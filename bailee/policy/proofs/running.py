"""Each clause and its proof; running them all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop as _

from bailee.policy import clauses
from bailee.policy.proofs import (
    collected,
    cookies,
    corrected,
    drilling,
    guests,
    held,
    links,
    mails,
    personal,
    records,
    results,
    serving,
    submitted,
    text,
    transport,
    wall,
)
from bailee.policy.proofs.broken import BrokenError
from bailee.policy.proofs.guests import Ground
from bailee.policy.proofs.results import BROKEN, KEPT, NOT_BUILT, Row
from bailee.policy.proofs.web import Web

type Say = Callable[[str], None]


@dataclass(frozen=True)
class Proof:
    """What it shows, and what shows it: gives what it saw, or raises `BrokenError`."""

    name: str
    run: Callable[[Ground], str]


# Every clause stands here; None: nobody has built its proof yet, and nothing is claimed.
PROOFS: dict[str, Proof | None] = {
    "1.1": Proof(_("the page shows the text word by word"), text.shown_word_by_word),
    "1.2": Proof(_("visitors get no cookie"), cookies.none_for_visitors),
    "1.3": Proof(_("the wall between clients stands"), wall.stands),
    "2.1": Proof(_("whatever is held is named and shown"), held.all_is_shown),
    "2.1a": Proof(_("what is collected of use is shown and ends"), collected.shown_and_ends),
    "2.1b": Proof(_("what was given at set-up is shown"), submitted.company_is_shown),
    "2.1c": Proof(_("records come back unchanged"), records.come_back),
    "3.1": None,
    "3.1a": None,
    "3.1b": Proof(_("what a person chooses, that person sees"), personal.chosen_and_seen),
    "3.1c": Proof(_("files come back, programs are served"), serving.work),
    "3.1d": None,
    "3.1e": Proof(_("only registered mail can be sent, none of it tracks"), mails.only_registered),
    "3.1f": None,
    "4.1": None,
    "4.2": None,
    "5.1": None,
    "5.1a": Proof(_("nothing crosses a wire in clear"), transport.encrypted),
    "5.1b": None,
    "6.1": Proof(_("a drill finds nothing after a purge"), drilling.leaves_nothing),
    "7.1": Proof(_("links that leave are marked as such"), links.marked),
    "7.2": Proof(_("leaving names where to, and is not noted"), links.announced),
    "8.1": Proof(
        _("corrections are taken in, and confirmed by a second person"), corrected.taken_in
    ),
    "9.1": Proof(_("signing in sets a cookie"), cookies.used),
    "9.2": Proof(
        _("the cookie is random and ends with the session"), cookies.unique_while_signed_in
    ),
    "9.3": Proof(_("no page sets another cookie"), cookies.sessions_only),
    "9.4": Proof(_("no page involves another origin"), cookies.no_tracking),
}


def run_all(*, now: datetime, say: Say = lambda _: None) -> list[Row]:
    """Tries every clause, in order, and keeps the results for the pages.

    Needs the owner's login. `say` hears each proof's name as it begins. Never raises for what a
    proof finds or cannot do: that is a row.
    """
    numbers = [clause.number for clause in clauses.clauses()]
    try:
        with guests.opened(Web.configured(), now=now) as ground:
            rows = [prove(number, ground, now=now, say=say) for number in numbers]
    except Exception as error:  # noqa: BLE001 - without ground no proof can run: each says why
        rows = [_row(number, _cannot(error), now) for number in numbers]
    results.keep(rows)
    return rows


def prove(number: str, ground: Ground, *, now: datetime, say: Say = lambda _: None) -> Row:
    """Runs the proof of one clause. Raises `KeyError` for a clause that does not stand above."""

    def attempt(proof: Proof) -> str:
        say(f"{number} {proof.name}")
        return proof.run(ground)

    return _row(number, attempt, now)


def _row(number: str, attempt: Callable[[Proof], str], now: datetime) -> Row:
    proof = PROOFS[number]
    if proof is None:
        return Row(number, "none", NOT_BUILT, "there is no proof of this clause yet", now)
    try:
        return Row(number, proof.name, KEPT, attempt(proof), now)
    except BrokenError as broken:
        return Row(number, proof.name, BROKEN, str(broken), now)
    except Exception as error:  # noqa: BLE001 - a proof that cannot run is red, with its reason
        words = " ".join(str(error).split()) or type(error).__name__
        return Row(number, proof.name, BROKEN, f"{results.COULD_NOT_RUN}: {words[:300]}", now)


def _cannot(error: Exception) -> Callable[[Proof], str]:
    def attempt(_: Proof) -> str:
        raise error

    return attempt
