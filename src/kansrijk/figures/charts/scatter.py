"""Two figures of the same areas against each other; one area may be marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from kansrijk.figures.charts import paper
from kansrijk.figures.charts.paper import Drawing, Words

SIZE, LEFT, RIGHT, TOP, BOTTOM = 400, 58, 18, 34, 56


@dataclass(frozen=True)
class Scatter:
    """`points` are (x, y, what is read aloud); `here` is the marked one with its name, or None."""

    title: str
    description: str
    points: Sequence[tuple[float, float, str]]
    here: tuple[float, float, str] | None
    x_name: str
    y_name: str
    x_number: Words
    y_number: Words


def scatter(chart: Scatter) -> Drawing:
    """Equal dots, no line through them: the sentence beside it says how closely they go together."""
    every = [*chart.points, *([chart.here] if chart.here else [])]
    if not every:
        return Drawing(SIZE, TOP + BOTTOM, "", chart.title, chart.description)
    x_low, x_high = paper.room([one[0] for one in every])
    y_low, y_high = paper.room([one[1] for one in every])
    floor = SIZE - BOTTOM

    def across(value: float) -> float:
        return LEFT + (value - x_low) / (x_high - x_low) * (SIZE - LEFT - RIGHT)

    def up(value: float) -> float:
        return floor - (value - y_low) / (y_high - y_low) * (floor - TOP)

    parts = [frame(floor, TOP)]
    for at, words in paper.written(paper.ticks(x_low, x_high), chart.x_number):
        parts.append(paper.text(across(at), floor + 18, words, size=13, anchor="middle", kind="tick"))
    for at, words in paper.written(paper.ticks(y_low, y_high), chart.y_number):
        parts.append(paper.text(LEFT - 8, up(at) + 4, words, size=13, anchor="end", kind="tick"))
    parts += [
        paper.text(8, 18, short(chart.y_name), size=13, weight=700),
        paper.text(SIZE - RIGHT, floor + 40, short(chart.x_name), size=13, weight=700, anchor="end"),
        *(paper.mark(across(x), up(y), "circle", 3, kind="point", label=label) for x, y, label in chart.points),
    ]
    if chart.here:
        x, y, name = chart.here
        left = across(x) > SIZE * 0.6
        parts += [
            paper.mark(across(x), up(y), "diamond", 7, kind="here", label=name),
            paper.text(
                across(x) + (-12 if left else 12),
                up(y) - 8,
                name,
                weight=700,
                anchor="end" if left else "start",
                kind="halo",
            ),
        ]
    return Drawing(SIZE, SIZE, "".join(parts), chart.title, chart.description)


def frame(floor: float, top: float) -> str:
    """The two axes."""
    return paper.line(LEFT, floor, SIZE - RIGHT, floor, kind="axis", stroke=paper.SOFT, width=1) + paper.line(
        LEFT, top, LEFT, floor, kind="axis", stroke=paper.SOFT, width=1
    )


def short(words: str, longest: int = 46) -> str:
    """A name that fits an axis; whole in the sentence and the table beside the drawing."""
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"
