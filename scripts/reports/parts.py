"""What the reports share: shapes, a map of value and certainty on one sheet, a held-out check, and words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import numpy as np

from kansrijk.areas import maps
from kansrijk.areas.geo import drawing, projecting, reading
from kansrijk.core.estimation.result import MODELLED, AreaEstimates, expit, logit
from kansrijk.core.estimation.validation import Check, Held
from kansrijk.figures.sureness import SURE, sureness

SURENESS_WORDS = {
    "sure": "plain: limits within this class",
    "less_sure": "ticks: may be the next class",
    "unsure": "waves: may be further than that",
}
STATUS_WORDS = {"too_uncertain": "too uncertain to tell", "no_data": "no figures"}


@dataclass(frozen=True, eq=False)
class Shapes:
    """Polygons in RD New by code; `pairs` are positions of areas that touch."""

    codes: tuple[str, ...]
    geometries: np.ndarray
    pairs: np.ndarray

    def graph_pairs(self, wanted: Sequence[str]) -> list[tuple[str, str]]:
        """The pairs of which both ends are wanted."""
        inside = set(wanted)
        named = [(self.codes[a], self.codes[b]) for a, b in self.pairs]
        return [(a, b) for a, b in named if a in inside and b in inside]


def shapes(file: Path, code_of: Callable[[Mapping[str, Any]], str | None]) -> Shapes:
    """The areas of a boundary file that `code_of` names; parts of one code are put together."""
    layer = reading.read_layer(file)
    found = [(code_of(f.properties), f.geometry) for f in layer.features if f.geometry is not None]
    kept = [(code, repaired) for code, geometry in found if code and (repaired := drawing.repair(geometry)) is not None]
    codes = sorted({code for code, _ in kept})
    polygons = projecting.to_rd([g for _, g in kept], "wgs84")
    at = {code: i for i, code in enumerate(codes)}
    owner = np.array([at[code] for code, _ in kept])
    whole = (
        np.array(drawing.united(polygons, owner), dtype=object)
        if len(codes) < len(kept)
        else polygons[np.argsort(owner)]
    )
    return Shapes(tuple(codes), whole, drawing.neighbours(whole))


@dataclass(frozen=True)
class Shown:
    """One area on a sheet: per cents, or a status of `maps.TEXTURES` in place of a number."""

    code: str
    name: str
    value: float
    lower: float
    upper: float
    status: str = MODELLED


def shown(estimates: AreaEstimates, names: Mapping[str, str]) -> list[Shown]:
    """Estimates in per cents."""
    columns = zip(estimates.areas, estimates.estimate, estimates.lower, estimates.upper, estimates.status, strict=True)
    return [Shown(a, names[a], 100 * v, 100 * lo, 100 * up, str(s)) for a, v, lo, up, s in columns]


def sheet(
    title: str,
    areas: Sequence[Shown],
    outlines: Shapes,
    edges: Sequence[float],
    unit: str = "%",
    tolerance: float = 20.0,
    uncertain: str = STATUS_WORDS["too_uncertain"],
) -> str:
    """A map as SVG: colour for the class of the value, marks over it for how sure that class is; legend in words."""
    place = {code: i for i, code in enumerate(outlines.codes)}
    drawn = drawing.draw(drawing.simplify(outlines.geometries, tolerance))
    told, kinds = [], []
    status_words = STATUS_WORDS | {"too_uncertain": uncertain}
    for one in areas:
        path = drawn[place[one.code]] if one.code in place else None
        if path is None:
            continue
        fill, over = _look(one, edges)
        kinds.append((fill, over))
        label = f"{one.name}: {one.value:.1f} {unit} ({one.lower:.1f} to {one.upper:.1f})"
        words = label if isinstance(fill, int) else f"{one.name}: {status_words[fill]}"
        told.append(maps.MapArea(one.code, words, path.path, path.box, fill, over=over))
    frame = maps.frame_of(told)
    height = round(560 * frame.height / frame.width)
    legend = _legend(kinds, edges, unit, status_words)
    tall = 56 + max(height, 26 * len(legend) + 8) + 16
    rows = "".join(
        f'<g transform="translate(624 {64 + 26 * i})">{swatch}'
        f'<text x="34" y="13" font-size="13">{escape(said)}</text></g>'
        for i, (swatch, said) in enumerate(legend)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 {tall}" width="960" height="{tall}" role="img" '
        f'font-family="Noto Sans" fill="#21262c"><title>{escape(title)}</title>'
        f'<rect width="960" height="{tall}" fill="#ffffff"/>'
        f'<text x="24" y="34" font-size="18" font-weight="700">{escape(title)}</text>'
        f'<svg x="24" y="56" width="560" height="{height}" viewBox="{frame.view_box}">{maps.drawn(told, frame)}</svg>'
        f"{rows}</svg>\n"
    )


def _look(one: Shown, edges: Sequence[float]) -> tuple[int | str, str]:
    if one.status != MODELLED:
        return one.status, ""
    sure = sureness(one.lower, one.upper, edges)
    return int(np.searchsorted(edges, one.value, side="right")) + 1, "" if sure == SURE else sure


def _legend(
    kinds: Sequence[tuple[int | str, str]], edges: Sequence[float], unit: str, status_words: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Swatch and words per class, per degree of certainty and per status in use, each with how many areas."""
    bounds = [f"under {edges[0]:g} {unit}", *(f"{a:g} to {b:g} {unit}" for a, b in pairwise(edges))]
    bounds.append(f"{edges[-1]:g} {unit} or more")
    fills, overs = [k for k, _ in kinds], [o for k, o in kinds if isinstance(k, int)]
    lines = [
        (maps.legend_swatch(i, label=words), f"{words} ({fills.count(i)})") for i, words in enumerate(bounds, start=1)
    ]
    for over, words in SURENESS_WORDS.items():
        mark = "" if over == SURE else over
        swatch = maps.legend_swatch(2, label=words, prefix=f"legend-{over}", over=mark)
        lines.append((swatch, f"{words} ({overs.count(mark)})"))
    for status, words in status_words.items():
        if status in fills:
            swatch = maps.legend_swatch(status, label=words, prefix=f"legend-{status}")
            lines.append((swatch, f"{words} ({fills.count(status)})"))
    return lines


