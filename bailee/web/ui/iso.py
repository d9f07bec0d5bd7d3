"""Countries (ISO 3166-1) and currencies (ISO 4217) for choices on pages, by their English names."""

import unicodedata
from functools import cache

import pycountry

# Codes of ISO 4217 that begin with X are metals, funds and tests; people pay in these alone.
_SHARED = frozenset({"XAF", "XCD", "XCG", "XOF", "XPF"})


@cache
def countries() -> dict[str, str]:
    """Country names by alpha-2 code, in the order of the names; Åland stands among the A."""
    found = {one.alpha_2: getattr(one, "common_name", one.name) for one in pycountry.countries}
    return dict(sorted(found.items(), key=lambda item: _plain(item[1])))


@cache
def currencies() -> dict[str, str]:
    """Currency names by three-letter code, in the order of the codes."""
    found = {one.alpha_3: one.name for one in pycountry.currencies}
    usual = {code for code in found if not code.startswith("X")} | _SHARED & found.keys()
    return {code: found[code] for code in sorted(usual)}


def _plain(name: str) -> bytes:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore")
