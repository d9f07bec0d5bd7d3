"""The page “Find your portal”: the same answer to everybody, and not too often."""

from bailee.foundation import tenancy
from bailee.people.models import Throttle
from tests.cast import Vault, site_browser

PAGE = "/portals"


def test_answer_is_the_same_for_known_and_unknown_addresses(acme: Vault) -> None:
    answers = []
    for email in ("ada@acme.example", "eve@nowhere.example"):
        response = site_browser().post(PAGE, {"email": email})
        headers = {name: value for name, value in response.headers.items() if name != "Expires"}
        answers.append((response.status_code, headers, response.content, len(response.cookies)))
    assert answers[0] == answers[1]
    assert answers[0][1]["Location"] == f"{PAGE}?asked"
    assert b"is on its way" in site_browser().get(f"{PAGE}?asked").content


def test_asking_is_throttled_by_the_address_asked_about_and_from_where(acme: Vault) -> None:
    statuses = []
    for number in range(6):
        browser = site_browser()
        browser.defaults["REMOTE_ADDR"] = f"198.51.100.{number}"
        statuses.append(browser.post(PAGE, {"email": "ada@acme.example"}).status_code)
    assert statuses == [302] * 5 + [429]
    paused = site_browser().post(PAGE, {"email": "ada@acme.example"})
    assert paused["Retry-After"] in {"60", "59"}
    assert b"it is paused for 1 minute, until" in paused.content
    assert site_browser().post(PAGE, {"email": "ben@acme.example"}).status_code == 302


def test_what_is_no_address_is_told_beside_the_field() -> None:
    response = site_browser().post(PAGE, {"email": "ada at acme"})
    assert response.status_code == 200
    assert b"Enter a valid email address" in response.content
    with tenancy.inside(tenancy.owner_seat()):
        assert Throttle.objects.count() == 0