def other_half(fitted: AreaEstimates, national: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Shares and variances for the half that was not seen; `national` are the shares of seen and unseen half."""
    shift = float(logit(national[1]) - logit(national[0]))
    share = expit(logit(fitted.estimate) + shift)
    wide = expit(logit(fitted.upper) + shift) - expit(logit(fitted.lower) + shift)
    return share, (wide / (2 * 1.959964)) ** 2


def held_half(
    model: tuple[np.ndarray, np.ndarray],
    cases: np.ndarray,
    births: np.ndarray,
    baselines: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> Held:
    """The unseen half beside its prediction, for `check_held_out`; noise is that of the binomial at the prediction."""
    share, variance = model
    return Held(births, cases / births, share * (1 - share) / births, share, variance, *baselines)


def check_lines(found: Check) -> dict[str, float]:
    """What a report tells of a check, in points of a hundred and per cents."""
    return {
        "areas": found.areas,
        "coverage": 100 * found.coverage,
        "coverage_doubt": 196 * found.coverage_se,
        "coverage_with_noise": 100 * found.coverage_with_noise,
        "rmse": 100 * found.rmse,
        "rmse_national": 100 * found.rmse_national,
        "rmse_direct": 100 * found.rmse_direct,
        "rmse_shrunk": 100 * found.rmse_empirical_bayes,
    }


def filled(template: str, values: Mapping[str, str]) -> str:
    """A page from its template: `{{name}}` stands for a value. Raises `KeyError` for a name that has none."""
    return re.sub(r"\{\{(\w+)\}\}", lambda found: values[found.group(1)], template)


def is_same_page(made: str, kept: str, within: float = 1.5) -> bool:
    """Whether two pages say the same: words equal, each number within `within` units of its last printed digit."""
    number = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
    if number.sub("#", made) != number.sub("#", kept):
        return False
    for one, other in zip(number.findall(made), number.findall(kept), strict=True):
        unit = 10.0 ** -len(one.partition(".")[2])
        if len(one.partition(".")[2]) != len(other.partition(".")[2]):
            return False
        if abs(float(one.replace(",", "")) - float(other.replace(",", ""))) > within * unit:
            return False
    return True
