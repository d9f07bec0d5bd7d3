"""Takes the pictures of the documentation from the demo: `make pictures` beside `make run`."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

HOME = Path(os.environ.get("BAILEE_HOME", "var"))
PORT = os.environ.get("BAILEE_PORT", "8443")
OUT = Path(__file__).parent / "pictures"
WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
DARK: dict[str, Any] = {**WIDE, "color_scheme": "dark"}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def _sign_in(browser: Browser, label: str, email: str) -> Any:
    """The session, for browsers of every look: a one-time code works once."""
    page = browser.new_context(ignore_https_errors=True).new_page()
    page.goto(_address(label, "/account/login/"))
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(json.loads((HOME / "demo.json").read_text())["password"])
    page.get_by_role("button", name="Sign in", exact=True).click()
    if label:
        bailee = Path(sys.executable).with_name("bailee")
        told = subprocess.run([bailee, "code", email], capture_output=True, text=True, check=True)
        page.locator("input[name=code]").fill(told.stdout.strip())
        page.locator("main button, form button").first.click()
    page.wait_for_url(lambda url: "/account/" not in url)
    return page.context.storage_state()


def _page(browser: Browser, look: dict[str, Any], **session: Any) -> Page:
    return browser.new_context(ignore_https_errors=True, **look, **session).new_page()


def _address(label: str, path: str) -> str:
    host = f"{label}.bailee.localhost" if label else "bailee.localhost"
    return f"https://{host}:{PORT}{path}"


def _take(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=OUT / f"{name}.png")


def _portal(page: Page, suffix: str) -> None:
    page.goto(_address("acme", "/"))
    _take(page, f"portal-overview{suffix}")
    page.goto(_address("acme", "/records/"))
    page.get_by_role("link", name="Service orders", exact=True).first.click()
    _take(page, f"portal-records{suffix}")
    for name in ("files", "archive", "people", "company"):
        page.goto(_address("acme", f"/{name}/"))
        _take(page, f"portal-{name}{suffix}")


def _office(page: Page, suffix: str) -> None:
    page.goto(_address("office", "/"))
    _take(page, f"office-overview{suffix}")
    page.goto(_address("office", "/clients/"))
    page.get_by_role("link", name="Acme Marine").first.click()
    _take(page, f"office-client{suffix}")
    page.goto(_address("office", "/hand-backs/"))
    _take(page, f"office-handbacks{suffix}")
    if page.locator("main tbody a").count():
        page.locator("main tbody a").first.click()
        _take(page, f"office-handback{suffix}")
    page.goto(_address("office", "/proofs/"))
    _take(page, f"office-proofs{suffix}")


def main() -> None:
    """Light, dark and phone for each face."""
    OUT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        ada = _sign_in(browser, "acme", "ada@acme.example")
        dana = _sign_in(browser, "office", "dana@harbour-vale.example")
        for look, suffix in ((WIDE, ""), (DARK, "-dark"), (PHONE, "-phone")):
            site = _page(browser, look)
            for name, path in (("home", "/"), ("privacy", "/privacy"), ("trust", "/trust")):
                site.goto(_address("", path))
                _take(site, f"site-{name}{suffix}")
            _portal(_page(browser, look, storage_state=ada), suffix)
            _office(_page(browser, look, storage_state=dana), suffix)
        browser.close()


if __name__ == "__main__":
    main()
