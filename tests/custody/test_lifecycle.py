"""Opening a client makes everything or leaves nothing."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from bailee.custody import lifecycle
from bailee.foundation import ids, keys, tenancy
from bailee.office.clients import registry
from bailee.office.clients.models import Client, Contract
from bailee.people.models import Invitation
from bailee.vault.company import profile
from bailee.vault.mail.models import Message
from tests import cast
from tests.cast import Staff

TERMS = lifecycle.Terms(date(2026, 12, 1), 60, Decimal("99.90"), "GBP")
CONTACT = {"contact_name": "Ada", "contact_email": "ada@acme.example"}


def test_opened_client_has_vault_key_contract_profile_and_invitation(
    staff: Staff, now: datetime
) -> None:
    label = f"acme-{ids.opaque(8)}"
    client = lifecycle.open_client(
        name="Acme Marine",
        label=label,
        particulars=CONTACT,
        terms=TERMS,
        by=staff.dana.actor,
        now=now,
    )
    try:
        assert keys.exists(client.schema_name)
        contract = Contract.objects.get(client=client)
        assert (contract.price_per_month, contract.currency) == (Decimal("99.90"), "GBP")
        with tenancy.inside(client.schema_name):
            assert profile.current().legal_name == "Acme Marine"
            invitation = Invitation.objects.get()
            message = Message.objects.get()
        assert (invitation.email, invitation.role) == ("ada@acme.example", "owner")
        assert f"https://{label}.bailee.localhost:" in message.text
    finally:
        cast.clear(cast.Vault(client, {}))


def test_client_that_cannot_be_opened_leaves_nothing(staff: Staff, now: datetime) -> None:
    with tenancy.owner() as raw:
        before = raw.execute("SELECT nspname FROM pg_namespace ORDER BY 1").fetchall()
        roles = raw.execute("SELECT rolname FROM pg_roles ORDER BY 1").fetchall()
    label = f"acme-{ids.opaque(8)}"
    with pytest.raises(KeyError):
        lifecycle.open_client(
            name="Acme Marine",
            label=label,
            particulars={**CONTACT, "favourite_colour": "grey"},
            terms=TERMS,
            by=staff.dana.actor,
            now=now,
        )
    with tenancy.owner() as raw:
        assert raw.execute("SELECT nspname FROM pg_namespace ORDER BY 1").fetchall() == before
        assert raw.execute("SELECT rolname FROM pg_roles ORDER BY 1").fetchall() == roles
    assert not Client.objects.filter(label=label).exists()
    registry.check_label(label)
