"""What an owner has set up ends with the owner: tokens, webhooks, imports that they started."""

import io
from datetime import datetime

import pytest

from bailee.foundation.tenancy import vaults
from bailee.people import users
from bailee.people.models import User
from bailee.people.roles import Role
from bailee.vault.activity import sign_ins
from bailee.vault.integrations import listening, tokens, webhooks
from bailee.vault.integrations.models import Token, Webhook
from bailee.vault.integrations.webhooks import Wish
from bailee.vault.records import imports
from bailee.vault.records import listening as records_listening
from bailee.vault.records.models import Import
from bailee.web.portal import collections, integrations
from bailee.web.ui import permission
from tests.cast import Vault


@pytest.fixture
def eve(acme: Vault, now: datetime) -> User:
    """Ben as a second owner, with a token, a webhook and an import that waits."""
    with acme.inside():
        ben = users.change_role(acme.ben, Role.OWNER, by=acme.ada.actor, now=now)
        for person in (ben, acme.ada):
            by = person.actor
            token, _ = tokens.make(
                name=person.name, verbs=["add"], collections=None, expires_at=None, by=by, now=now
            )
            webhooks.add(Wish(person.name, "https://x.example/", ["added"]), by=by, now=now)
            for starter in (by, tokens.actor(token)):
                source = io.BytesIO(b"Name\nHeron\n")
                one = imports.receive(source=source, file_name="x.csv", by=starter, now=now)
                imports.choose(one, columns=imports.columns(one), label=f"{person.name} {one.id}")
                imports.enqueue(one, state="running")
    return ben


def standing() -> tuple[list[str], list[str], list[str]]:
    """Whose tokens are alive, whose webhooks are on, and which imports still wait."""
    alive = Token.objects.filter(revoked_at=None).values_list("name", flat=True)
    on = Webhook.objects.filter(off_at=None).values_list("name", flat=True)
    waiting = Import.objects.filter(state="running").values_list("label", flat=True)
    return sorted(alive), sorted(on), sorted(label.split()[0] for label in waiting)


@pytest.mark.parametrize("how", ["deactivated", "reader"])
def test_nothing_that_was_set_up_outlives_the_owner(
    acme: Vault, eve: User, now: datetime, how: str
) -> None:
    with acme.inside():
        if how == "deactivated":
            users.deactivate(eve, by=acme.ada.actor, now=now)
        else:
            users.change_role(eve, Role.READER, by=acme.ada.actor, now=now)
        assert standing() == (["Ada"], ["Ada"], ["Ada", "Ada"])
        token = Token.objects.get(name="Ben")
        assert (token.revoked_at, token.revoked_by_id) == (now, acme.ada.id)
        assert Webhook.objects.get(name="Ben").off_reason == webhooks.MAKER_GONE
        assert Import.objects.filter(state="cancelled").count() == 2


def test_an_owner_who_becomes_editor_keeps_the_imports_alone(
    acme: Vault, eve: User, now: datetime
) -> None:
    with acme.inside():
        users.change_role(eve, Role.EDITOR, by=acme.ada.actor, now=now)
        assert standing() == (["Ada"], ["Ada"], ["Ada", "Ada", "Ben"])


def test_a_new_owner_costs_nobody_anything(acme: Vault, eve: User, now: datetime) -> None:
    del eve
    with acme.inside():
        users.hand_over(acme.ada, acme.rae, becomes=Role.OWNER, now=now)
        assert standing()[:2] == (["Ada", "Ben"], ["Ada", "Ben"])


def test_deactivation_works_in_a_frozen_vault_too(acme: Vault, eve: User, now: datetime) -> None:
    vaults.freeze(acme.schema)
    with acme.inside():
        users.deactivate(eve, by=acme.ada.actor, now=now)
        assert standing()[:2] == (["Ada"], ["Ada"])


def test_sign_ins_say_that_an_owner_ended_them(acme: Vault, now: datetime) -> None:
    with acme.inside():
        one = sign_ins.begin(acme.ben, address="::1", header="", referrer="", now=now)
        users.deactivate(acme.ben, by=acme.ada.actor, now=now)
        one.refresh_from_db()
    assert (one.ended_at, one.ended_how) == (now, "taken")


def test_who_may_set_up_is_the_same_on_the_pages() -> None:
    pages = permission.of(integrations.index)
    assert pages is not None
    assert (pages.write, records_listening.WRITERS) == (listening.MAKERS, collections.WRITERS)
