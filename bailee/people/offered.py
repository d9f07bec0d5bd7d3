"""The closed vocabularies of what a person may choose, with the words that pages show."""

from bailee.people.formats import CLOCKS, DATES, NUMBERS

LOCALE = "locale"  # as the language of dates and numbers has it
THEMES = {"system": "As my device", "light": "Light", "dark": "Dark"}
DENSITIES = {"comfortable": "Comfortable", "compact": "Compact: more rows on the screen"}
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
