"""Countries (ISO 3166-1) and currencies (ISO 4217) for choices on pages, in the reader's words."""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

import pycountry
from babel import Locale

from bailee.foundation.words import SOURCE
from bailee.people import languages

# Codes of ISO 4217 that begin with X are metals, funds and tests; people pay in these alone.
_SHARED = frozenset({"XAF", "XCD", "XCG", "XOF", "XPF"})


def countries() -> dict[str, str]:
    """Country names by alpha-2 code, in the order of the names; Åland stands among the A."""
    return _countries(languages.current())


def currencies() -> dict[str, str]:
    """Currency names by three-letter code, in the order of the codes."""
    return _currencies(languages.current())


@cache
def _countries(language: str) -> dict[str, str]:
    found = {one.alpha_2: getattr(one, "common_name", one.name) for one in pycountry.countries}
    if language != SOURCE:
        found |= _known(Locale(language).territories, found)
    return dict(sorted(found.items(), key=lambda item: _plain(item[1])))


@cache
def _currencies(language: str) -> dict[str, str]:
    found = {one.alpha_3: one.name for one in pycountry.currencies}
    if language != SOURCE:
        found |= _known(Locale(language).currencies, found)
    usual = {code for code in found if not code.startswith("X")} | _SHARED & found.keys()
    return {code: found[code] for code in sorted(usual)}


def _known(names: Mapping[str, str], codes: Iterable[str]) -> dict[str, str]:
    """What CLDR calls them in the language; where it has no word the English one stays."""
    return {code: str(names[code]) for code in codes if code in names}


def _plain(name: str) -> bytes:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore")
