"""What a file may be called, and which name is free."""

import pytest

from bailee.vault.files import names


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("plan.txt", "plan.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Ada\\plan.txt", "plan.txt"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie: x"),
        ("\u202etxt.exe", "txt.exe"),
        ("", "file"),
        ("a/..", "file"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
    ],
)
def test_name_of_a_file_is_its_last_part_in_print(given: str, kept: str) -> None:
    assert names.cleaned(given) == kept
