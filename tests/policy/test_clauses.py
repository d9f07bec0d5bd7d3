import hashlib
from datetime import date
from pathlib import Path

import bailee.policy
from bailee.policy import clauses
from bailee.policy.clauses import Clause

LETTERS = {"2.1": "abc", "3.1": "abcdef", "5.1": "ab"}
SENTENCES = ["1.1", "1.2", "1.3", "2.1", "3.1", "4.1", "4.2", "5.1", "6.1", "7.1", "7.2", "8.1"]
SENTENCES += ["9.1", "9.2", "9.3", "9.4"]
NUMBERS = [number + letter for number in SENTENCES for letter in ["", *LETTERS.get(number, "")]]


def test_clauses_are_all_of_them_in_order() -> None:
    assert [clause.number for clause in clauses.clauses()] == NUMBERS


def test_clause_says_what_the_policy_says() -> None:
    by_number = {clause.number: clause for clause in clauses.clauses()}

    assert by_number["6.1"] == Clause(
        "6.1",
        "We will retain all company customer information for the duration of your contract. When "
        "the contract is terminated we will send you a record (in .CSV format which may contain "
        "JSON formatted fields) of your information and all records will be purged from our system",
    )
    assert by_number["5.1a"] == Clause(
        "5.1a", "Use of SSL on all parts of our site that handle personal information", "5.1"
    )
    assert by_number["9.4"].text == "We do not use any tracking cookies"


def test_clauses_leave_out_no_word() -> None:
    """Written back in the form of the text, sections and clauses are the text."""
    lines = ["# Privacy Policy"]
    for section in clauses.sections():
        lines += ["", f"## {section.number}. {section.title}"]
        lines += [
            f"  - {clause.label} {clause.text}"
            if clause.parent
            else f"- {clause.label} {clause.text}"
            for clause in section.clauses
        ]
    lines += ["", "Last Updated: 2023-12-07", ""]

    assert "\n".join(lines) == clauses.text()


def test_last_updated_is_the_date_in_the_text() -> None:
    assert date(2023, 12, 7) == clauses.LAST_UPDATED


def test_sha256_names_the_bytes_of_the_file() -> None:
    content = Path(bailee.policy.__file__).with_name("policy.md").read_bytes()

    assert clauses.sha256() == hashlib.sha256(content).hexdigest()
    assert clauses.sha256() == "9e4d0373ac8b0048668ea328283c706a011f61472cd77879d75994ed0e401747"
