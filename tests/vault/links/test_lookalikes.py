import idna
import pytest

from bailee.vault.links import lookalikes

CLEAR = [
    "münchen.example", "žluťoučký.example", "straße.example", "ærø.example", "гавань.example",
    "λιμάνι.example", "東京.example", "みなと.example", "ハーバー.example", "서울.example",
    "ميناء.example", "נמל.example", "ท่าเรือ.example", "बंदरगाह.example", "2026-ü.example",
]  # fmt: skip
UNCLEAR = [
    "аpple.example",  # Cyrillic and Latin
    "аррӏе.example",  # Cyrillic that looks Latin
    "раура.example",
    "googlе.example",
    "αpple.example",  # Greek and Latin
    "νιν.example",  # Greek that looks Latin
    "gıthub.example",  # dotless i
    "ɡoogle.example",  # IPA
    "łłł.example",
    "tokyo東京.example",  # a mixture that nobody needs
    "ー.example",  # a dash
    "ノ.example",  # a slash
    "一.example",
    "ạpple.example",  # a dot below is easily missed
]


@pytest.mark.parametrize("host", CLEAR)
def test_clear_host_is_shown_in_its_own_script(host: str) -> None:
    assert lookalikes.shown(idna.encode(host, uts46=True).decode()) == host


@pytest.mark.parametrize("host", UNCLEAR)
def test_host_that_could_pass_for_another_is_shown_in_punycode(host: str) -> None:
    punycode = idna.encode(host, uts46=True).decode()
    assert lookalikes.shown(punycode) == punycode


@pytest.mark.parametrize(
    "host", ["quay.example", "xn--.example", "xn--a-ecp.ru", "xn--zz--.example"]
)
def test_what_is_no_name_in_another_script_stays(host: str) -> None:
    assert lookalikes.shown(host) == host
