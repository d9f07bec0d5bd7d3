"""What a text looks like: cheap guesses in Python, by which types are proposed.

They only propose; the rules in `types.py` decide.
"""

import json
import re
from calendar import monthrange
from collections.abc import Callable


def matching(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda text: compiled.fullmatch(text.strip()) is not None


def bigint(text: str) -> bool:
    plain = text.strip()
    return matching(r"0|-?[1-9][0-9]{0,18}")(plain) and -(2**63) <= int(plain) < 2**63


def json_value(text: str) -> bool:
    """An object or list that `jsonb` takes; parsing alone would let NaN and doubled keys pass."""
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict | list) and "\\u0000" not in text


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")


def in_calendar(pattern: str) -> Callable[[str], bool]:
    """Written so, and in the calendar; years that would leave it in another zone excepted."""
    written = matching(pattern)

    def looks(text: str) -> bool:
        if not written(text):
            return False
        year, month, day = map(int, text.strip()[:10].split("-"))
        return 1 < year < 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]

    return looks
