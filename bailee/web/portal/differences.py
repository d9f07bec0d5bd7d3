"""What changed between two texts, as HTML that can be read, heard and printed."""

import re
from difflib import SequenceMatcher

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop

from bailee.people import languages

_REMOVED = (gettext_noop("removed:"), gettext_noop("end of removed"))
_ADDED = (gettext_noop("added:"), gettext_noop("end of added"))
MOST = 6_000  # words or lines that are compared one by one
_KEPT = 60  # characters of unchanged text shown on each side of a change
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


def between(before: str, after: str, *, by_line: bool) -> SafeString:
    """The text with what was taken away and what was added, each marked as such in words too."""
    one, other = _cut(before, by_line=by_line), _cut(after, by_line=by_line)
    if max(len(one), len(other)) > MOST:
        return _too_long(before, after)
    found = SequenceMatcher(None, one, other, autojunk=len(one) > 1_000).get_opcodes()
    last = len(found) - 1
    pieces: list[SafeString] = []
    for place, (tag, i, j, k, m) in enumerate(found):
        if tag == "equal":
            pieces.append(_unchanged("".join(one[i:j]), first=place == 0, last=place == last))
        else:
            pieces += [
                _marked("del", _REMOVED, "".join(one[i:j])),
                _marked("ins", _ADDED, "".join(other[k:m])),
            ]
    return SafeString("".join(pieces))


def _cut(text: str, *, by_line: bool) -> list[str]:
    return text.splitlines(keepends=True) if by_line else _WORD.findall(text)


def _marked(tag: str, words: tuple[str, str], text: str) -> SafeString:
    if not text:
        return SafeString("")
    shown = "¶\n" if text == "\n" else text
    return format_html(
        '<{}><span class="unseen">{} </span>{}<span class="unseen"> ({})</span></{}>',
        SafeString(tag),
        gettext(words[0]),
        shown,
        gettext(words[1]),
        SafeString(tag),
    )


def _unchanged(text: str, *, first: bool, last: bool) -> SafeString:
    """Only what stands beside a change; the rest is told by its length."""
    head = 0 if first else _KEPT
    tail = 0 if last else _KEPT
    left = len(text) - head - tail
    if left <= 2 * _KEPT:
        return SafeString(escape(text))
    skipped = format_html(
        '<span class="skipped"> … <span class="unseen">{}</span> … </span>',
        gettext("{count} characters unchanged").format(count=languages.usual().number(left)),
    )
    return SafeString(
        escape(text[:head]) + skipped + escape(text[len(text) - tail :] if tail else "")
    )


def _too_long(before: str, after: str) -> SafeString:
    shown = gettext(
        "Too long to be compared here. Before: {before} characters; after: {after} characters."
    )
    number = languages.usual().number
    said = shown.format(before=number(len(before)), after=number(len(after)))
    return format_html('<span class="quiet-text">{}</span>', said)
