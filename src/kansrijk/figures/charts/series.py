"""A series with the breaks of its definition drawn: no line ever crosses one."""

from collections.abc import Sequence
from dataclasses import dataclass

from kansrijk.figures.catalogue import Break, Indicator
from kansrijk.figures.charts import paper
from kansrijk.figures.charts.paper import Drawing, Scale, Words

WIDTH, LEFT, RIGHT, TOP, BOTTOM, HEIGHT = 400, 52, 24, 34, 34, 220
APART = 10  # between two names below the axis, so that they do not read as one number


@dataclass(frozen=True)
class Step:
    """One period: `year` its middle, `words` its name; `group` changes where the definition or the area does.

    `shape` is ring for a figure that was re-expressed from other borders. Limits without a value are what hidden
    parts leave open.
    """

    year: float
    words: str
    value: float | None
    lower: float | None
    upper: float | None
    group: str
    shape: str = "circle"


@dataclass(frozen=True)
class Series:
    """`breaks` are (year from which another definition holds, its number in the list beside the drawing)."""

    title: str
    description: str
    steps: Sequence[Step]
    breaks: Sequence[tuple[float, str]]
    number: Words


def year_of(period: str) -> float:
    """The middle of a period: 2023 of "2022-2024"."""
    first, _dash, last = period.partition("-")
    return (int(first[:4]) + int((last or first)[:4])) / 2


def breaks_passed(period: str, indicator: Indicator) -> int:
    """How many breaks of this line lie before the middle of a period."""
    return sum(year_of(period) >= year_of(one.from_period) for one in indicator.breaks_of_line)


def broken_inside(period: str, indicator: Indicator) -> list[Break]:
    """The breaks of this line after the first and not after the last year of a period."""
    first, _dash, last = period.partition("-")
    start, end = int(first[:4]), int((last or first)[:4])
    return [one for one in indicator.breaks_of_line if start < year_of(one.from_period) <= end]


def breaks_inside(period: str, indicator: Indicator) -> int:
    """How many there are."""
    return len(broken_inside(period, indicator))


def series(chart: Series) -> Drawing:
    """Points with their intervals, lines within a group only, breaks as upright dashed lines with a number."""
    years = [step.year for step in chart.steps] + [year for year, _ in chart.breaks]
    known = [v for s in chart.steps for v in (s.value, s.lower, s.upper) if v is not None]
    if not years or not known:
        return Drawing(WIDTH, 0, "", chart.title, chart.description)
    first, last = min(years) - 0.5, max(years) + 0.5
    low, high = paper.room(known, share=0.15)
    floor = HEIGHT - BOTTOM

    def across(year: float) -> float:
        return LEFT + (year - first) / (last - first) * (WIDTH - LEFT - RIGHT)

    def up(value: float) -> float:
        return floor - (value - low) / (high - low) * (floor - TOP)

    parts = [
        paper.line(LEFT, floor, WIDTH - RIGHT, floor, kind="axis", stroke=paper.SOFT, width=1),
        *(
            paper.text(LEFT - 8, up(at) + 4, words, size=13, anchor="end", kind="tick")
            for at, words in paper.written(paper.ticks(low, high, 3), chart.number)
        ),
        *named_years(chart.steps, across, floor),
    ]
    for year, name in chart.breaks:
        x = across(year - 0.5)
        parts += [
            paper.line(x, TOP - 6, x, floor, kind="break", stroke=paper.SECOND, width=2, dashes="2 5"),
            paper.text(x, TOP - 12, name, size=13, weight=700, anchor="middle", kind="reference-name"),
        ]
    for group in dict.fromkeys(step.group for step in chart.steps):
        held = [s for s in chart.steps if s.group == group and s.value is not None]
        if len(held) > 1:
            at = [(across(s.year), up(s.value)) for s in held if s.value is not None]
            parts.append(paper.curve(at, kind="trend", stroke=paper.ACCENT))
        parts += [_point(step, across, up) for step in held]
    parts += [_span(step, across, up) for step in chart.steps if step.value is None]
    return Drawing(WIDTH, HEIGHT, "".join(parts), chart.title, chart.description)


def named_years(steps: Sequence[Step], across: Scale, floor: float) -> list[str]:
    """The names of the periods, as many as stand apart; the latest first, because that is the one people look for."""
    found: list[str] = []
    free = float("inf")
    for step in sorted(steps, key=lambda one: -one.year):
        x = across(step.year)
        wide = 8.0 * len(step.words)
        if x + wide / 2 + APART <= free:
            found.insert(0, paper.text(x, floor + 18, step.words, size=13, anchor="middle", kind="tick"))
            free = x - wide / 2
    return found


def _point(step: Step, across: Scale, up: Scale) -> str:
    x = across(step.year)
    drawn = ""
    if step.lower is not None and step.upper is not None:
        drawn = paper.line(x, up(step.lower), x, up(step.upper), kind="interval", stroke=paper.ACCENT, width=2)
    assert step.value is not None
    return drawn + paper.mark(x, up(step.value), step.shape, 4)


def _span(step: Step, across: Scale, up: Scale) -> str:
    """Where a figure must lie that is not shown."""
    if step.lower is None or step.upper is None:
        return ""
    x = across(step.year)
    return paper.line(x, up(step.lower), x, up(step.upper), kind="span", stroke=paper.SOFT, width=2, dashes="2 4")
