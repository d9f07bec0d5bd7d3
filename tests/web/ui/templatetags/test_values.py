from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.template import engines

from bailee.people.formats import Formats

MOMENT = datetime(2026, 11, 2, 23, 41, 5, tzinfo=UTC)
BERLIN = Formats("de-DE", time_zone="Europe/Berlin")


def rendered(source: str, **context: Any) -> str:
    return engines["django"].from_string(source).render(context).strip()


def test_when_speaks_the_zone_of_the_person() -> None:
    assert rendered("{% when moment %}", moment=MOMENT, formats=BERLIN) == (
        '<time datetime="2026-11-02T23:41:05+00:00" title="2026-11-02T23:41:05+00:00">'
        "03.11.2026, 00:41 CET</time>"
    )
    assert "2 Nov 2026, 23:41 UTC" in rendered("{% when moment %}", moment=MOMENT)


def test_when_and_day_take_days_and_nothing() -> None:
    day = date(2023, 12, 7)
    for tag in ("when", "day"):
        assert rendered(f"{{% {tag} day %}}", day=day) == (
            '<time datetime="2023-12-07">7 Dec 2023</time>'
        )
        assert rendered(f"{{% {tag} day %}}", day=None) == '<span class="nothing">–</span>'
    assert ">07.12.2023<" in rendered("{% day day %}", day=day, formats=BERLIN)


def test_number_is_the_persons_and_nothing_is_shown_as_nothing() -> None:
    value = Decimal("-1234567.5000")
    assert rendered("{% number v %}", v=value, formats=BERLIN) == "-1.234.567,5000"
    assert rendered("{% number v %}", v=value) == "-1,234,567.5000"
    assert rendered("{% number v %}", v=None) == '<span class="nothing">–</span>'


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("1480.00", "1,480.00 EUR"), ("-0.5000", "-0.5000 EUR"), ("1E+3", "1,000 EUR")],
)
def test_money_is_never_rounded(amount: str, shown: str) -> None:
    text = rendered("{% money v 'EUR' %}", v=Decimal(amount))
    assert text == f'<span class="number">{shown}</span>'


def test_bytes_are_the_persons() -> None:
    assert rendered("{% bytes v %}", v=48_210_331_002) == "48.2 GB"
    assert rendered("{% bytes v %}", v=48_210_331_002, formats=BERLIN) == "48,2 GB"
