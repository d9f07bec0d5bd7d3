"""The closed vocabularies of what a person may choose, with the words that pages show."""

from django.utils.translation import gettext_noop as _

from bailee.people.formats import CLOCKS, DATES, NUMBERS

LOCALE = "locale"  # as the language of dates and numbers has it
THEMES = {"system": _("As my device"), "light": _("Light"), "dark": _("Dark")}
DENSITIES = {
    "comfortable": _("Comfortable"),
    "compact": _("Compact: more rows on the screen"),
}
# Which of these a person can take depends on the face and the role; the page offers those.
START_PAGES = (
    "overview",
    "records",
    "collection",
    "view",
    "files",
    "company",
    "clients",
    "handbacks",
)
ROWS = (25, 50, 100, 200)  # of a list
CODES: dict[str, tuple[str, ...]] = {
    "numbers": (LOCALE, *NUMBERS),
    "dates": (LOCALE, *DATES),
    "clock": (LOCALE, *CLOCKS),
    "theme": tuple(THEMES),
    "density": tuple(DENSITIES),
    "start_page": START_PAGES,
}
