"""JSON whose numbers keep every digit: Python's own would round what has a point."""

import json
from decimal import Decimal
from typing import Any

_PLAIN = 18  # digits up to which a whole number is an `int`: also safe from quadratic parsing


def loads(text: str) -> Any:
    """The value; numbers are `int` or `Decimal`. Raises `ValueError`, `RecursionError`."""
    return json.loads(text, parse_float=_number, parse_int=_number, parse_constant=_refuse)


def dumps(value: Any) -> str:
    """The text of what `loads` gives, without spaces."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        inner = ",".join(f"{_text(str(key))}:{dumps(one)}" for key, one in value.items())
        return f"{{{inner}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join(map(dumps, value))}]"
    return _text(value)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _number(text: str) -> int | Decimal:
    if len(text) <= _PLAIN and text.lstrip("-").isdecimal():
        return int(text)
    return Decimal(text)


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")
