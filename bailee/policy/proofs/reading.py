"""A page as whoever reads or hears it meets it: its words, its links, its forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from bailee.policy.proofs.broken import insist
from bailee.policy.proofs.web import Answer

_CHOSEN = {"checkbox", "radio", "submit", "file"}
OPEN = {"noopener", "noreferrer"}  # neither a hand on our page nor a word where one came from


@dataclass
class Anchor:
    """One link: its attributes, and all its text, seen or only heard."""

    attributes: dict[str, str]
    text: str = ""
    classes: set[str] = field(init=False)
    rel: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.classes = set(self.attributes.get("class", "").split())
        self.rel = set(self.attributes.get("rel", "").split())

    @property
    def href(self) -> str:
        return self.attributes.get("href", "")

    @property
    def is_marked(self) -> bool:
        """Whether it says, to the eye and to the ear, that it leaves."""
        return "leaves" in self.classes and "leaves this site" in self.text

    def leads_off(self, domain: str) -> bool:
        """Whether it leads to a page of another site. A mail address is no page."""
        there = urlsplit(self.href)
        host = there.hostname or domain
        ours = host == domain or host.endswith(f".{domain}")
        return there.scheme != "mailto" and not (ours and there.scheme in {"", "https"})


def anchors(answer: Answer) -> list[Anchor]:
    """Every link of the page; none of what is no page."""
    return anchors_in(answer.text) if answer.is_page else []


def anchors_in(html: str) -> list[Anchor]:
    """The same of a text that was not answered by a server, such as a mail."""
    return _Page(html).anchors


def actions(answer: Answer) -> list[str]:
    """Where the forms of the page go."""
    return _Page(answer.text).actions


def filled(answer: Answer) -> dict[str, str]:
    """What the inputs of the page hold, by name; boxes and buttons to choose by are left out."""
    return _Page(answer.text).filled


def blocks(answer: Answer) -> list[str]:
    """The texts that are shown letter by letter."""
    return _Page(answer.text).blocks


def words(answer: Answer) -> str:
    """The text of a page. Raises `BrokenError` unless it was answered with 200."""
    insist(answer.status == 200, f"{answer} answers with {answer.status}")
    return _Page(answer.text).text


class _Page(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.anchors: list[Anchor] = []
        self.actions: list[str] = []
        self.filled: dict[str, str] = {}
        self.blocks: list[str] = []
        self.text = ""
        self._open: Anchor | None = None
        self._area = ""  # the name of the text area that is being read
        self._in_block = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in {"a", "area"}:
            self._open = Anchor(given)
            self.anchors.append(self._open)
        elif tag == "form":
            self.actions.append(given.get("action", ""))
        elif tag == "input" and given.get("type", "text") not in _CHOSEN:
            self.filled[given.get("name", "")] = given.get("value", "")
        elif tag == "textarea":
            self._area = given.get("name", "")
            self.filled[self._area] = ""
        elif tag == "pre":
            self._in_block = True
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._open = None
        elif tag == "textarea":
            self.filled[self._area] = self.filled[self._area].removeprefix("\n")
            self._area = ""
        elif tag == "pre":
            self._in_block = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._open is not None:
            self._open.text += data
        if self._area:
            self.filled[self._area] += data
        if self._in_block:
            self.blocks[-1] += data
