from datetime import date, timedelta

from bailee.web.ui import charts

TODAY = date(2026, 11, 24)


def _days(*values: int) -> list[tuple[date, int]]:
    return [
        (TODAY - timedelta(days=len(values) - 1 - place), value)
        for place, value in enumerate(values)
    ]


def test_fewer_than_two_days_make_no_line() -> None:
    assert charts.over_days(_days(7), until=TODAY, days=90) is None
    assert (
        charts.over_days([(TODAY - timedelta(days=90), 1), (TODAY, 2)], until=TODAY, days=90)
        is None
    )


def test_line_runs_from_its_first_day_to_the_right_edge() -> None:
    chart = charts.over_days(_days(0, 50, 100), until=TODAY, days=3)
    assert chart is not None
    assert (chart.top, chart.lowest, chart.highest) == (110, 0, 100)
    assert chart.line == "M0.0,120.0L300.0,65.5L600.0,10.9"
    assert chart.area == chart.line + "L600.0,120L0.0,120Z"


def test_quota_is_drawn_where_it_is_near() -> None:
    near = charts.over_days(_days(50, 100), until=TODAY, days=2, limit=200)
    far = charts.over_days(_days(50, 100), until=TODAY, days=2, limit=10_000)
    assert near is not None
    assert far is not None
    assert (near.top, near.ceiling) == (220, 10.9)
    assert (far.top, far.ceiling) == (110, None)


def test_a_flat_nothing_lies_on_the_ground() -> None:
    chart = charts.over_days(_days(0, 0), until=TODAY, days=2)
    assert chart is not None
    assert chart.line == "M0.0,120.0L600.0,120.0"
