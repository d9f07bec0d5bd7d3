"""A vault from before keeps its particulars: its contact is the first, its state the history."""

from importlib import import_module

from django.db.migrations import RunSQL

from bailee.foundation import tenancy
from bailee.vault.company import facts, snapshot
from bailee.vault.company.models import Change, Contact, Profile
from tests.cast import Vault

_AS_BEFORE = """
    ALTER TABLE company_profile ADD contact_name varchar(200) NOT NULL DEFAULT 'Ada',
        ADD contact_email varchar(254) NOT NULL DEFAULT 'ada@acme.example',
        ADD contact_phone varchar(40) NOT NULL DEFAULT '+44 20 7946 0018';
    DELETE FROM company_change;
    DELETE FROM company_contact
"""


def test_what_was_there_is_true_from_the_first_row_of_the_history_on(acme: Vault) -> None:
    name = "bailee.vault.company.migrations.0002_whole_company_information"
    steps = import_module(name).Migration.operations
    (copied,) = [step for step in steps if isinstance(step, RunSQL)]
    with tenancy.owner(acme.schema) as raw:
        raw.execute(_AS_BEFORE)
        raw.execute(str(copied.sql).encode())
    with acme.inside():
        contact, opening = Contact.objects.get(), Change.objects.get()
        assert (contact.name, contact.phone) == ("Ada", "+44 20 7946 0018")
        assert opening.effective_at == Profile.objects.get().changed_at
        assert snapshot.as_of(opening.effective_at).values == facts.everything()
