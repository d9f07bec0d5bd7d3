from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, engines
from django.test import RequestFactory

from bailee.web.ui.templatetags import ui

MOMENT = datetime(2026, 11, 2, 23, 41, tzinfo=UTC)


def rendered(source: str, **context: Any) -> str:
    return engines["django"].from_string(source).render(context).strip()


def test_icon_is_hidden_from_screen_readers() -> None:
    icon = ui.icon("check")

    assert icon.startswith("<svg ")
    assert 'aria-hidden="true"' in icon
    assert "style" not in icon


@pytest.mark.parametrize(
    ("path", "current"),
    [("/privacy", True), ("/privacy/more", True), ("/privacy-not", False), ("/", False)],
)
def test_nav_marks_where_one_is(path: str, current: bool) -> None:  # noqa: FBT001 - a case
    context = Context({"request": RequestFactory().get(path)})

    item = ui.nav(context, "site:privacy", "Privacy", "file-text")

    assert ('aria-current="page"' in item) is current
    assert '<a href="/privacy"' in item


def test_nav_leaves_out_a_page_that_this_face_lacks() -> None:
    context = Context({"request": RequestFactory().get("/")})

    assert ui.nav(context, "office:clients", "Clients", "users") == ""


@pytest.mark.parametrize(
    ("state", "tone", "text"),
    [
        ("active", "good", "Active"),
        ("not built", "warn", "Not built"),
        ("handing_back", "note", "Handing back"),
        ("broken", "bad", "Broken"),
        ("<b>", "", "&lt;b&gt;"),
    ],
)
def test_badge_wears_the_tone_of_its_state(state: str, tone: str, text: str) -> None:
    badge = ui.badge(state)

    assert badge.startswith(f'<span class="badge {tone}">')
    assert badge.endswith(f"{text}</span>")


def test_no_state_has_two_tones() -> None:
    words = [word for known in ui.STATES.values() for word in known]

    assert sorted(set(words)) == sorted(words)


def test_when_speaks_the_zone_of_the_person() -> None:
    berlin = SimpleNamespace(time_zone="Europe/Berlin")

    assert rendered("{% when moment %}", moment=MOMENT, user=berlin) == (
        '<time datetime="2026-11-02T23:41:00+00:00" title="2026-11-02T23:41:00+00:00">'
        "3 Nov 2026, 00:41 CET</time>"
    )
    assert "2 Nov 2026, 23:41 UTC" in rendered("{% when moment %}", moment=MOMENT)


def test_when_takes_days_and_nothing() -> None:
    assert rendered("{% when day %}", day=date(2023, 12, 7)) == (
        '<time datetime="2023-12-07">7 Dec 2023</time>'
    )
    assert rendered("{% when day %}", day=None) == '<span class="nothing">–</span>'


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("1480.00", "1,480.00 EUR"), ("-0.5000", "-0.5000 EUR"), ("1E+3", "1,000 EUR")],
)
def test_money_is_never_rounded(amount: str, shown: str) -> None:
    assert ui.money(Decimal(amount), "EUR") == f'<span class="number">{shown}</span>'


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (48_210_331_002, "48.2 GB"),
        (5 * 10**15, "5000.0 TB"),
    ],
)
def test_bytes_are_told_in_decimal_units(count: int, shown: str) -> None:
    assert ui.size(count) == shown
