"""Which bytes a Range header means, and how a stream is cut to them."""

import pytest

from bailee.web.ui import outgoing


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("", None),
        ("bytes=0-", range(100)),
        ("bytes=10-19", range(10, 20)),
        ("bytes=90-500", range(90, 100)),
        ("bytes=-10", range(90, 100)),
        ("bytes=-500", range(100)),
        ("bytes=-", None),
        ("bytes=9-3", None),
        ("bytes=1-2,5-6", None),
        ("bytes=a-b", None),
        ("bytes=" + "9" * 5000 + "-", None),
    ],
)
def test_range_is_understood_or_ignored(header: str, part: range | None) -> None:
    assert outgoing.wanted(header, 100) == part


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_range_outside_is_refused(header: str) -> None:
    with pytest.raises(ValueError, match=r"^bytes \*/100$"):
        outgoing.wanted(header, 100)


@pytest.mark.parametrize(("length", "left"), [(1, b"a"), (3, b"abc"), (4, b"abcd"), (9, b"abcdef")])
def test_stream_is_cut_to_its_length(length: int, left: bytes) -> None:
    assert b"".join(outgoing.cut(iter([b"abc", b"def"]), length)) == left
