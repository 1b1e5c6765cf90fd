"""Small drawings beside a figure: the trend as a sparkline, and the spine that places a value among others.

Pure functions to SVG text; every drawing repeats something that stands in words or in a table beside it, so it is
hidden from screen readers. Nothing hidden at the source or by us is ever drawn: a gap is a gap.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, PAD = 120, 28, 3


@dataclass(frozen=True)
class Point:
    """One period of a series; `value` None leaves a gap, `is_break` starts a new line under another definition."""

    value: float | None
    is_break: bool = False


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
    """The series as a line with its last point marked; empty text when fewer than two periods have a value."""
    values = [point.value for point in points if point.value is not None]
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    spread = (high - low) or 1.0
    step = (WIDTH - 2 * PAD) / (len(points) - 1)
    x = [PAD + i * step for i in range(len(points))]
    y = [None if p.value is None else HEIGHT - PAD - (p.value - low) / spread * (HEIGHT - 2 * PAD) for p in points]
    lines = "".join(
        '<polyline points="{}"/>'.format(" ".join(f"{a:.1f},{b:.1f}" for a, b in line))
        for line in _segments(points, x, y)
        if len(line) > 1
    )
    dots = "".join(
        f'<circle cx="{line[-1][0]:.1f}" cy="{line[-1][1]:.1f}" r="2.5"/>' for line in _segments(points, x, y)[-1:]
    )
    return (
        f'<svg class="k-spark" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'aria-hidden="true" focusable="false">{lines}{dots}</svg>'
    )


@dataclass(frozen=True)
class Spine:
    """What the spine shows: the area's value and interval, the Netherlands, and the range over similar areas."""

    value: float
    lower: float | None
    upper: float | None
    benchmark: float | None
    lowest: float | None
    highest: float | None


def spine(parts: Spine) -> str:
    """One horizontal line: a bar for the range, a tick for the Netherlands, a dot with its interval for the area."""
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
        drawn.append(f'<rect class="k-spine__range" x="{at(parts.lowest):.1f}" y="8" width="{width:.1f}" height="8"/>')
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
