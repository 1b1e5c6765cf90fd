"""A funnel: every area by its size, between the limits within which chance alone sets it apart from the target."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kansrijk.figures.charts import paper
from kansrijk.figures.charts.paper import Drawing, Words
from kansrijk.figures.charts.scatter import LEFT, RIGHT, SIZE, frame, short

TOP, BOTTOM = 34, 56
SHAPES = {"inside": "circle", "between": "ring", "outside": "diamond"}


@dataclass(frozen=True)
class Funnel:
    """`points` are (denominator, value, place: a key of SHAPES, what is read aloud), `curves` one list of
    (denominator, lower 95, upper 95, lower 99.8, upper 99.8); `target` is the value of the middle line."""

    title: str
    description: str
    points: Sequence[tuple[float, float, str, str]]
    curves: Sequence[tuple[float, float, float, float, float]]
    target: float
    here: str
    size_name: str
    value_name: str
    size_number: Words
    value_number: Words


def funnel(chart: Funnel) -> Drawing:
    """Size on a logarithmic axis, so that small areas can be told apart."""
    sizes = [at[0] for at in chart.curves]
    low, high = math.log10(min(sizes)), math.log10(max(sizes))
    values = [v for at in chart.curves for v in (at[1], at[2])] + [point[1] for point in chart.points]
    v_low, v_high = paper.room(values)
    floor = SIZE - BOTTOM

    def across(size: float) -> float:
        return LEFT + (math.log10(size) - low) / ((high - low) or 1) * (SIZE - LEFT - RIGHT)

    def up(value: float) -> float:
        return floor - (min(max(value, v_low), v_high) - v_low) / (v_high - v_low) * (floor - TOP)

    parts = [frame(floor, TOP)]
    parts += [
        paper.text(across(at), floor + 18, words, size=13, anchor="middle", kind="tick")
        for at, words in paper.written(_powers(low, high), chart.size_number)
    ]
    parts += [
        paper.text(LEFT - 8, up(at) + 4, words, size=13, anchor="end", kind="tick")
        for at, words in paper.written(paper.ticks(v_low, v_high), chart.value_number)
    ]
    for index, dashes in ((1, "5 4"), (2, "5 4"), (3, ""), (4, "")):
        # A limit that leaves the drawing ends there; a level line along its edge would look like a limit.
        points = [(across(at[0]), up(at[index])) for at in chart.curves if v_low <= at[index] <= v_high]
        parts.append(paper.curve(points, kind="limit", stroke=paper.SOFT, dashes=dashes))
    parts.append(
        paper.line(LEFT, up(chart.target), SIZE - RIGHT, up(chart.target), kind="target", stroke=paper.SECOND, width=2)
    )
    for size, value, place, label in chart.points:
        kind = "here" if chart.here and label.startswith(f"{chart.here}:") else "point"
        parts.append(paper.mark(across(size), up(value), SHAPES[place], 3.5, kind=kind, label=label))
    parts += [
        paper.text(8, 18, short(chart.value_name), size=13, weight=700),
        paper.text(SIZE - RIGHT, floor + 40, short(chart.size_name), size=13, weight=700, anchor="end"),
    ]
    return Drawing(SIZE, SIZE, "".join(parts), chart.title, chart.description)


def _powers(low: float, high: float) -> list[float]:
    """Round sizes on a logarithmic axis: tens, with 2 and 5 between where there are few."""
    tens = [10.0**p for p in range(math.floor(low), math.ceil(high) + 1)]
    between = tens if high - low > 2 else [ten * factor for ten in tens for factor in (1, 2, 5)]
    return [at for at in between if low <= math.log10(at) <= high]
