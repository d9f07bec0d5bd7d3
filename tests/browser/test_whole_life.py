"""The whole life of one client, as its people and the staff see it in their browsers."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bailee.foundation import clock, ids, tenancy
from bailee.foundation.tenancy import vaults
from bailee.office.clients.models import Client
from bailee.people.protection import authenticator_app
from tests import cast
from tests.browser.watch import SESSION, Watched
from tests.cast import Staff

pytestmark = pytest.mark.browser
OFFICE = f"office.{cast.DOMAIN}"
ORDERS = (
    "Order,Vessel,Amount,Placed on\n"
    "SO-1,Grey Heron,410.17,2026-05-01\n"
    "SO-2,Petrel,38.50,2026-05-02\n"
    "SO-3,Nordlys,none yet,2026-05-03\n"
)
SECONDS = 60_000  # milliseconds that the worker may need


def _open_client(dana: Watched, name: str, label: str) -> None:
    page = dana.page
    dana.go(OFFICE, "/clients/new/")
    page.get_by_label("Company name").fill(name)
    page.get_by_label("Host label").fill(label)
    page.get_by_label("Name", exact=False).nth(1).fill("Ada Lindqvist")
    page.get_by_label("E-mail address").fill("ada@acme.example")
    page.get_by_label("Contract starts on").fill("2026-01-01")
    page.get_by_label("Price per month").fill("490")
    page.get_by_role("button", name="Open this client").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def _invitation(home: Path, schema: str) -> str:
    """The link in the mail that lies in the development folder."""
    (mail,) = (home / "mail" / schema).glob("*.eml")
    text = mail.read_text().replace("=\n", "").replace("=3D", "=")
    found = re.search(r"https://\S+/invitation/\S+/", text)
    assert found
    return found[0]


def _join(ada: Watched, link: str) -> None:
    page = ada.page
    page.goto(link)
    page.get_by_label("Password", exact=False).first.fill(cast.PASSWORD)
    page.get_by_label("I have read the privacy policy and agree to it").check()
    page.get_by_role("button", name="Accept the invitation").click()
    page.wait_for_url(lambda url: "/invitation/" not in url)
    if "/account/login/" in page.url:
        page.get_by_label("E-mail").fill("ada@acme.example")
        page.get_by_label("Password").fill(cast.PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
    _set_up_app(ada)


def _set_up_app(ada: Watched) -> None:
    """What an owner must do before the portal opens."""
    page = ada.page
    page.get_by_role("link", name="Set up one-time codes").click()
    secret = page.locator(".secret").inner_text()
    page.get_by_label("One-time code").fill(authenticator_app.code_at(secret, clock.now()))
    page.get_by_role("button", name="Switch on").click()
    page.get_by_role("link", name="I have kept them").click()
    page.wait_for_url(lambda url: "/account/" not in url)


def _import(ada: Watched, host: str) -> None:
    page = ada.page
    ada.go(host, "/records/import/")
    page.locator("input[type=file]").set_input_files(
        {"name": "orders.csv", "mimeType": "text/csv", "buffer": ORDERS.encode()}
    )
    page.get_by_role("button", name="Send the file").click()
    page.get_by_label("Type of Amount").select_option("decimal")
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("button", name="Import 2 rows").click(timeout=SECONDS)
    expect(page.get_by_text("2 rows imported")).to_be_visible(timeout=SECONDS)
    page.get_by_role("link", name=re.compile("^Open ")).click()
    expect(page.get_by_role("gridcell", name="Grey Heron")).to_be_visible()


def _upload(ada: Watched, host: str) -> None:
    page = ada.page
    ada.go(host, "/files/")
    page.locator("input[type=file]").set_input_files(
        {"name": "berth plan.txt", "mimeType": "text/plain", "buffer": b"Berth 1 Grey Heron"}
    )
    expect(page.get_by_role("link", name="berth plan.txt", exact=True)).to_be_visible()


def _end(dana: Watched, client: Client) -> None:
    page = dana.page
    dana.go(OFFICE, f"/clients/{client.pk}/notice/")
    with tenancy.inside(tenancy.owner_seat()):
        today = client.opened_at.date().isoformat()
    page.get_by_label("Contract ends on").fill(today)
    page.get_by_label(re.compile("Both sides have agreed")).check()
    page.get_by_role("button", name="Give notice").click()
    page.get_by_role("button", name="Freeze the portal now").click()
    page.get_by_role("button", name="Build the archive").click()
    page.get_by_role("button", name="Deliver the archive").click(timeout=SECONDS)
    expect(page.get_by_role("button", name="Deliver the archive")).to_have_count(0)


def _take_delivery(ada: Watched, host: str) -> dict[str, bytes]:
    page = ada.page
    ada.go(host, "/archive/")
    with page.expect_download() as coming:
        page.get_by_role("link", name=re.compile("Download", re.IGNORECASE)).first.click()
    content = coming.value.path().read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    code = re.search(rb"[A-Z0-9]{5}-[A-Z0-9]{5}", entries["confirmation.txt"])
    assert code
    page.get_by_label(re.compile("code", re.IGNORECASE)).fill("WRONG-CODES")
    page.get_by_role("button", name="Confirm the receipt").click()
    expect(page.get_by_text("This is not the code").first).to_be_visible()
    page.get_by_label(re.compile("code", re.IGNORECASE)).fill(code[0].decode())
    page.get_by_role("button", name="Confirm the receipt").click()
    expect(page.get_by_role("button", name="Confirm the receipt")).to_have_count(0)
    return entries


def _approve(staff: Watched, name: str) -> None:
    page = staff.page
    staff.go(OFFICE, "/hand-backs/")
    page.get_by_role("link", name=re.compile(name)).first.click()
    page.get_by_role("link", name="Approve the purge").click()
    page.get_by_role("button", name="Approve the purge").click()
    expect(page.get_by_role("link", name="Approve the purge")).to_have_count(0)


@pytest.mark.timeout(300)
def test_client_comes_entrusts_leaves_and_is_forgotten(
    staff: Staff, home: Path, worker: None, person: Callable[..., Watched]
) -> None:
    label, name = f"acme-{ids.opaque(8)}", f"Acme Marine {ids.opaque(6)}"
    host = f"{label}.{cast.DOMAIN}"
    dana, priya, ada = person(), person(), person()
    dana.sign_in(OFFICE, staff.dana, code=True)
    _open_client(dana, name, label)
    client = Client.objects.get(label=label)
    schema: str = client.schema_name
    for _ in range(100):
        if list((home / "mail" / schema).glob("*.eml")):
            break
        dana.page.wait_for_timeout(200)
    _join(ada, _invitation(home, schema))
    _import(ada, host)
    _upload(ada, host)
    _end(dana, client)
    ada.go(host, "/files/")
    expect(ada.page.get_by_label("Upload files")).to_have_count(0)
    entries = _take_delivery(ada, host)
    assert any(
        b"Grey Heron" in content for entry, content in entries.items() if "records/" in entry
    )
    assert b"Berth 1 Grey Heron" in entries.values()
    priya.sign_in(OFFICE, staff.priya, code=True)
    _approve(dana, name)
    _approve(priya, name)
    dana.page.reload()
    dana.page.get_by_role("link", name="Purge now").click()
    dana.page.get_by_role("button", name="Purge now").click()
    page = dana.page
    page.get_by_role("link", name=re.compile(r"^Number \d+$")).click(timeout=SECONDS)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Certificate")
    expect(page.get_by_text(name)).to_have_count(0)
    with tenancy.owner() as raw:
        assert not vaults.exists(raw, schema)
    assert not Client.objects.filter(label=label).exists()
    answer = ada.go(host, "/")
    assert answer is not None
    assert answer.status == 404
    for one in (dana, priya, ada):
        assert (one.strangers, one.violations, one.stored()) == ([], [], [])
        assert set(one.set_cookies) == {SESSION}
