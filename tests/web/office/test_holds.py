"""Legal holds: placed with a reason, lifted after being asked."""

from datetime import datetime

import pytest

from bailee.custody import holds
from bailee.custody.models import LegalHold
from tests.cast import Staff, Vault, office_browser


def test_new_places_a_hold_that_the_page_shows(staff: Staff, acme: Vault) -> None:
    dana = office_browser(staff.dana)
    url = f"/clients/{acme.client.id}/"
    assert dana.post(f"{url}holds/", {"reason": "Order 12/26"})["Location"] == url
    hold = holds.standing(acme.client.id)
    assert hold is not None
    assert (hold.reason, hold.by_id) == ("Order 12/26", staff.dana.id)
    page = dana.get(url).content.decode()
    assert "Order 12/26" in page
    assert "Held by law" in page


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "a\0b"])
def test_new_asks_for_a_reason(staff: Staff, acme: Vault, reason: str) -> None:
    url = f"/clients/{acme.client.id}/holds/"
    page = office_browser(staff.dana).post(url, {"reason": reason})
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["reason"])
    assert holds.standing(acme.client.id) is None


def test_destroy_asks_and_then_lifts(staff: Staff, acme: Vault, now: datetime) -> None:
    hold = holds.place(acme.client, reason="Order 12/26", by=staff.dana.actor, now=now)
    priya = office_browser(staff.priya)
    assert b"Lift the legal hold?" in priya.get(f"/holds/{hold.id}/").content
    assert holds.standing(acme.client.id) == hold
    priya.post(f"/holds/{hold.id}/")
    hold.refresh_from_db()
    assert hold.lifted_by_id == staff.priya.id
    priya.post(f"/holds/{hold.id}/")
    page = priya.get(f"/clients/{acme.client.id}/").content
    assert b"This hold was lifted already." in page


def test_book_keeper_neither_places_nor_lifts(staff: Staff, acme: Vault, now: datetime) -> None:
    hold = holds.place(acme.client, reason="Order 12/26", by=staff.dana.actor, now=now)
    emil = office_browser(staff.emil)
    answers = [
        emil.post(f"/clients/{acme.client.id}/holds/", {"reason": "x"}).status_code,
        emil.post(f"/holds/{hold.id}/").status_code,
    ]
    assert answers == [403, 403]
    assert LegalHold.objects.filter(client_id=acme.client.id, lifted_at=None).count() == 1
