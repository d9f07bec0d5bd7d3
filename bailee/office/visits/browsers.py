"""The families of browsers that are told apart. A name made up by a program is none of them."""

from bailee.office.visits.models import OTHER

FAMILIES = (
    "Brave",
    "Chrome",
    "Chromium",
    "DuckDuckGo",
    "Edge",
    "Firefox",
    "Opera",
    "Safari",
    "Samsung Internet",
    "Vivaldi",
)


def family(browser: str) -> str:
    """The family of a browser such as “Mobile Safari 18”; anything else is “other”."""
    name = browser.removeprefix("Mobile ")
    return next((known for known in FAMILIES if name.startswith(known)), OTHER)
