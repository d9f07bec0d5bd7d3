"""Choices of one person: kept, changed, refused; nobody else's."""

import dataclasses
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from bailee.foundation.tenancy import vaults
from bailee.people import formats, offered, preferences
from bailee.people.models import Preferences, User
from bailee.people.preferences import PreferenceError
from tests.cast import Staff, Vault

GERMAN: Any = {"locale": "de-DE", "clock": "24", "time_zone": "Europe/Berlin", "theme": "dark"}


def test_who_has_chosen_nothing_reads_as_the_house(acme: Vault) -> None:
    with acme.inside():
        chosen = preferences.of(acme.ada)
        assert (chosen.theme, chosen.rows, chosen.start_page) == ("system", 50, "overview")
        assert preferences.formats_of(acme.ada) is formats.PLAIN
        assert not Preferences.objects.exists()
    assert preferences.formats_of(AnonymousUser()) is formats.PLAIN


def test_choose_keeps_one_persons_choices(acme: Vault, now: datetime) -> None:
    with acme.inside():
        preferences.choose(acme.ada, **GERMAN, by=acme.ada.actor, now=now)
        ada, ben = (User.objects.get(id=one.id) for one in (acme.ada, acme.ben))
        assert preferences.formats_of(ada) == formats.Formats(
            "de-DE", clock="24", time_zone="Europe/Berlin"
        )
        assert (ada.time_zone, preferences.of(ada).theme) == ("Europe/Berlin", "dark")
        assert (ben.time_zone, preferences.of(ben).theme) == ("UTC", "system")
        kept = Preferences.objects.get()
        assert (kept.user_id, kept.by_id, kept.changed_at) == (ada.id, ada.id, now)


def test_choose_again_changes_only_what_is_named(acme: Vault, now: datetime) -> None:
    with acme.inside():
        preferences.choose(acme.ada, **GERMAN, by=acme.ada.actor, now=now)
        preferences.choose(acme.ada, density="compact", by=acme.ada.actor, now=now)
        kept = Preferences.objects.get()
        assert (kept.locale, kept.theme, kept.density) == ("de-DE", "dark", "compact")
        assert User.objects.get(id=acme.ada.id).time_zone == "Europe/Berlin"


@pytest.mark.parametrize(
    "wrong",
    [
        {"locale": "xx-XX"},
        {"locale": "../etc"},
        {"numbers": "roman"},
        {"dates": ""},
        {"clock": "13"},
        {"theme": "pink"},
        {"density": "airy"},
        {"start_page": "elsewhere"},
        {"rows": 1_000_000},
        {"time_zone": "Europe/Atlantis"},
        {"time_zone": "../../etc/passwd"},
        {"muted": ["invitation"]},
    ],
)
def test_what_is_not_offered_is_refused(acme: Vault, now: datetime, wrong: Any) -> None:
    with acme.inside():
        with pytest.raises(PreferenceError):
            preferences.choose(acme.ada, **{**GERMAN, **wrong}, by=acme.ada.actor, now=now)
        assert not Preferences.objects.exists()
        assert User.objects.get(id=acme.ada.id).time_zone == "UTC"


@pytest.mark.parametrize("name", sorted(offered.CODES))
def test_the_database_refuses_it_too(acme: Vault, now: datetime, name: str) -> None:
    with acme.inside():
        preferences.choose(acme.ada, **GERMAN, by=acme.ada.actor, now=now)
        with pytest.raises(IntegrityError), transaction.atomic():
            Preferences.objects.update(**{name: "neither"})


def test_a_zone_that_is_gone_is_read_as_utc(acme: Vault, now: datetime) -> None:
    with acme.inside():
        User.objects.filter(id=acme.ada.id).update(time_zone="Europe/Atlantis")
        assert preferences.formats_of(User.objects.get(id=acme.ada.id)).time_zone == "UTC"


def test_forget_takes_every_choice_back(acme: Vault, now: datetime) -> None:
    with acme.inside():
        preferences.choose(acme.ada, **GERMAN, by=acme.ada.actor, now=now)
        preferences.forget(acme.ada)
        assert preferences.formats_of(User.objects.get(id=acme.ada.id)) is formats.PLAIN


def test_wants_follows_choice_and_role(acme: Vault, now: datetime) -> None:
    with acme.inside():
        assert preferences.wants(acme.ada, "mention")
        preferences.choose(acme.ada, muted=["mention"], by=acme.ada.actor, now=now)
        assert not preferences.wants(acme.ada, "mention")
        assert preferences.wants(acme.ada, "quota_warning")
        assert not preferences.wants(acme.rae, "quota_warning")
        with pytest.raises(KeyError):
            preferences.wants(acme.ada, "advertising")


def test_a_frozen_vault_keeps_choices_all_the_same(acme: Vault, now: datetime) -> None:
    vaults.freeze(acme.schema)
    with acme.inside():
        preferences.choose(acme.rae, **GERMAN, by=acme.rae.actor, now=now)
        assert preferences.of(User.objects.get(id=acme.rae.id)).theme == "dark"


def test_staff_choose_in_the_office(staff: Staff, now: datetime) -> None:
    preferences.choose(staff.emil, theme="dark", by=staff.emil.actor, now=now)
    assert preferences.of(User.objects.get(id=staff.emil.id)).theme == "dark"
    Preferences.objects.all().delete()


def test_every_zone_offered_is_known() -> None:
    assert len(preferences.zones()) > 400
    for zone in preferences.zones():
        ZoneInfo(zone)
    assert {"UTC", "Europe/Berlin", "America/Argentina/Ushuaia"} <= set(preferences.zones())


def test_formats_can_be_kept_between_requests() -> None:
    values = dataclasses.asdict(formats.PLAIN)
    assert formats.such(*values.values()) is formats.PLAIN
