"""Bo asks for other bank details; Emil confirms them in his own browser; all pages can be read."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bailee.foundation import clock
from bailee.foundation.actors import Actor
from bailee.office.clients.models import ChangeRequest
from bailee.vault.company import changes, contacts, exchange, profile, questions, tax_ids
from bailee.vault.company.models import BankAccount, Contact, TaxId
from tests.browser.pictures import picture
from tests.browser.watch import SESSION, Watched
from tests.cast import DOMAIN, Staff, Vault, office_browser

pytestmark = pytest.mark.browser
IBAN = "DE89 3704 0044 0532 0130 00"
OFFICE = f"office.{DOMAIN}"
SCREENS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}},
}


def _sound(one: Watched) -> None:
    """Readable by all, and the page does not scroll sideways."""
    assert one.findings() == []
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert one.page.evaluate(wide) is False


def _fill_bank(page: Page, iban: str) -> None:
    page.get_by_label("Account holder").fill("Acme Marine Ltd")
    page.get_by_label("IBAN").fill(iban)
    page.get_by_role("button", name="Ask for this change").click()


def test_bank_details_go_from_asking_to_confirmation(
    acme: Vault, staff: Staff, person: Callable[..., Watched]
) -> None:
    bo, emil = person(), person()
    bo.sign_in(acme.host, acme.bo)
    bo.go(acme.host, "/company/")
    bo.page.get_by_role("link", name="See and change the bank details").click()
    _fill_bank(bo.page, "DE89 3704 0044 0532 0130 01")
    expect(bo.page.get_by_text("The check digits do not fit")).to_be_visible()
    assert bo.page.get_by_label("Account holder").input_value() == "Acme Marine Ltd"
    picture(bo.page, "company-bank-wrong")
    _fill_bank(bo.page, IBAN)
    expect(bo.page.get_by_text("takes effect when we have confirmed it")).to_be_visible()
    expect(bo.page.get_by_text("DE•• •••• 3000")).to_be_visible()
    picture(bo.page, "company-waiting")
    exchange.run(acme.client, now=clock.now())
    emil.sign_in(OFFICE, staff.emil, code=True)
    emil.page.get_by_role("link", name="Confirmations").first.click()
    picture(emil.page, "office-confirmations")
    emil.page.get_by_role("link", name=f"{acme.client.name}, bank details").click()
    expect(emil.page.get_by_text(IBAN)).to_be_visible()
    _sound(emil)
    emil.page.get_by_role("button", name="Decide").click()
    expect(emil.page.get_by_text("This field is required.")).to_be_visible()
    emil.page.get_by_label("Confirm: it takes effect at once").check()
    picture(emil.page, "office-confirmation")
    emil.page.get_by_role("button", name="Decide").click()
    expect(emil.page.get_by_text("The client's owners are told by mail.")).to_be_visible()
    exchange.run(acme.client, now=clock.now())
    with acme.inside():
        assert BankAccount.objects.get().iban == IBAN.replace(" ", "")
    bo.page.get_by_role("link", name="History").first.click()
    expect(bo.page.get_by_text("Confirmed", exact=True)).to_be_visible()
    picture(bo.page, "company-history")
    for one in (bo, emil):
        assert (set(one.set_cookies), one.cookies(), one.stored()) == ({SESSION}, [SESSION], [])
        assert (one.strangers, one.violations) == ([], [])


def _furnish(acme: Vault) -> dict[str, object]:
    """Everything that the pages can show, with long names."""
    now, by = clock.now(), acme.ada.actor
    with acme.inside():
        profile.correct(
            {
                "trading_name": "Acme Marine Engineering and Ship Repair of Portsmouth",
                "registration_number": "04712345",
                "register": "Companies House",
                "languages": ["en", "de"],
                "billing_name": "Accounts payable",
                "billing_street": "PO Box 12",
                "billing_city": "Southampton",
                "purchase_order_required": True,
            },
            by=by,
            now=now,
        )
        asked = tax_ids.ask(country="GB", kind="vat", number="980780684", by=by, now=now)
        assert asked
        changes.decide(asked.pk, confirmed=True, by=Actor("staff", asked.pk), now=now)
        contacts.keep(
            topics=["billing", "operations"],
            name="Wilhelmina Featherstonehaugh-Cholmondeley",
            email="accounts.payable.department@acme.example",
            phone="+44 20 7946 0018",
            by=by,
            now=now,
        )
        profile.correct({"legal_name": "Acme Marine Holdings Limited"}, by=by, now=now)
        questions.note_return("accounts.payable.department@acme.example", now=now)
        questions.ask(reason="yearly", year=now.year, now=now - timedelta(days=40))
        values: dict[str, object] = {
            "tax_id": TaxId.objects.get().pk,
            "contact_id": Contact.objects.exclude(returned_at=None).get().pk,
        }
    exchange.run(acme.client, now=now)
    return values


@pytest.mark.parametrize("screen", sorted(SCREENS))
def test_every_page_is_readable_by_all(
    acme: Vault, staff: Staff, person: Callable[..., Watched], screen: str
) -> None:
    ids = _furnish(acme)
    ada, dana = person(**SCREENS[screen]), person(**SCREENS[screen])
    ada.sign_in(acme.host, acme.ada)
    for name, path in {
        "company": "/company/",
        "company-check": "/company/check/",
        "company-edit": "/company/edit/",
        "company-billing": "/company/billing/",
        "company-bank": "/company/bank/",
        "company-tax": f"/company/tax-ids/{ids['tax_id']}/",
        "company-contact": f"/company/contacts/{ids['contact_id']}/",
        "company-changes": "/company/history/",
    }.items():
        ada.go(acme.host, path)
        picture(ada.page, name, screen)
        _sound(ada)
    # Not by the form: a one-time code counts once, and the screens follow each other quickly.
    session = office_browser(staff.dana).cookies[SESSION].value
    dana.page.context.add_cookies(
        [
            {
                "name": SESSION,
                "value": session,
                "url": f"https://{OFFICE}:{dana.port}",
                "secure": True,
            }
        ]
    )
    request = ChangeRequest.objects.get(client=acme.client, decided_at=None)
    for name, path in {
        "office-client-company": f"/clients/{acme.client.pk}/",
        "office-queue": "/confirmations/",
        "office-decision": f"/confirmations/{request.pk}/",
    }.items():
        dana.go(OFFICE, path)
        picture(dana.page, name, screen)
        _sound(dana)
    assert (ada.violations, dana.violations) == ([], [])
