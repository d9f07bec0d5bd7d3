"""Taking a notice back."""

from datetime import datetime

from bailee.custody import handback
from tests.cast import Staff, Vault, office_browser
from tests.custody import leaving


def test_new_asks_and_then_lets_the_contract_go_on(
    staff: Staff, acme: Vault, now: datetime
) -> None:
    given = leaving.given_notice(acme, staff, now=now)
    handback.freeze(given, by=staff.dana.actor, now=now)
    priya, url = office_browser(staff.priya), f"/hand-backs/{given.id}/"
    assert b"Withdraw the notice?" in priya.get(f"{url}withdrawal/").content
    assert handback.standing(acme.client.id) == given
    assert priya.post(f"{url}withdrawal/")["Location"] == url
    page = priya.get(url).content.decode()
    assert "The notice was withdrawn on" in page
    assert "Build the archive" not in page
    assert handback.standing(acme.client.id) is None
    assert b"Running" in priya.get(f"/clients/{acme.client.id}/").content


def test_new_is_refused_a_second_time(staff: Staff, acme: Vault, now: datetime) -> None:
    given = leaving.given_notice(acme, staff, now=now)
    dana, url = office_browser(staff.dana), f"/hand-backs/{given.id}/"
    dana.post(f"{url}withdrawal/")
    dana.post(f"{url}withdrawal/")
    assert b"The notice was withdrawn already." in dana.get(url).content


def test_book_keeper_withdraws_nothing(staff: Staff, acme: Vault, now: datetime) -> None:
    given = leaving.given_notice(acme, staff, now=now)
    response = office_browser(staff.emil).post(f"/hand-backs/{given.id}/withdrawal/")
    assert response.status_code == 403
    assert handback.standing(acme.client.id) == given
