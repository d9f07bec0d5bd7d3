"""Versions of the policy, and what differs between them."""

from datetime import date
from pathlib import Path

import pytest

from bailee.policy import clauses, versions
from bailee.policy.versions import Line, Version

OLD = "# Privacy Policy\n\n## 1. Introduction\n- 1.1 We value it.\n- 1.2 One cookie.\n"
NEW = "# Privacy Policy\n\n## 1. Introduction\n- 1.1 We value it.\n- 1.2 No cookie.\n"


def test_version_in_force_is_the_text_that_is_shown() -> None:
    assert versions.in_force() == Version(clauses.text(), clauses.LAST_UPDATED, clauses.sha256())


def test_difference_names_clauses_that_went_and_came() -> None:
    old, new = (Version(text, date(2026, 1, 1), text) for text in (OLD, NEW))
    assert list(versions.difference(old, new)) == [
        Line("kept", "Privacy Policy"),
        Line("kept", "1. Introduction"),
        Line("kept", "1.1 We value it."),
        Line("gone", "1.2 One cookie."),
        Line("new", "1.2 No cookie."),
    ]


def test_earlier_versions_are_found_by_name_and_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "2021-05-01.md").write_text(OLD)
    (tmp_path / "2022-05-01.md").write_text(NEW)
    monkeypatch.setattr(versions, "EARLIER", tmp_path)
    newest, oldest = versions.earlier()
    assert (newest.dated, oldest.dated) == (date(2022, 5, 1), date(2021, 5, 1))
    assert versions.find(oldest.sha256) == oldest
    assert versions.on(date(2022, 5, 1)) == newest
    assert versions.on(date(2020, 1, 1)) is None
