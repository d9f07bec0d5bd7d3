"""Whether a host may be shown in its own script, or only in punycode: it could pass for another.

After Chromium's rules for internationalised names, but without its list of famous names, so more
is shown in punycode: each label in one script (or one Japanese or Korean mixture), and not made
of letters alone that look like Latin ones.
"""

import unicodedata
from functools import lru_cache

import idna

_MIXTURES = (
    {"CJK"},
    {"CJK", "HIRAGANA", "KATAKANA"},
    {"CJK", "HANGUL"},
    {"LATIN"},
    {"GREEK"},
    {"CYRILLIC"},
    {"ARABIC"},
    {"HEBREW"},
    {"DEVANAGARI"},
    {"THAI"},
)
# Letters that pass for Latin ones, or for a slash or a dash. A label of these alone is suspect.
_PASSING = {
    "CYRILLIC": "асԁеһіјӏорԛѕԝхуъьҽпгѵѡт",
    "GREEK": "αγηικνορτυωχϲ",
    "HEBREW": "וחיןס",
    "THAI": "ทนบพรห",
    "CJK": "一丨丶丿二工口",
    "HIRAGANA": "んへ",
    "KATAKANA": "ーノソンハエロヘニー",
    "ARABIC": "اهہةگ",
}
_LATIN = range(0xC0, 0x180)  # with marks that are well seen
_NOT_SEEN_APART = "ıĸŀłŉſ"


@lru_cache(maxsize=4096)
def shown(host: str) -> str:
    """A host given in punycode as it may be shown."""
    if "xn--" not in host:
        return host
    try:
        labels = [idna.decode(label) for label in host.split(".")]
    except (idna.IDNAError, UnicodeError):
        return host
    return ".".join(labels) if all(_is_clear(label) for label in labels) else host


def _is_clear(label: str) -> bool:
    letters = [letter for letter in label if not letter.isascii()]
    if not letters:
        return True
    scripts = {_script(letter) for letter in label if not letter.isdigit() and letter != "-"}
    if not any(scripts <= mixture for mixture in _MIXTURES):
        return False
    if scripts == {"LATIN"}:
        return all(ord(one) in _LATIN and one not in _NOT_SEEN_APART for one in letters)
    passing = {one for script in scripts for one in _PASSING.get(script, "")}
    return any(letter not in passing for letter in letters)


def _script(letter: str) -> str:
    """The first word of the character's name tells its script, also of its marks by what is near.

    U+30FC, the long vowel of Japanese, is named after both of its scripts.
    """
    if letter == "ー":
        return "KATAKANA"
    return unicodedata.name(letter, "NONE").partition(" ")[0].partition("-")[0]
