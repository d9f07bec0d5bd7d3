"""Every page there is, read from the URL configuration, and what a page loads or names."""

import re
import uuid
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from django.urls import URLPattern, URLResolver, get_resolver

from bailee.policy.proofs.broken import BrokenError, insist
from bailee.policy.proofs.web import Answer, Visitor

# The faces' tables of addresses, by name as Django's own settings name them.
_TABLES = "bailee.web.{}.urls"
_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
_NOBODY = {"uuid": str(uuid.UUID(int=0)), "int": "1"}
MOST = 2000  # addresses of one host: a throwaway client has some dozens
_LOADING = {"src", "srcset", "poster", "data", "action", "formaction", "background", "ping"}
_FOREIGN = re.compile(r"url\(\s*['\"]?(?:https?:)?//[^)]*|@import[^;]*")
_SOURCES = {"'none'", "'self'", "data:"}


def paths(face: str, known: Mapping[str, str]) -> list[str]:
    """Every address of a face; a parameter that is not known is filled with nobody's."""

    def fill(found: re.Match[str]) -> str:
        return known.get(found[2], _NOBODY.get(found[1], "x"))

    patterns = _walk(get_resolver(_TABLES.format(face)).url_patterns, "/")
    return [_PARAMETER.sub(fill, pattern) for pattern in patterns]


def visit(one: Visitor, addresses: list[str]) -> list[Answer]:
    """Opens each, and whatever of the same host these link to or load, once.

    Raises `BrokenError` at a 5xx.
    """
    answers: dict[str, Answer] = {}
    waiting = list(addresses)
    while waiting:
        path = waiting.pop()
        if path in answers:
            continue
        answer = answers[path] = one.get(path)
        insist(answer.status < 500, f"{answer} answers with {answer.status}")
        insist(len(answers) < MOST, f"{one.host} has more than {MOST} addresses")
        waiting += _Page(answer).near
    return list(answers.values())


def check_alone(answers: list[Answer]) -> None:
    """Nothing comes from or goes to another origin. Raises `BrokenError`."""
    for answer in answers:
        strangers = [*_Page(answer).strangers, *_FOREIGN.findall(_style(answer))]
        if strangers:
            raise BrokenError(f"{answer} names another origin: {strangers[0][:80]}")
        _check_policy(answer)


def _walk(patterns: list[Any], prefix: str) -> Iterator[str]:
    for entry in patterns:
        here = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, here)
        elif isinstance(entry, URLPattern):
            yield here


def _style(answer: Answer) -> str:
    kind = answer.headers.get("Content-Type", "")
    return answer.text if "css" in kind or "html" in kind else ""


def _check_policy(answer: Answer) -> None:
    """The browser is told to load nothing but our own."""
    given = answer.headers.get("Content-Security-Policy", "")
    words = [directive.split() for directive in given.split(";") if directive.strip()]
    directives = {first: sources for first, *sources in words}
    insist(directives.get("default-src") == ["'none'"], f"{answer} has no default-src 'none'")
    other = {source for sources in directives.values() for source in sources} - _SOURCES
    insist(not other, f"{answer} lets a browser use {', '.join(sorted(other))}")


class _Page(HTMLParser):
    """`near`: addresses of the same host; `strangers`: what it loads from or sends elsewhere."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self._host, self._path = answer.host, answer.path
        self.near: list[str] = []
        self.strangers: list[str] = []
        self._take("location", answer.headers.get("Location", answer.path))
        if answer.is_page:
            self.feed(answer.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in _LOADING or name == "href":
                images = [image.split()[0] for image in (value or "").split(",") if image.strip()]
                for address in images if name == "srcset" else [(value or "").strip()]:
                    self._take(tag, address)

    def _take(self, tag: str, address: str) -> None:
        there = urlsplit(address)
        if there.scheme == "data":
            return
        if there.scheme not in {"", "https"} or (there.hostname or self._host) != self._host:
            if tag != "a":  # to follow a link is a person's own act (7.1)
                self.strangers.append(address)
        elif tag != "form":
            self.near.append(quote(urlsplit(urljoin(self._path, address)).path or "/", safe="/%"))
