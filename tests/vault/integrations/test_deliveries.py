"""Messages to webhooks: beside the change, signed, again until they arrive, then no more."""

from datetime import timedelta
from typing import Any

import pytest

from bailee.foundation import ids
from bailee.foundation.tenancy import FrozenError, vaults
from bailee.vault.integrations import deliveries, sending, webhooks
from bailee.vault.integrations.deliveries import PAUSES, AgainError
from bailee.vault.integrations.models import Delivery, Webhook
from bailee.vault.integrations.sending import UnsentError
from bailee.vault.integrations.webhooks import Wish
from bailee.vault.records import collections, records
from bailee.vault.records.collections import NewField
from tests.cast import Vault, moment

NOW = moment(2026, 5, 1, 12)


class Wire:
    """Stands where the network is."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.answer: int | UnsentError = 204

    def send(self, _url: str, body: bytes, _headers: Any) -> int:
        self.sent.append(body)
        if isinstance(self.answer, UnsentError):
            raise self.answer
        return self.answer


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    made = Wire()
    monkeypatch.setattr(sending, "send", made.send)
    return made


def _hook(vault: Vault, **asked: Any) -> Webhook:
    usual: dict[str, Any] = {
        "name": "Ledger",
        "url": "https://hooks.example/in",
        "events": ["added", "edited"],
    }
    wish = Wish(**{**usual, **asked})
    return webhooks.add(wish, by=vault.ada.actor, now=NOW)[0]


def test_change_of_a_record_is_told_to_who_hears_of_it(acme: Vault, wire: Wire) -> None:
    by = acme.ada.actor
    with acme.inside():
        field = NewField("Amount", "decimal")
        orders = collections.create(label="Orders", fields=[field], by=by, now=NOW)
        _hook(acme, values=True)
        _hook(acme, name="deaf", events=["trashed"])
        _hook(acme, name="elsewhere", collections=[ids.new()])
        amount = str(orders.fields.get().id)
        made = records.add(orders, {amount: "1.50"}, by=by, now=NOW)
        one = Delivery.objects.get()
        deliveries.deliver(one.id, now=NOW)
        deliveries.deliver(one.id, now=NOW)
        one.refresh_from_db()
    (body,) = wire.sent
    assert (one.state, one.status, one.attempts) == ("delivered", 204, 1)
    assert str(made).encode() in body
    assert b'"type":"records.added"' in body
    assert b'"fields":{"Amount":"1.50"}' in body


def test_message_that_fails_is_tried_again_and_then_given_up(acme: Vault, wire: Wire) -> None:
    wire.answer = UnsentError("The host could not be reached.")
    with acme.inside():
        hook = _hook(acme)
        one = deliveries.test(hook, by=acme.ada.actor, now=NOW)
        pauses = []
        for _ in PAUSES:
            with pytest.raises(AgainError) as again:
                deliveries.deliver(one.id, now=NOW)
            pauses.append(again.value.pause)
        deliveries.deliver(one.id, now=NOW)
        one.refresh_from_db()
        wire.answer = 204
        second = deliveries.replay(one, now=NOW)
        deliveries.deliver(second.id, now=NOW)
        second.refresh_from_db()
    assert (tuple(pauses), one.state, one.attempts) == (PAUSES, "failed", 8)
    assert (second.state, second.replay_of) == ("delivered", one.id)


def test_webhook_of_failures_only_is_switched_off(acme: Vault, wire: Wire) -> None:
    wire.answer = 302  # a redirect is not followed: it counts as a failure
    later = NOW + deliveries.PATIENCE + timedelta(minutes=1)
    with acme.inside():
        hook = _hook(acme)
        for now in (NOW, later):
            one = deliveries.test(hook, by=acme.ada.actor, now=now)
            with pytest.raises(AgainError):
                deliveries.deliver(one.id, now=now)
        hook.refresh_from_db()
        assert hook.off_reason == "Nothing arrived for 5 days."
        sent = len(wire.sent)
        deliveries.deliver(one.id, now=later)
        one.refresh_from_db()
        assert (len(wire.sent), one.state) == (sent, "failed")
        webhooks.switch_on(hook, by=acme.ada.actor, now=later)
        assert (hook.off_at, hook.failing_since) == (None, None)


def test_frozen_vault_sends_nothing(acme: Vault, wire: Wire) -> None:
    with acme.inside():
        one = deliveries.test(_hook(acme), by=acme.ada.actor, now=NOW)
    vaults.freeze(acme.schema)
    with acme.inside(), pytest.raises(FrozenError):
        deliveries.deliver(one.id, now=NOW)
    assert wire.sent == []


def test_secret_is_sealed_and_a_withheld_one_signs_nothing_known(acme: Vault) -> None:
    with acme.inside():
        hook, secret = webhooks.add(
            Wish("Ledger", "https://hooks.example/", ["added"]), by=acme.ada.actor, now=NOW
        )
    assert secret not in hook.secret
    assert webhooks.unseal(hook.secret) == secret
    assert webhooks.unseal("!") != webhooks.unseal("!")
