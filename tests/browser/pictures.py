"""Pictures for the documentation, taken on the way of a journey where somebody asks for them.

`BAILEE_PICTURES=docs/users/pictures pytest tests/browser/test_removing.py`
"""

import os
from pathlib import Path

from playwright.sync_api import Page


def picture(page: Page, name: str, screen: str = "light") -> None:
    """Takes the whole page, as `name.png` or `name-dark.png`."""
    folder = os.environ.get("BAILEE_PICTURES")
    if folder:
        suffix = "" if screen == "light" else f"-{screen}"
        page.screenshot(path=Path(folder) / f"{name}{suffix}.png", full_page=True)
