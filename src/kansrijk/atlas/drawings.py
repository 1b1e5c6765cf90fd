"""Pictures of a run as plain SVG: calibration, and areas with their intervals. The table is in the bundle."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

WIDTH, HEIGHT, EDGE = 480, 360, 56
_INK, _LINE, _MARK = "#1f2d3d", "#8a97a5", "#154273"


def _frame(title: str, low: float, high: float, across: str, up: str, body: Sequence[str]) -> str:
    ticks = []
    for part in np.linspace(low, high, 5):
        at = _x(part, low, high)
        down = _y(part, low, high)
        said = f"{100 * part:.1f}"
        if across != "areas":
            ticks.append(f'<text x="{at:.1f}" y="{HEIGHT - EDGE + 18}" text-anchor="middle">{said}</text>')
        ticks.append(f'<text x="{EDGE - 8}" y="{down + 4:.1f}" text-anchor="end">{said}</text>')
        ticks.append(f'<path d="M{EDGE} {down:.1f}H{WIDTH - 16}" stroke="#e3e8ed"/>')
    label = across if across == "areas" else f"{across} (%)"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif"'
        f' font-size="12" fill="{_INK}"><title>{escape(title)}</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
        f'<text x="{EDGE}" y="24" font-size="14" font-weight="bold">{escape(title)}</text>{"".join(ticks)}'
        f"{''.join(body)}"
        f'<text x="{(EDGE + WIDTH - 16) / 2}" y="{HEIGHT - 10}" text-anchor="middle">{escape(label)}</text>'
        f'<text transform="translate(14 {HEIGHT / 2}) rotate(-90)" text-anchor="middle">{escape(up)} (%)</text></svg>\n'
    )


def _x(value: float, low: float, high: float) -> float:
    return EDGE + (value - low) / (high - low) * (WIDTH - EDGE - 16)


def _y(value: float, low: float, high: float) -> float:
    return HEIGHT - EDGE - (value - low) / (high - low) * (HEIGHT - EDGE - 40)


def calibration(indicator: str, predicted: Sequence[float], observed: Sequence[float]) -> str:
    """Held-out shares per bin against their prediction, with the line on which they should lie."""
    top = float(np.ceil(20 * max(*predicted, *observed, 0.05)) / 20)
    body = [
        f'<path d="M{_x(0, 0, top):.1f} {_y(0, 0, top):.1f}L{_x(top, 0, top):.1f} {_y(top, 0, top):.1f}"'
        f' stroke="{_LINE}" stroke-dasharray="4 3"/>'
    ]
    body += [
        f'<circle cx="{_x(p, 0, top):.1f}" cy="{_y(o, 0, top):.1f}" r="4" fill="{_MARK}"/>'
        for p, o in zip(predicted, observed, strict=True)
    ]
    return _frame(f"Calibration of {indicator}, held-out", 0, top, "predicted", "observed", body)


def intervals(indicator: str, level: str, estimate: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> str:
    """Areas from low to high with their limits; at most 200 of them, evenly chosen, none named."""
    known = np.flatnonzero(~np.isnan(estimate))
    order = known[np.argsort(estimate[known], kind="stable")]
    if order.size > 200:
        order = order[np.linspace(0, order.size - 1, 200).astype(int)]
    top = float(np.ceil(20 * np.quantile(upper[order], 0.99)) / 20) if order.size else 1.0
    body = []
    for i, area in enumerate(order):
        at = EDGE + (i + 0.5) / order.size * (WIDTH - EDGE - 16)
        low, high = _y(float(lower[area]), 0, top), _y(min(float(upper[area]), top), 0, top)
        body.append(f'<path d="M{at:.1f} {low:.1f}V{high:.1f}" stroke="{_LINE}"/>')
        body.append(f'<circle cx="{at:.1f}" cy="{_y(float(estimate[area]), 0, top):.1f}" r="1.8" fill="{_MARK}"/>')
    return _frame(f"{indicator} per {level}, with 95% limits", 0, top, "areas", "share", body)
