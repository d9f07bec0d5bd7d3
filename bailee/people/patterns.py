"""Patterns of CLDR such as `d MMM y`, read once into a function that writes dates by them."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from babel import Locale
from babel.dates import DateTimeFormat, tokenize_pattern

type Shown = Callable[[Any], str]  # of a date or datetime, as the pattern asks

_NUMBERS: dict[str, Callable[[Any], int]] = {
    "d": lambda value: value.day,
    "H": lambda value: value.hour,
    "h": lambda value: value.hour % 12 or 12,
    "K": lambda value: value.hour % 12,
    "k": lambda value: value.hour or 24,
    "m": lambda value: value.minute,
}


def read(pattern: str, locale: Locale, decimal: str = "") -> Shown:
    """The function of a pattern. `decimal`: seconds get their decimals behind this sign."""
    parts = [_part(kind, content, locale, decimal) for kind, content in tokenize_pattern(pattern)]

    def shown(value: Any) -> str:
        return "".join([part if isinstance(part, str) else part(value) for part in parts])

    return shown


def _part(kind: str, content: Any, locale: Locale, decimal: str) -> str | Shown:
    """One piece: text as it stands, or what writes a field."""
    if kind == "chars":
        return str(content)
    letter, length = content
    shown: Shown = lambda value: DateTimeFormat(value, locale)[letter * length]  # noqa: E731 - read as a table
    if letter in _NUMBERS and length <= 2:
        shown = _counted(_NUMBERS[letter], length)
    elif letter == "y" and length != 2:
        shown = lambda value: f"{value.year:0{length}}"  # noqa: E731 - as above
    elif letter in "ML":
        shown = _month(letter, length, locale)
    elif letter == "s":
        shown = lambda value: f"{value.second:0{length}}{_decimals(value, decimal)}"  # noqa: E731 - as above
    elif letter == "a":
        shown = _half(length, locale)
    return shown


def _counted(of: Callable[[Any], int], length: int) -> Shown:
    if length == 1:
        return lambda value: str(of(value))
    return lambda value: f"{of(value):02}"


def _month(letter: str, length: int, locale: Locale) -> Shown:
    names = [
        DateTimeFormat(date(2000, month, 1), locale)[letter * length] for month in range(1, 13)
    ]
    return lambda value: names[value.month - 1]


def _half(length: int, locale: Locale) -> Shown:
    """Before and after noon."""
    names = [DateTimeFormat(time(hour), locale)["a" * length] for hour in (1, 13)]
    return lambda value: names[value.hour >= 12]


def _decimals(value: datetime, sign: str) -> str:
    if not sign or not value.microsecond:
        return ""
    return sign + f"{value.microsecond:06}".rstrip("0")
