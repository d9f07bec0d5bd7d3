"""A made-up language: every text that is translated stands in brackets, so that the others show.

It takes the place of German for one test. What a page shows is read as people meet it: its title,
its text, and what is said of pictures and controls.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils.translation import trans_real

LANGUAGE = "de"
_OPEN, _CLOSE = "⟦", "⟧"
_WHOLE = re.compile(r"⟦[^⟦⟧]*⟧")
_SAID = ("aria-label", "title", "alt", "placeholder")
_VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "path", "wbr"}
# What no language changes: code, places to type in, lists of names that CLDR translates.
_NOT_OURS = {"script", "style", "code", "pre", "datalist", "textarea", "time", "samp"}
_LISTS = ("country", "currency", "locale", "language", "languages", "time_zone", "legal_country")


class Brackets:
    """What Django asks of a language, answered with the text itself in brackets."""

    def gettext(self, text: str) -> str:
        plain = text.rpartition("\x04")[2]
        return f"{_OPEN}{plain}{_CLOSE}" if plain else ""

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.gettext(one if number == 1 else many)

    def language(self) -> str:
        return LANGUAGE

    def to_language(self) -> str:
        return LANGUAGE


# Django keeps what it has loaded by the language's name.
_spoken: dict[str, Any] = vars(trans_real)["_translations"]


def speak(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on, who reads German reads brackets."""
    monkeypatch.setitem(_spoken, LANGUAGE, Brackets())


def bare(html: str) -> list[str]:
    """The texts of a page that are in no bracket, in their order."""
    page = _Page()
    page.feed(html)
    page.close()
    return [left for said in page.said for left in _left(said)]


def bare_text(text: str) -> list[str]:
    """The same of a text without marks."""
    return list(_left(text))


def _left(said: str) -> Iterator[str]:
    while _WHOLE.search(said):
        said = _WHOLE.sub("\n", said)
    for piece in said.split("\n"):
        if re.search(r"[^\W\d_]{2,}", piece):
            yield " ".join(piece.split())


class _Page(HTMLParser):
    """Collects what is said, block by block: a sentence may run over several inline marks."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        foreign = known.get("lang", LANGUAGE) != LANGUAGE and tag != "html"
        listed = tag == "select" and str(known.get("name")).endswith(_LISTS)
        hidden = tag in _NOT_OURS or foreign or listed
        if not self._hidden and not hidden:
            self.said += [known[name] or "" for name in _SAID if name in known]
        if tag not in _INLINE:
            self._flush()
        if tag not in _VOID:
            self._open.append((tag, hidden))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self._flush()
        while self._open:
            name, _ = self._open.pop()
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._text.append(data)

    def close(self) -> None:
        super().close()
        self._flush()

    @property
    def _hidden(self) -> bool:
        return any(hidden for _, hidden in self._open)

    def _flush(self) -> None:
        self.said.append(" ".join(self._text))
        self._text = []


_INLINE = {
    "a",
    "b",
    "bdi",
    "code",
    "em",
    "i",
    "small",
    "span",
    "strong",
    "time",
    "svg",
    "path",
    "br",
}


def language_of(html: str) -> Any:
    """What the page says of itself."""
    found = re.search(r'<html lang="(\w+)"', html)
    return found and found[1]
