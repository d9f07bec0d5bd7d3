"""Lines over days as SVG: drawn here, coloured by the style sheet, told in words as well."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH, HEIGHT = 600, 120  # of the drawing, in its own units; it is stretched to its place


@dataclass(frozen=True)
class Chart:
    """A line and the area below it. `top` is the value at the upper edge, `ceiling` the quota's y.

    `points` are the days with their values, for the table that says the same.
    """

    line: str
    area: str
    top: int
    ceiling: float | None
    points: Sequence[tuple[date, int]]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def lowest(self) -> int:
        return min(value for _, value in self.points)

    @property
    def highest(self) -> int:
        return max(value for _, value in self.points)


def over_days(
    points: Sequence[tuple[date, int]], *, until: date, days: int, limit: int | None = None
) -> Chart | None:
    """The last `days` up to `until`; nothing for fewer than two days.

    The quota is drawn where it lies near enough not to press the line flat.
    """
    first = until - timedelta(days=days - 1)
    shown = [(day, value) for day, value in points if first <= day <= until]
    if len(shown) < 2:
        return None
    highest = max(value for _, value in shown)
    near = limit is not None and limit <= highest * 4
    top = max(highest, limit if near and limit else 0, 1)
    top += top // 10  # air above the line

    def x(day: date) -> float:
        return round((day - first).days * WIDTH / (days - 1), 1)

    def y(value: int) -> float:
        return round(HEIGHT - value * HEIGHT / top, 1)

    line = "M" + "L".join(f"{x(day)},{y(value)}" for day, value in shown)
    area = f"{line}L{x(shown[-1][0])},{HEIGHT}L{x(shown[0][0])},{HEIGHT}Z"
    ceiling = y(limit) if near and limit is not None else None
    return Chart(line, area, top, ceiling, shown)
