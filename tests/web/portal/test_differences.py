"""What changed between two texts, as a page shows it."""

import re

from bailee.web.portal import differences


def plain(html: str) -> str:
    """Removed in [-…-], added in [+…+], without what is only heard."""
    heard = re.sub(r'<span class="unseen">.*?</span>', "", html)
    for tag, sign in (("del", "-"), ("ins", "+")):
        heard = heard.replace(f"<{tag}>", f"[{sign}").replace(f"</{tag}>", f"{sign}]")
    return heard


def test_words_are_marked_one_by_one() -> None:
    html = differences.between("berth four, aft", "berth five, aft", by_line=False)
    assert plain(html) == "berth [-four-][+five+], aft"
    assert '<span class="unseen">removed: </span>four' in html


def test_lines_are_marked_whole() -> None:
    html = differences.between('{\n "a": 1\n}', '{\n "a": 2\n}', by_line=True)
    assert plain(html) == "{\n[- &quot;a&quot;: 1\n-][+ &quot;a&quot;: 2\n+]}"


def test_text_of_people_is_escaped() -> None:
    html = differences.between("<b>one</b>", "<i>one</i>", by_line=False)
    assert "<b>" not in html
    assert "<i>" not in html


def test_long_stretches_that_stayed_are_left_out() -> None:
    same = "word " * 200
    html = plain(differences.between(f"{same}one {same}end", f"{same}two {same}end", by_line=False))
    assert "[-one-][+two+]" in html
    assert html.count("…") == 4
    assert len(html) < 600


def test_texts_too_long_to_compare_say_so() -> None:
    long = "a " * differences.MOST
    html = differences.between(long, f"{long}b", by_line=False)
    assert "Too long to be compared here. Before: 12,000 characters; after: 12,001" in html
