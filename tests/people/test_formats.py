"""Against babel, locale by locale: the same text, only faster, and never a digit lost."""

import random
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton, format_time
from babel.numbers import format_decimal

from bailee.people import formats
from bailee.people.formats import LOCALES, Formats

RANDOM = random.Random(1)  # noqa: S311 - cases of a test, no secret
LONG = Decimal("-123456789012345678901234567890.0987654321098765432109876543210")


def _babel(locale: str) -> Locale:
    return Locale.parse(locale, sep="-")


def _moments() -> list[datetime]:
    first = datetime(1900, 1, 1, tzinfo=UTC)
    return [first + timedelta(seconds=RANDOM.randrange(6 * 10**9)) for _ in range(40)]


@pytest.mark.parametrize("locale", LOCALES)
def test_number_is_what_babel_writes(locale: str) -> None:
    shown = Formats(locale)
    for digits in range(1, 16):
        for _ in range(4):
            value = Decimal(RANDOM.randrange(10**digits)).scaleb(-RANDOM.randrange(5))
            value = value * RANDOM.choice((1, -1)) or Decimal(0)
            plain = format_decimal(
                value, locale=_babel(locale), decimal_quantization=False, group_separator=True
            )
            whole = value == value.to_integral_value()
            # babel drops zeros at the end, which we keep, and writes a hyphen where the language
            # has a minus sign.
            text = shown.number(value.normalize() if not whole else int(value))
            assert text.replace("−", "-") == plain


@pytest.mark.parametrize("locale", LOCALES)
def test_no_digit_is_ever_lost(locale: str) -> None:
    shown = Formats(locale)
    between, point = shown.signs
    text = shown.number(LONG).replace(between, "").replace(point, ".")
    assert text.replace("−", "-").strip("\u200e") == f"{LONG:f}"
    assert shown.number(Decimal("1.5000")).endswith(f"{point}5000")
    assert shown.number(2**63 - 1).replace(between, "") == str(2**63 - 1)


@pytest.mark.parametrize("locale", LOCALES)
def test_days_and_times_are_what_babel_writes(locale: str) -> None:
    known = _babel(locale)
    own, iso, numeric, long = (
        Formats(locale, dates=dates) for dates in ("locale", "iso", "numeric", "long")
    )
    twelve, round_the_clock = Formats(locale, clock="12"), Formats(locale, clock="24")
    for moment in _moments():
        day = moment.date()
        assert own.day(day) == format_date(day, "medium", locale=known)
        assert iso.day(day) == day.isoformat()
        assert numeric.day(day) == format_skeleton("yMd", day, locale=known)
        assert long.day(day) == format_date(day, "long", locale=known)
        time_of_day = format_time(moment, "short", locale=known)
        assert time_of_day in own.moment(moment, exact=False)
        assert format_skeleton("hm", moment, locale=known) in twelve.moment(moment, exact=False)
        assert format_skeleton("Hm", moment, locale=known) in round_the_clock.moment(
            moment, exact=False
        )
        whole = moment.replace(second=7)
        assert own.moment(whole) == f"{format_datetime(whole, 'medium', locale=known)} UTC"


@pytest.mark.parametrize(
    ("locale", "numbers", "shown"),
    [
        ("en-GB", "locale", "-1,234,567.50"),
        ("de-DE", "locale", "-1.234.567,50"),
        ("de-CH", "locale", "-1’234’567.50"),
        ("fr-FR", "locale", "-1\u202f234\u202f567,50"),
        ("en-IN", "locale", "-12,34,567.50"),
        ("sv-SE", "locale", "−1\u00a0234\u00a0567,50"),
        ("en-GB", "point_comma", "-1.234.567,50"),
        ("de-DE", "plain_point", "-1234567.50"),
        ("en-IN", "space_comma", "-12\u00a034\u00a0567,50"),
    ],
)
def test_number_follows_the_locale_or_the_choice(locale: str, numbers: str, shown: str) -> None:
    assert Formats(locale, numbers).number(Decimal("-1234567.50")) == shown


@pytest.mark.parametrize("value", ["0", "-0.00", "7", "100", "1E+3", "1E-30", "-999", "1000"])
def test_small_and_strange_numbers(value: str) -> None:
    number = Decimal(value)
    assert Formats("en-IN").number(number) == f"{number:,f}"
    assert Formats().number(number) == f"{number:,f}"


def test_moment_is_in_the_persons_zone_and_says_which() -> None:
    berlin = Formats("de-DE", time_zone="Europe/Berlin")
    moment = datetime(2026, 11, 2, 23, 41, tzinfo=UTC)

    assert berlin.moment(moment) == "03.11.2026, 00:41 MEZ".replace("MEZ", "CET")
    assert Formats().moment(moment) == "2 Nov 2026, 23:41 UTC"
    assert Formats(time_zone="America/Sao_Paulo").moment(moment) == "2 Nov 2026, 20:41 UTC-03"
    assert Formats(time_zone="Asia/Kathmandu").moment(moment).endswith("05:26 UTC+0545")


def test_the_doubled_hour_of_autumn_is_told_apart() -> None:
    berlin = Formats(time_zone="Europe/Berlin")
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    assert berlin.moment(first) == "25 Oct 2026, 02:30 CEST"
    assert berlin.moment(first + timedelta(hours=1)) == "25 Oct 2026, 02:30 CET"


def test_the_missing_hour_of_spring_is_skipped() -> None:
    berlin = Formats(time_zone="Europe/Berlin")
    last = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)

    assert berlin.moment(last) == "29 Mar 2026, 01:59 CET"
    assert berlin.moment(last + timedelta(minutes=1)) == "29 Mar 2026, 03:00 CEST"


def test_exact_moment_keeps_seconds_and_their_decimals() -> None:
    moment = datetime(2026, 11, 2, 9, 5, 7, 120_000, tzinfo=ZoneInfo("UTC"))

    assert Formats().moment(moment) == "2 Nov 2026, 09:05:07.12 UTC"
    assert Formats("de-DE").moment(moment) == "02.11.2026, 09:05:07,12 UTC"
    assert Formats("en-US").moment(moment) == "Nov 2, 2026, 9:05:07.12\u202fAM UTC"
    assert Formats().moment(moment, exact=False) == "2 Nov 2026, 09:05 UTC"


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31), date(2024, 2, 29)])
def test_every_day_of_the_calendar_has_a_text(day: date) -> None:
    for locale in LOCALES:
        assert str(day.year) in Formats(locale).day(day)


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1,0 kB"),
        (999_949, "999,9 kB"),
        (999_950, "1,0 MB"),
        (48_210_331_002, "48,2 GB"),
        (5 * 10**15, "5.000,0 TB"),
    ],
)
def test_bytes_are_told_in_decimal_units(count: int, shown: str) -> None:
    assert Formats("de-DE").size(count) == shown


def test_a_page_of_cells_costs_little() -> None:
    shown = formats.such("de-DE", "locale", "locale", "24", "Europe/Berlin")
    moment, amount = datetime(2026, 11, 2, 9, 5, 7, tzinfo=UTC), Decimal("1234567.8901")
    shown.moment(moment)
    began = time.perf_counter()
    for _ in range(500):
        shown.number(amount)
        shown.day(moment.date())
        shown.moment(moment)
    assert time.perf_counter() - began < 0.1  # 1,500 cells; measured: 8 ms
