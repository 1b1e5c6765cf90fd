"""Dots with intervals: one line per area, and the reference as an upright line through all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from kansrijk.figures.charts import paper
from kansrijk.figures.charts.paper import Drawing, Scale, Words

WIDTH, RIGHT, TOP, BOTTOM = 400, 16, 32, 42
ROW, LEFT = 46, 16
# More areas than this: a line each, the name beside it, so that a whole municipality fits a screen.
MANY, NARROW_ROW, NARROW_LEFT, LONGEST_NAME = 12, 22, 168, 24
# Word of the comparison → shape; colour says nothing here.
SHAPES = {
    "higher": "up",
    "lower": "down",
    "similar": "circle",
    "not_compared": "ring",
}


def dots_shape(side: str) -> str:
    """The shape for a side: higher, lower, similar or not_compared."""
    return SHAPES[side]


@dataclass(frozen=True)
class Dot:
    """One area. `value` None shows `words` (such as "hidden") in its place; limits may be missing."""

    name: str
    value: float | None
    lower: float | None
    upper: float | None
    shape: str
    words: str


@dataclass(frozen=True)
class Dots:
    """The chart: rows in the order of the table, the reference (a value and its name), how numbers are written."""

    title: str
    description: str
    rows: Sequence[Dot]
    reference: float | None
    reference_name: str
    number: Words
    unit: str


def dots(chart: Dots) -> Drawing:
    """Names stand above their line, so that it can be read at the width of a phone."""
    known = [v for row in chart.rows for v in (row.value, row.lower, row.upper) if v is not None]
    known += [chart.reference] if chart.reference is not None else []
    is_narrow = len(chart.rows) > MANY
    row_height, left = (NARROW_ROW, NARROW_LEFT) if is_narrow else (ROW, LEFT)
    height = TOP + row_height * len(chart.rows) + BOTTOM
    if not known:
        body = "".join(_empty(TOP + row_height * i, row, is_narrow) for i, row in enumerate(chart.rows))
        return Drawing(WIDTH, height, body, chart.title, chart.description)
    low, high = paper.room(known)

    def across(value: float) -> float:
        return left + (value - low) / (high - low) * (WIDTH - left - RIGHT)

    floor = TOP + row_height * len(chart.rows)
    parts = [
        paper.line(left, floor + 4, WIDTH - RIGHT, floor + 4, kind="axis", stroke=paper.SOFT, width=1),
        *(_tick(across(at), floor, words) for at, words in paper.written(paper.ticks(low, high), chart.number)),
    ]
    if chart.unit:
        parts.append(paper.text(WIDTH - RIGHT, floor + 36, chart.unit, size=12, anchor="end", fill=paper.SOFT))
    if chart.reference is not None:
        here = across(chart.reference)
        anchor = "start" if here < WIDTH * 0.3 else "end" if here > WIDTH * 0.7 else "middle"
        parts += [
            paper.line(here, TOP - 8, here, floor + 4, kind="reference", stroke=paper.SECOND, width=2, dashes="5 4"),
            paper.text(here, TOP - 14, chart.reference_name, size=15, anchor=anchor, weight=700, kind="reference-name"),
        ]
    for i, row in enumerate(chart.rows):
        top = TOP + row_height * i
        parts.append(_empty(top, row, is_narrow) if row.value is None else _row(top, row, across, is_narrow))
    return Drawing(WIDTH, height, "".join(parts), chart.title, chart.description)


def _tick(x: float, floor: float, words: str) -> str:
    return paper.line(x, floor + 4, x, floor + 8, kind="axis", stroke=paper.SOFT, width=1) + paper.text(
        x, floor + 22, words, size=13, anchor="middle", fill=paper.SOFT, kind="tick"
    )


def _row(top: float, row: Dot, across: Scale, is_narrow: bool) -> str:
    assert row.value is not None
    middle = top + (12 if is_narrow else 32)
    parts = [_name(top, row.name if is_narrow else f"{row.name}: {row.words}", is_narrow)]
    cap = 3 if is_narrow else 4
    if row.lower is not None and row.upper is not None:
        left, right = across(row.lower), across(row.upper)
        parts += [
            paper.line(left, middle, right, middle, kind="interval", stroke=paper.ACCENT, width=2.5),
            paper.line(left, middle - cap, left, middle + cap, kind="interval", stroke=paper.ACCENT, width=2.5),
            paper.line(right, middle - cap, right, middle + cap, kind="interval", stroke=paper.ACCENT, width=2.5),
        ]
    parts.append(paper.mark(across(row.value), middle, row.shape, 4 if is_narrow else 5.5))
    return "".join(parts)


def _name(top: float, words: str, is_narrow: bool) -> str:
    if not is_narrow:
        return paper.text(LEFT, top + 16, words, size=15)
    shown = words if len(words) <= LONGEST_NAME else words[: LONGEST_NAME - 1].rstrip() + "…"
    return paper.text(NARROW_LEFT - 12, top + 16, shown, size=12, anchor="end")


def _empty(top: float, row: Dot, is_narrow: bool) -> str:
    across, down = (NARROW_LEFT, 16) if is_narrow else (LEFT, 36)
    return _name(top, row.name, is_narrow) + paper.text(
        across, top + down, row.words, size=13, fill=paper.SOFT, kind="absent"
    )
