"""The map of ASVS 5.0: every requirement of level 1 and 2 of three chapters, and what shows it."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAP = ROOT / "docs" / "developers" / "asvs.md"
_ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| (.+?) \| (.+?) \|$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_PAGE = re.compile(r"\]\(([\w./-]+\.md)(?:#[\w-]+)?\)")
# Numbers alone: how many requirements of which level each section has in version 5.0.0.
LEVELS = {
    "6.1": "122",
    "6.2": "111111112222",
    "6.3": "1122",
    "6.4": "1122",
    "6.5": "22222",
    "6.6": "222",
    "6.8": "2222",
    "7.1": "222",
    "7.2": "1111",
    "7.3": "22",
    "7.4": "11222",
    "7.5": "22",
    "7.6": "22",
    "8.1": "12",
    "8.2": "112",
    "8.3": "1",
    "8.4": "2",
}


def rows() -> list[tuple[str, str, str, str]]:
    """Id, level, what is asked, and what shows it."""
    return _ROW.findall(MAP.read_text())


def wanted() -> list[tuple[str, str]]:
    return [
        (f"{section}.{number}", level)
        for section, levels in LEVELS.items()
        for number, level in enumerate(levels, start=1)
    ]


def test_map_has_every_requirement_once_and_in_order() -> None:
    assert [(name, level) for name, level, _, _ in rows()] == wanted()


def test_map_has_as_many_as_the_standard_counts() -> None:
    counted = {
        chapter: (
            sum(level == "1" for name, level in wanted() if name[0] == chapter),
            sum(level == "2" for name, level in wanted() if name[0] == chapter),
        )
        for chapter in "678"
    }
    assert counted == {"6": (13, 22), "7": (6, 12), "8": (4, 3)}


def test_each_is_shown_by_tests_that_exist_or_says_why_not() -> None:
    missing = []
    for name, _, _, shown in rows():
        tests, pages = _TEST.findall(shown), _PAGE.findall(shown)
        missing += [f"{name}: {path}::{test}" for path, test in tests if test not in names_in(path)]
        missing += [f"{name}: {page}" for page in pages if not (MAP.parent / page).is_file()]
        reasoned = re.match(r"(?:N/A|Not met): \S+ \S+", shown)
        if not tests and not reasoned:
            missing.append(f"{name}: neither a test nor a reason")
    assert missing == []


def names_in(path: str) -> set[str]:
    """The names of the tests in a file; none where there is no file."""
    file = ROOT / path
    if not file.is_file():
        return set()
    tree = ast.parse(file.read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
