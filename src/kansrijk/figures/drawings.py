"""Small drawings beside a figure: the trend as a sparkline, and the spine that places a value among others.

Pure functions to SVG text; every drawing repeats something that stands in words or in a table beside it, so it is
hidden from screen readers. Nothing hidden at the source or by us is ever drawn: a gap is a gap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

WIDTH, HEIGHT, PAD = 120, 28, 3


class Point(NamedTuple):
    """One period of a series; `value` None leaves a gap, `is_break` starts a new line under another definition,
    `is_told` is an open dot: the figure was re-expressed from other borders."""

    value: float | None
    is_break: bool = False
    is_told: bool = False


def _segments(
    points: Sequence[Point], x: Sequence[float], y: Sequence[float | None]
) -> list[list[tuple[float, float]]]:
    lines: list[list[tuple[float, float]]] = [[]]
    for point, across, up in zip(points, x, y, strict=True):
        if up is None or point.is_break:
            lines.append([])
        if up is not None:
            lines[-1].append((across, up))
    return [line for line in lines if line]


def sparkline(points: Sequence[Point]) -> str:
    """The series as a line, its last point marked; a lone period is a dot, a break is an upright dashed line.

    Empty text when no two periods make a line: the table of periods says it all.
    """
    values = [point.value for point in points if point.value is not None]
    if not any(a.value is not None and b.value is not None and not b.is_break for a, b in pairwise(points)):
        return ""
    low, high = min(values), max(values)
    spread = (high - low) or 1.0
    step = (WIDTH - 2 * PAD) / (len(points) - 1)
    x = [PAD + i * step for i in range(len(points))]
    y = [None if p.value is None else HEIGHT - PAD - (p.value - low) / spread * (HEIGHT - 2 * PAD) for p in points]
    segments = _segments(points, x, y)
    drawn = [
        f'<path class="k-spark__break" d="M{across - step / 2:.1f} 0V{HEIGHT}"/>'
        for point, across in zip(points, x, strict=True)
        if point.is_break
    ]
    drawn += [
        '<polyline points="{}"/>'.format(" ".join(f"{a:.1f},{b:.1f}" for a, b in line))
        for line in segments
        if len(line) > 1
    ]
    drawn += [f'<circle cx="{line[0][0]:.1f}" cy="{line[0][1]:.1f}" r="1.8"/>' for line in segments if len(line) == 1]
    drawn += [
        f'<circle class="k-spark__told" cx="{across:.1f}" cy="{up:.1f}" r="2"/>'
        for point, across, up in zip(points, x, y, strict=True)
        if point.is_told and up is not None
    ]
    last = segments[-1][-1]
    drawn.append(f'<circle cx="{last[0]:.1f}" cy="{last[1]:.1f}" r="2.5"/>')
    return (
        f'<svg class="k-spark" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'aria-hidden="true" focusable="false">{"".join(drawn)}</svg>'
    )


@dataclass(frozen=True)
class Spine:
    """What the spine shows: the area's value and interval, the country, and how all areas of its level lie.

    `quarter` to `three_quarters` holds the middle half of those areas.
    """

    value: float
    lower: float | None
    upper: float | None
    benchmark: float | None
    lowest: float | None
    highest: float | None
    quarter: float | None = None
    three_quarters: float | None = None


def spine(parts: Spine) -> str:
    """One horizontal line: bars for all areas and their middle half, a tick for the country, a dot for the area."""
    known = [
        v
        for v in (parts.value, parts.lower, parts.upper, parts.benchmark, parts.lowest, parts.highest)
        if v is not None
    ]
    low, high = min(known), max(known)
    spread = (high - low) or 1.0

    def at(value: float) -> float:
        return 6 + (value - low) / spread * 148

    drawn = ['<line class="k-spine__axis" x1="6" x2="154" y1="12" y2="12"/>']
    if parts.lowest is not None and parts.highest is not None:
        width = at(parts.highest) - at(parts.lowest)
        drawn.append(f'<rect class="k-spine__range" x="{at(parts.lowest):.1f}" y="9" width="{width:.1f}" height="6"/>')
    if parts.quarter is not None and parts.three_quarters is not None:
        start, width = at(parts.quarter), at(parts.three_quarters) - at(parts.quarter)
        drawn.append(f'<rect class="k-spine__middle" x="{start:.1f}" y="7" width="{max(width, 1):.1f}" height="10"/>')
    if parts.benchmark is not None:
        here = at(parts.benchmark)
        drawn.append(f'<line class="k-spine__benchmark" x1="{here:.1f}" x2="{here:.1f}" y1="3" y2="21"/>')
    if parts.lower is not None and parts.upper is not None:
        drawn.append(
            f'<line class="k-spine__interval" x1="{at(parts.lower):.1f}" x2="{at(parts.upper):.1f}" y1="12" y2="12"/>'
        )
    drawn.append(f'<circle class="k-spine__value" cx="{at(parts.value):.1f}" cy="12" r="4.5"/>')
    return (
        '<svg class="k-spine" viewBox="0 0 160 24" width="160" height="24" aria-hidden="true" focusable="false">'
        + "".join(drawn)
        + "</svg>"
    )
