"""Several areas through the years: a line and a shape for each, and no line across a break or a gap of borders."""

from collections.abc import Sequence
from dataclasses import dataclass

from kansrijk.figures.charts import paper
from kansrijk.figures.charts.paper import Drawing, Scale, Words
from kansrijk.figures.charts.series import Step, named_years

WIDTH, LEFT, RIGHT, BOTTOM, HEIGHT = 400, 52, 24, 34, 230
KEY_ROW, KEY_TOP, BREAK_ROOM = 22, 10, 30
APART = 4.0  # points of one year stand this far beside one another, so that their margins can be told apart
# Shape and dashes per line: what is told by colour is told by both of them as well.
SHAPES = ("circle", "square", "up", "down", "diamond", "cross")
DASHES = ("", "7 4", "2 4", "10 3 2 3", "5 2", "1 3")


@dataclass(frozen=True)
class Run:
    """One line with its name. A step with shape `ring` is drawn open: it was re-expressed from other borders."""

    name: str
    steps: Sequence[Step]


@dataclass(frozen=True)
class Lines:
    """At most six runs; `reference` is drawn without points. `breaks` as in a series."""

    title: str
    description: str
    runs: Sequence[Run]
    reference: Run | None
    breaks: Sequence[tuple[float, str]]
    number: Words


@dataclass(frozen=True)
class _Field:
    across: Scale
    up: Scale


def lines(chart: Lines) -> Drawing:
    """The names with their shapes above it, because a drawing that leaves its page needs them."""
    every = [*chart.runs, *([chart.reference] if chart.reference else [])]
    steps = sorted((step for run in every for step in run.steps), key=lambda step: step.year)
    known = [v for s in steps for v in (s.value, s.lower, s.upper) if v is not None]
    if not known:
        return Drawing(WIDTH, 0, "", chart.title, chart.description)
    top = KEY_TOP + KEY_ROW * len(every) + BREAK_ROOM
    floor = top + HEIGHT - BOTTOM
    years = [step.year for step in steps] + [year for year, _ in chart.breaks]
    first, last = min(years) - 0.5, max(years) + 0.5
    low, high = paper.room(known, share=0.1)
    field = _Field(
        lambda year: LEFT + (year - first) / (last - first) * (WIDTH - LEFT - RIGHT),
        lambda value: floor - (value - low) / (high - low) * (floor - top),
    )
    parts = [
        *(_key(place, run) for place, run in enumerate(chart.runs)),
        paper.line(LEFT, floor, WIDTH - RIGHT, floor, kind="axis", stroke=paper.SOFT, width=1),
        *(
            paper.text(LEFT - 8, field.up(at) + 4, words, size=13, anchor="end", kind="tick")
            for at, words in paper.written(paper.ticks(low, high, 3), chart.number)
        ),
        *named_years(steps, field.across, floor),
    ]
    for year, name in chart.breaks:
        x = field.across(year - 0.5)
        parts += [
            paper.line(x, top - 6, x, floor, kind="break", stroke=paper.SECOND, width=2, dashes="2 5"),
            paper.text(x, top - 12, name, size=13, weight=700, anchor="middle", kind="reference-name"),
        ]
    if chart.reference:
        parts += _reference(chart.reference, len(chart.runs), field)
    for place, run in enumerate(chart.runs):
        parts += _run(place, run, field, (place - (len(chart.runs) - 1) / 2) * APART)
    return Drawing(WIDTH, top + HEIGHT, "".join(parts), chart.title, chart.description)


def _look(place: int) -> tuple[str, str, str]:
    """(colour, kind of mark, kind of line): every other area has the second accent."""
    return (paper.SECOND, "here", "second") if place % 2 else (paper.ACCENT, "mark", "trend")


def _key(place: int, run: Run) -> str:
    """The name of an area beside its line and shape."""
    y = KEY_TOP + KEY_ROW * place + 8
    stroke, kind, line = _look(place)
    return (
        paper.curve([(8, y), (44, y)], kind=line, stroke=stroke, dashes=DASHES[place])
        + paper.mark(26, y, SHAPES[place], 4, kind=kind)
        + paper.text(54, y + 5, run.name, size=14)
    )


def _reference(run: Run, place: int, field: _Field) -> list[str]:
    y = KEY_TOP + KEY_ROW * place + 8
    drawn = [
        paper.line(8, y, 44, y, kind="axis", stroke=paper.SOFT, width=3),
        paper.text(54, y + 5, run.name, size=14),
    ]
    for held in _joined(run.steps):
        at = [(field.across(s.year), field.up(s.value)) for s in held if s.value is not None]
        if len(at) > 1:
            drawn.append(paper.curve(at, kind="axis", stroke=paper.SOFT, width=3))
        drawn += [paper.line(x - 4, down, x + 4, down, kind="axis", stroke=paper.SOFT, width=3) for x, down in at]
    return drawn


def _joined(steps: Sequence[Step]) -> list[list[Step]]:
    """What one line may join: neighbours with a value, of one group. Where a figure is not shown the line stops."""
    found: list[list[Step]] = []
    before: Step | None = None
    for step in steps:
        if step.value is not None:
            if before is not None and before.value is not None and before.group == step.group:
                found[-1].append(step)
            else:
                found.append([step])
        before = step
    return found


def _run(place: int, run: Run, field: _Field, aside: float) -> list[str]:
    stroke, kind, line = _look(place)
    drawn = []
    for held in _joined(run.steps):
        at = [(field.across(s.year) + aside, field.up(s.value)) for s in held if s.value is not None]
        if len(at) > 1:
            drawn.append(paper.curve(at, kind=line, stroke=stroke, dashes=DASHES[place]))
    for step in run.steps:
        x = field.across(step.year) + aside
        if step.lower is not None and step.upper is not None:
            is_open = step.value is None
            drawn.append(
                paper.line(
                    x,
                    field.up(step.lower),
                    x,
                    field.up(step.upper),
                    kind="span" if is_open else "interval",
                    stroke=paper.SOFT if is_open else stroke,
                    width=2 if is_open else 1,
                    dashes="2 4" if is_open else "",
                )
            )
        if step.value is not None:
            is_told = step.shape == "ring"
            drawn.append(paper.mark(x, field.up(step.value), SHAPES[place], 4, kind=kind, is_open=is_told))
    return drawn
