"""What every chart is drawn with: marks, text, axes, and the sheet around it when it leaves the page."""

import math
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

INK, SOFT, LINE, ACCENT, SECOND, PAPER = "#21262c", "#555c64", "#c9c2b5", "#0a5c63", "#8a5800", "#ffffff"
FAMILY = "Noto Sans"
Words = Callable[[float, int], str]  # a number and its decimals
Scale = Callable[[float], float]


@dataclass(frozen=True)
class Drawing:
    """A chart: its marks within `width` by `height`, and its name and content in words."""

    width: int
    height: int
    body: str
    title: str
    description: str

    def inline(self, prefix: str = "chart") -> str:
        """For in a page, scaled by the style sheet; `prefix` keeps identifiers apart."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="k-chart" viewBox="0 0 {self.width} {self.height}" '
            f'role="img" aria-labelledby="{prefix}-title {prefix}-description">{self._names(prefix)}{self.body}</svg>'
        )

    def alone(self, *, heading: str, below: Sequence[str]) -> str:
        """A file of its own, on white paper: the heading over it, and under it where it came from and when."""
        head = [line for line in textwrap.wrap(heading, max(20, self.width // 9)) if line]
        foot = [line for text in below for line in textwrap.wrap(text, max(30, self.width // 6))]
        top, bottom = 16 + 22 * len(head), 12 + 16 * len(foot)
        height = top + self.height + bottom
        lines = [
            text(16, 26 + 22 * i, line, size=16, weight=700, anchor="start", kind="heading")
            for i, line in enumerate(head)
        ]
        lines += [
            text(16, top + self.height + 14 + 16 * i, line, size=11, anchor="start", fill=SOFT, kind="source")
            for i, line in enumerate(foot)
        ]
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {height}" width="{self.width}" '
            f'height="{height}" role="img" aria-labelledby="title description">{self._names("")}'
            f'<rect width="{self.width}" height="{height}" fill="{PAPER}"/>{"".join(lines)}'
            f'<g transform="translate(0 {top})">{self.body}</g></svg>'
        )

    def _names(self, prefix: str) -> str:
        dash = f"{prefix}-" if prefix else ""
        return (
            f'<title id="{dash}title">{escape(self.title)}</title>'
            f'<desc id="{dash}description">{escape(self.description)}</desc>'
        )


def text(
    x: float,
    y: float,
    words: str,
    *,
    size: int = 13,
    weight: int = 400,
    anchor: str = "start",
    fill: str = INK,
    kind: str = "label",
) -> str:
    """One line of text; escaped."""
    return (
        f'<text class="k-chart__{kind}" x="{x:.1f}" y="{y:.1f}" font-family="{FAMILY}" font-size="{size}" '
        f'font-weight="{weight}" text-anchor="{anchor}" fill="{fill}">{escape(words)}</text>'
    )


def line(x1: float, y1: float, x2: float, y2: float, *, kind: str, stroke: str, width: float, dashes: str = "") -> str:
    """A straight line."""
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line class="k-chart__{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{stroke}" '
        f'stroke-width="{width:g}" stroke-linecap="round"{dashed}/>'
    )


def curve(
    points: Sequence[tuple[float, float]], *, kind: str, stroke: str, dashes: str = "", width: float = 1.5
) -> str:
    """A line through points."""
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    at = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<polyline class="k-chart__{kind}" points="{at}" fill="none" stroke="{stroke}" stroke-width="{width:g}" '
        f'stroke-linejoin="round"{dashed}/>'
    )


def mark(
    x: float, y: float, shape: str, size: float = 5, *, kind: str = "mark", label: str = "", is_open: bool = False
) -> str:
    """circle, ring, up, down (triangles), diamond, square or cross, around a point; `label` is read aloud and on
    hover. An open one is hollow, as a ring is."""
    stroke = SECOND if kind == "here" and shape != "ring" else ACCENT
    is_hollow = is_open or shape == "ring"
    inside = f"<title>{escape(label)}</title>" if label else ""
    hollow = f" k-chart__{kind}--open" if is_open else ""
    look = (
        f'class="k-chart__{kind} k-chart__{kind}--{shape}{hollow}" fill="{PAPER if is_hollow else stroke}" '
        f'stroke="{stroke}" stroke-width="1.5"'
    )
    if shape in {"circle", "ring"}:
        return f'<circle {look} cx="{x:.1f}" cy="{y:.1f}" r="{size:g}">{inside}</circle>'
    at = " ".join(f"{a:.1f},{b:.1f}" for a, b in _corners(x, y, shape, size))
    return f'<polygon {look} points={quoteattr(at)} stroke-linejoin="round">{inside}</polygon>'


def _corners(x: float, y: float, shape: str, size: float) -> Sequence[tuple[float, float]]:
    r, arm = size * 1.25, size * 0.45
    return {
        "up": ((x, y - r), (x + r, y + 0.8 * r), (x - r, y + 0.8 * r)),
        "down": ((x, y + r), (x + r, y - 0.8 * r), (x - r, y - 0.8 * r)),
        "diamond": ((x, y - r), (x + r, y), (x, y + r), (x - r, y)),
        "square": ((x - size, y - size), (x + size, y - size), (x + size, y + size), (x - size, y + size)),
        "cross": (
            *((x - arm, y - r), (x + arm, y - r), (x + arm, y - arm), (x + r, y - arm), (x + r, y + arm)),
            *((x + arm, y + arm), (x + arm, y + r), (x - arm, y + r), (x - arm, y + arm), (x - r, y + arm)),
            *((x - r, y - arm), (x - arm, y - arm)),
        ),
    }[shape]


def ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Round numbers within [low, high], about `count` of them and at least two, in order: one alone is no scale."""
    if not high > low:
        return [low]
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    first = math.ceil(low / step - 1e-9)
    found = [round(i * step, 10) for i in range(first, math.floor(high / step + 1e-9) + 1)]
    return found if len(found) > 1 else ticks(low, high, 2 * count)


def room(values: Sequence[float], *, from_zero: bool = False, share: float = 0.06) -> tuple[float, float]:
    """The range of the values with some room beside it; equal values get a range too."""
    low, high = min(values), max(values)
    extra = (high - low) * share or abs(high) * 0.1 or 1.0
    bottom = low - extra
    return (0.0 if from_zero or (low >= 0 > bottom) else bottom), high + extra


def written(at: Sequence[float], number: Words) -> list[tuple[float, str]]:
    """The ticks of an axis with their words, all with as many decimals as the one that needs most."""
    decimals = max((len(f"{value:.10f}".rstrip("0").partition(".")[2]) for value in at), default=0)
    return [(value, number(value, decimals)) for value in at]
