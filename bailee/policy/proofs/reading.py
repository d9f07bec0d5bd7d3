"""A page as whoever reads or hears it meets it: its words, its links, its forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from bailee.policy.proofs.broken import insist
from bailee.policy.proofs.web import Answer

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
    return _Page(answer.text).anchors if answer.is_page else []


def actions(answer: Answer) -> list[str]:
    """Where the forms of the page go."""
    return _Page(answer.text).actions


def words(answer: Answer) -> str:
    """The text of a page. Raises `BrokenError` unless it was answered with 200."""
    insist(answer.status == 200, f"{answer} answers with {answer.status}")
    return _Page(answer.text).text


class _Page(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.anchors: list[Anchor] = []
        self.actions: list[str] = []
        self.text = ""
        self._open: Anchor | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in {"a", "area"}:
            self._open = Anchor(given)
            self.anchors.append(self._open)
        elif tag == "form":
            self.actions.append(given.get("action", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._open = None

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._open is not None:
            self._open.text += data
