"""A lost device: who may vouch for whom, the mailed link, and starting anew."""

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from bailee.foundation import tenancy
from bailee.foundation.actors import Actor
from bailee.foundation.tenancy import vaults
from bailee.people import factors
from bailee.people.models import User
from bailee.people.protection import resets
from bailee.people.protection.models import FactorReset
from bailee.people.protection.resets import ResetError
from bailee.vault.mail.models import Message
from tests.cast import PASSWORD, Staff, Vault, office_browser
from tests.web.ui.doors import FACTOR, LOGIN, START, sign_in, with_factor

REASON = {"reason": "Telephone fell into the dock; I know the voice."}


def link_for(vault: Vault, person: User) -> str:
    """From the last mail to the person, inside the vault."""
    with vault.inside():
        mail = Message.objects.filter(kind="factor_reset", to=person.email).order_by("id").last()
        assert mail is not None
        found = re.search(r"(/account/factor/reset/[\w-]+/)", mail.text)
    assert found is not None
    return found[1]


def test_owner_vouches_and_the_colleague_starts_anew(acme: Vault) -> None:
    with_factor(acme, acme.rae)
    seen = acme.browser(acme.rae)
    page = f"/people/{acme.rae.id}/factors/"
    ada = acme.browser(acme.ada)
    assert ada.get(page).status_code == 200
    assert ada.post(page, REASON)["Location"] == "/people/"
    link = link_for(acme, acme.rae)
    rae = acme.browser()
    assert rae.get(link).status_code == 200
    wrong = rae.post(link, {"password": "not the right one"})
    assert (wrong.status_code, b"This is not your password" in wrong.content) == (422, True)
    with acme.inside():
        assert factors.has_one(acme.rae) is True
    assert rae.post(link, {"password": PASSWORD})["Location"] == f"{LOGIN}?done=factors"
    assert rae.get(link).status_code == 410
    assert seen.get("/people/").status_code == 302
    with acme.inside():
        assert (factors.has_one(acme.rae), Session.objects.filter().count()) == (False, 1)  # Ada's
        told = acme.rae.factor_changes.values_list("what", flat=True)
        assert list(told) == ["reset done", "reset asked"]
    assert sign_in(rae, "rae@acme.example", proved=False)["Location"] == START
    assert rae.get("/people/")["Location"] == FACTOR
    assert b"were reset after a lost device" in rae.get(FACTOR).content


def test_nobody_but_owners_vouches_and_none_for_themselves(acme: Vault) -> None:
    assert acme.browser(acme.ben).post(f"/people/{acme.rae.id}/factors/", REASON).status_code == 403
    own = acme.browser(acme.ada).post(f"/people/{acme.ada.id}/factors/", REASON)
    assert (own.status_code, b"Nobody resets their own" in own.content) == (422, True)
    with acme.inside():
        assert FactorReset.objects.count() == 0


def test_person_of_another_client_is_not_found(acme: Vault, cygnus: Vault) -> None:
    page = f"/people/{cygnus.cy.id}/factors/"
    assert acme.browser(acme.ada).post(page, REASON).status_code == 404


def test_link_runs_out_is_replaced_by_a_newer_and_can_be_refused(
    acme: Vault, now: datetime
) -> None:
    by = acme.ada.actor
    with acme.inside():
        _, first = resets.ask(acme.rae, reason="Lost", by=by, now=now)
        newer, second = resets.ask(acme.rae, reason="Lost", by=by, now=now)
        assert first is not None
        assert second is not None
        with pytest.raises(ResetError, match="withdrawn"):
            resets.find(first, now=now)
        with pytest.raises(ResetError, match="run out"):
            resets.find(second, now=now + timedelta(hours=25))
        assert resets.refuse(newer, by=by, now=now) is True
        with pytest.raises(ResetError, match="withdrawn"):
            resets.use(second, now=now)


def test_two_of_staff_vouch_for_an_owner_and_no_one_alone(staff: Staff, acme: Vault) -> None:
    with_factor(acme, acme.ada)
    page = f"/clients/{acme.client.pk}/factors/"
    dana, priya = office_browser(staff.dana), office_browser(staff.priya)
    unknown = dana.post(page, {"email": "ben@acme.example", **REASON})
    assert (unknown.status_code, b"No active owner" in unknown.content) == (422, True)
    assert dana.post(page, {"email": "Ada@acme.example", **REASON})["Location"] == page
    with acme.inside():
        reset = FactorReset.objects.get()
        assert Message.objects.filter(kind="factor_reset").count() == 0
    assert REASON["reason"].encode() in priya.get(page).content
    approval = {"reset": str(reset.id), "decision": "approve"}
    dana.post(page, approval)
    with acme.inside():
        assert FactorReset.objects.waiting().count() == 1
    assert priya.post(page, approval)["Location"] == page
    link = link_for(acme, acme.ada)
    assert acme.browser().post(link, {"password": PASSWORD}).status_code == 302
    assert office_browser(staff.emil).get(page).status_code == 403


def test_database_refuses_one_head_and_one_s_own(acme: Vault, now: datetime) -> None:
    staff = Actor("staff", acme.ben.id)
    row = {"person": acme.rae, "reason": "Lost", "asked_at": now}
    alone = {
        **row,
        "asked_by_kind": "staff",
        "asked_by_id": staff.id,
        "approved_by_kind": "staff",
        "approved_by_id": staff.id,
        "approved_at": now,
    }
    own = {**row, "asked_by_kind": "user", "asked_by_id": acme.rae.id, "approved_at": now}
    with acme.inside():
        for wrong in (alone, own):
            with pytest.raises(IntegrityError), transaction.atomic():
                FactorReset.objects.create(**wrong)


def test_frozen_portal_still_lets_somebody_start_anew(acme: Vault, now: datetime) -> None:
    with_factor(acme, acme.ada)
    vaults.freeze(acme.schema)
    with acme.inside():
        staff = Actor("staff", acme.ben.id)
        reset, _ = resets.ask(acme.ada, reason="Lost", by=staff, now=now)
        token = resets.approve(reset, by=Actor("staff", acme.rae.id), now=now)
    page = f"/account/factor/reset/{token}/"
    assert acme.browser().post(page, {"password": PASSWORD}).status_code == 302


def test_two_of_staff_vouch_for_a_colleague(staff: Staff, now: datetime) -> None:
    page = f"/staff/{staff.emil.id}/factors/"
    dana, priya = office_browser(staff.dana), office_browser(staff.priya)
    assert dana.post(page, REASON)["Location"] == "/staff/"
    with tenancy.inside(tenancy.owner_seat()):
        reset = FactorReset.objects.waiting().get(person=staff.emil)
    assert b"Another member of staff must approve it" in dana.get(page).content
    assert b"Approve, and mail the link" in priya.get(page).content
    priya.post(page, {"reset": str(reset.id), "decision": "refuse"})
    assert priya.post(page, {"reset": "x", "decision": "approve"}).status_code == 404
    with tenancy.inside(tenancy.owner_seat()):
        reset.refresh_from_db()
        assert (reset.refused_at is None, reset.approved_at) == (False, None)
        staff.emil.factor_resets.all().delete()
        staff.emil.factor_changes.all().delete()
        Message.objects.filter(kind__startswith="factor").delete()
