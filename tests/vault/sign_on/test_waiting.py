"""What waits in the table between there and back, and until somebody says yes."""

from datetime import datetime, timedelta

import pytest

from bailee.foundation.tenancy import vaults
from bailee.vault.sign_on import attempts, provider
from bailee.vault.sign_on.attempts import AttemptError, Visitor
from bailee.vault.sign_on.claims import Claims
from bailee.vault.sign_on.models import Attempt, Provider
from tests.cast import Vault
from tests.pretender import Pretender

BACK = "https://acme.example/account/sign-on/back/"
ADA = Visitor("192.0.2.7", "Firefox")


def _there(one: Provider, now: datetime) -> str:
    return attempts.begin(one, visitor=ADA, back=BACK, now=now)


def _whole(one: Provider, pretender: Pretender, now: datetime) -> Claims:
    answer = pretender.visit(_there(one, now))
    attempt = attempts.take(answer, visitor=ADA, now=now)
    return attempts.ask(attempt, answer, back=BACK, now=now)


def test_nothing_in_the_table_opens_anything(
    acme: Vault, known: Provider, pretender: Pretender, now: datetime
) -> None:
    with acme.inside():
        there = _there(known, now)
        answer = pretender.visit(there)
        attempt = attempts.take(answer, visitor=ADA, now=now)
        claims = attempts.ask(attempt, answer, back=BACK, now=now)
        ticket = attempts.wait(attempt, claims, strong=False, now=now)
        row = str(list(Attempt.objects.values_list()))
    assert answer.state in there
    for secret in (answer.state, ticket, "Firefox", "192.0.2.7", "code_verifier"):
        assert secret not in row


def test_ticket_is_good_once_for_five_minutes_in_one_browser(
    acme: Vault, known: Provider, pretender: Pretender, now: datetime
) -> None:
    def ticket() -> str:
        answer = pretender.visit(_there(known, now))
        attempt = attempts.take(answer, visitor=ADA, now=now)
        said = attempts.ask(attempt, answer, back=BACK, now=now)
        return attempts.wait(attempt, said, strong=False, now=now)

    with acme.inside():
        late, elsewhere, good = ticket(), ticket(), ticket()
        with pytest.raises(AttemptError):
            attempts.agree(late, visitor=ADA, now=now + timedelta(minutes=5))
        with pytest.raises(AttemptError):
            attempts.agree(elsewhere, visitor=Visitor("192.0.2.7", "Chromium"), now=now)
        assert attempts.agree(good, visitor=ADA, now=now).subject == "7f-ada"
        for spent in (good, "", "made up"):
            with pytest.raises(AttemptError):
                attempts.agree(spent, visitor=ADA, now=now)


def test_what_ran_out_is_forgotten(acme: Vault, known: Provider, now: datetime) -> None:
    with acme.inside():
        _there(known, now)
        assert attempts.forget(now + timedelta(minutes=11)) == 1
        assert not Attempt.objects.exists()


def test_nobody_can_fill_the_table_or_wear_the_provider_out(
    acme: Vault, known: Provider, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "MOST_OF_ONE", 2)
    monkeypatch.setattr(attempts, "MOST", 3)
    elsewhere = [Visitor(f"198.51.{number}.7", "Firefox") for number in range(2)]
    with acme.inside():
        _there(known, now)
        _there(known, now)
        with pytest.raises(AttemptError, match="Too many"):
            _there(known, now)
        attempts.prepare(known, visitor=elsewhere[0], now=now)
        with pytest.raises(AttemptError, match="Too many"):
            attempts.prepare(known, visitor=elsewhere[1], now=now)
        _there(known, now + timedelta(minutes=11))


def test_frozen_portal_can_still_be_signed_in_to(
    acme: Vault, known: Provider, pretender: Pretender, now: datetime
) -> None:
    vaults.freeze(acme.schema)
    with acme.inside():
        assert _whole(known, pretender, now).subject == "7f-ada"


def test_missing_secret_switches_it_off(
    acme: Vault, known: Provider, pretender: Pretender, now: datetime
) -> None:
    with acme.inside():
        answer = pretender.visit(_there(known, now))
        Provider.objects.update(secret="")
        assert provider.offered() is None
        attempt = attempts.take(answer, visitor=ADA, now=now)
        with pytest.raises(AttemptError, match="switched off"):
            attempts.ask(attempt, answer, back=BACK, now=now)
