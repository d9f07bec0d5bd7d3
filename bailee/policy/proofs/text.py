"""1.1: the policy that is shown is the policy."""

from html.parser import HTMLParser

from bailee.policy import clauses
from bailee.policy.proofs.broken import insist
from bailee.policy.proofs.guests import Ground


def shown_word_by_word(ground: Ground) -> str:
    """The page holds every heading and clause of the text, in order, with nothing between."""
    answer = ground.web.visitor().get("/privacy")
    insist(answer.status == 200, f"/privacy answers with {answer.status}")
    shown = _Words(answer.text)
    wanted = _words()
    there = shown.article[: len(wanted)]
    differs = next((n for n, word in enumerate(wanted) if there[n : n + 1] != [word]), None)
    if differs is not None:
        seen = " ".join(there[differs : differs + 4]) or "nothing more"
        insist(fact=False, otherwise=f"the page reads “{seen}” for “{wanted[differs]}”")
    date = f"{clauses.LAST_UPDATED}"
    insist(shown.dates == [date], f"the page is dated {', '.join(shown.dates) or 'nowhere'}")
    rest = shown.article[len(wanted) :]
    insist(rest[-1:] == [clauses.sha256()], "the page does not name the SHA-256 of the text")
    insist(len(rest) < 8, f"the page adds words of its own: {' '.join(rest[:6])}")
    return f"{len(wanted):,} words at /privacy equal the text of {date}"


def _words() -> list[str]:
    words: list[str] = []
    for section in clauses.sections():
        words += f"{section.number}. {section.title}".split()
        for clause in section.clauses:
            words += f"{clause.label} {clause.text}".split()
    return words


class _Words(HTMLParser):
    """The words of the article, and the dates of the page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.article: list[str] = []
        self.dates: list[str] = []
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "article":
            self._inside = True
        elif tag == "time":
            self.dates.append(dict(attrs).get("datetime") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "article":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.article += data.split()
