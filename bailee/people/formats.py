"""Numbers, days and moments as one person writes them: exact to the last digit, and fast.

The names, signs and orders are Unicode's (CLDR, by babel). A page has 1,500 cells: a pattern is
read once and kept, 4 µs for each value where babel's own functions take five times as long.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from django.utils.translation import ngettext

from bailee.people import patterns
from bailee.people.patterns import Shown

HOUSE = "en-GB"  # the locale of who has chosen none
UNITS = ("bytes", "kB", "MB", "GB", "TB")

# What may be chosen instead of the locale's own: sign between thousands, decimal sign.
NUMBERS: dict[str, tuple[str, str]] = {
    "comma_point": (",", "."),
    "point_comma": (".", ","),
    "space_comma": ("\u00a0", ","),
    "space_point": ("\u00a0", "."),
    "apostrophe_point": ("’", "."),
    "plain_point": ("", "."),
    "plain_comma": ("", ","),
}
DATES: dict[str, str] = {"iso": "yyyy-MM-dd", "numeric": "", "long": ""}  # "": as the locale has it
CLOCKS: dict[str, tuple[str, str]] = {"24": ("Hm", "Hms"), "12": ("hm", "hms")}  # CLDR skeletons
LOCALES = (
    "en-GB", "en-US", "en-IE", "en-CA", "en-AU", "en-NZ", "en-IN", "en-ZA", "bg-BG", "hr-HR",
    "cs-CZ", "da-DK", "nl-NL", "nl-BE", "et-EE", "fi-FI", "fr-FR", "fr-BE", "fr-CA", "fr-CH",
    "de-DE", "de-AT", "de-CH", "el-GR", "hu-HU", "is-IS", "it-IT", "it-CH", "ja-JP", "ko-KR",
    "lv-LV", "lt-LT", "nb-NO", "pl-PL", "pt-PT", "pt-BR", "ro-RO", "sk-SK", "sl-SI", "es-ES",
    "es-MX", "sv-SE", "tr-TR", "uk-UA", "zh-CN",
)  # fmt: skip


@dataclass(frozen=True)
class Formats:
    """How one person reads. `numbers`, `dates` and `clock` are "locale" or a key from above."""

    locale: str = HOUSE
    numbers: str = "locale"
    dates: str = "locale"
    clock: str = "locale"
    time_zone: str = "UTC"

    def number(self, value: Decimal | int) -> str:
        """Grouped by thousands; every digit is kept, also zeros at the end. Never rounded."""
        text = self._grouped(value)
        return f"{self._minus}{text[1:]}" if text.startswith("-") else text

    def day(self, value: date) -> str:
        return self._day(value)

    def moment(self, value: datetime, *, exact: bool = True) -> str:
        """In the person's zone, with the zone's name. Raises `OverflowError` at years 1 and 9999.

        `exact` adds seconds, and their decimals, where there are any; else they are left out.
        """
        local = value.astimezone(self._zone)
        fine = exact and (local.second or local.microsecond)
        clock = (self._time_fine if fine else self._time)(local)
        return f"{self._joined.format(clock, self._day(local))} {_zone_name(local)}"

    def size(self, count: int) -> str:
        """A number of bytes in decimal units, one place after the decimal sign."""
        if abs(count) < 1000:
            return f"{self.number(count)} {ngettext('byte', 'bytes', count)}"
        amount, unit = Decimal(count), 0
        while abs(amount) >= Decimal("999.95") and unit < len(UNITS) - 1:
            amount, unit = amount / 1000, unit + 1
        return f"{self.number(round(amount, 1))} {UNITS[unit]}"

    def money(self, amount: Decimal, currency: str) -> str:
        """The amount, and the code of its currency behind it, so that no sign is read wrongly."""
        return f"{self.number(amount)} {currency}"

    @cached_property
    def babel(self) -> Locale:
        """The locale as babel knows it."""
        return Locale.parse(self.locale, sep="-")

    @cached_property
    def signs(self) -> tuple[str, str]:
        """The sign between thousands (may be empty), and the decimal sign."""
        symbols = self.babel.number_symbols["latn"]
        return NUMBERS.get(self.numbers) or (symbols["group"], symbols["decimal"])

    @cached_property
    def date_pattern(self) -> str:
        """In the letters of CLDR, such as `dd/MM/y`."""
        if self.dates == "numeric":
            return str(self.babel.datetime_skeletons["yMd"].pattern)
        if self.dates == "long":
            return str(self.babel.date_formats["long"].pattern)
        return DATES.get(self.dates) or str(self.babel.date_formats["medium"].pattern)

    @cached_property
    def time_pattern(self) -> tuple[str, str]:
        """The pattern to the minute, and the one with seconds."""
        known = self.babel
        if self.clock in CLOCKS:
            found = (known.datetime_skeletons[name].pattern for name in CLOCKS[self.clock])
        else:
            found = (known.time_formats[name].pattern for name in ("short", "medium"))
        short, fine = map(str, found)
        return short, fine

    @cached_property
    def _grouped(self) -> Callable[[Decimal | int], str]:
        between, point = self.signs
        indian = self.babel.decimal_formats[None].grouping == (3, 2) and between
        signs = str.maketrans({",": between, ".": point})

        def grouped(value: Decimal | int) -> str:
            text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,d}"
            return (_by_lakh(text) if indian else text).translate(signs)

        return grouped

    @cached_property
    def _minus(self) -> str:
        return str(self.babel.number_symbols["latn"]["minusSign"])

    @cached_property
    def _day(self) -> Shown:
        return patterns.read(self.date_pattern, self.babel)

    @cached_property
    def _time(self) -> Shown:
        return patterns.read(self.time_pattern[0], self.babel)

    @cached_property
    def _time_fine(self) -> Shown:
        decimal = str(self.babel.number_symbols["latn"]["decimal"])
        return patterns.read(self.time_pattern[1], self.babel, decimal)

    @cached_property
    def _joined(self) -> str:
        return str(self.babel.datetime_formats["medium"]).replace("'", "")

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


@lru_cache(maxsize=512)
def such(locale: str, numbers: str, dates: str, clock: str, time_zone: str) -> Formats:
    """The one object for these choices: what it has read of CLDR is kept for the next request."""
    return Formats(locale, numbers, dates, clock, time_zone)


PLAIN = such(HOUSE, "locale", "locale", "locale", "UTC")  # of who reads English and chose nothing


def exact_moment(value: datetime) -> str:
    """The same moment for machines: ISO 8601 in UTC."""
    return value.astimezone(UTC).isoformat()


def _by_lakh(text: str) -> str:
    """From groups of three to 12,34,567: three digits, then two each."""
    whole, point, rest = text.partition(".")
    sign = "-" if whole.startswith("-") else ""
    digits = whole.removeprefix("-").replace(",", "")
    head, tail = digits[:-3], digits[-3:]
    first = len(head) % 2
    pairs = [head[:first]] * bool(first)
    pairs += [head[place : place + 2] for place in range(first, len(head), 2)]
    return sign + ",".join([*pairs, tail]) + point + rest


def _zone_name(local: datetime) -> str:
    """“CET”; zones without a name of their own, such as “-03”, say from what they count."""
    name = local.tzname() or "UTC"
    return f"UTC{name}" if name.startswith(("+", "-")) else name
