"""Made-up figures about surroundings and circumstances, over ten years, from levels that were published.

Each buurt has its own chance or mean, from the national level, its hardship and its kind; counts are drawn from it and
added up, so that wijken, gemeenten and the whole are what their parts are. No figure here is of a real place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kansrijk.demo.land import Place
from kansrijk.demo.naming import COUNTRY, EDITION
from kansrijk.demo.there import levels
from kansrijk.figures.catalogue import indicators

HEADER = "gebied;periode;indicator;waarde;teller;noemer;status;eenheid"
LEVELS = ("buurt", "wijk", "gemeente", "country")
TOO_FEW_ANSWERS = 60
"""A buurt in which fewer people answered a survey is too uncertain to say anything of."""
GROWTH_A_YEAR = 0.004
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class File:
    """One delivery of the GGD: its name, its lines and how final it is."""

    name: str
    lines: tuple[str, ...]
    delivery: str


def deliveries(places: list[Place], seed: int) -> list[File]:
    """The files of each group: the years that are final, and those that are preliminary."""
    found = []
    for name, group in levels()["groups"].items():
        preliminary = set(group.get("preliminary", ()))
        lines = {False: [HEADER], True: [HEADER]}
        for spec in levels()["figures"]:
            if spec["group"] == name:
                for year, line in _figures(spec, group["years"], places, seed):
                    lines[year in preliminary].append(line)
        found.append(File(f"fictief-{name}.csv", tuple(lines[False]), "final"))
        if preliminary:
            found.append(File(f"fictief-{name}-voorlopig.csv", tuple(lines[True]), "preliminary"))
    return found


def _figures(spec: dict[str, Any], years: list[int], places: list[Place], seed: int) -> Iterator[tuple[int, str]]:
    buurten = [place for place in places if place.level == "buurt"]
    names = {name: index for index, name in enumerate(indicators())}
    rng = np.random.default_rng([seed, 5, names[spec["id"]]])
    own = rng.normal(size=len(buurten)) * float(spec["own"])
    make = _mean if spec.get("mean") else (_count if spec.get("count") else _share)
    for year in years:
        cells = make(spec, year, buurten, own, rng)
        for line in _upwards(spec, year, buurten, cells):
            yield year, line


def _shift(spec: dict[str, Any], year: int, buurten: list[Place], own: Floats) -> Floats:
    """What sets a buurt apart from the national level, in the unit of the spec (log-odds or per cent)."""
    kinds = spec.get("kinds", {})
    by_kind = np.array([float(kinds.get(one.kind, 0.0)) for one in buurten])
    hardship = np.array([one.hardship for one in buurten]) * float(spec.get("hardship", 0.0))
    time = (year - int(spec.get("year", 2019))) * float(spec["yearly"])
    return np.asarray(by_kind + hardship + own + time)


@dataclass(frozen=True)
class _Cells:
    """Per buurt; `above` and `weight` add up. For means `above` is mean times weight."""

    above: Floats
    weight: Floats
    has_sides: bool


def _base(spec: dict[str, Any], year: int, buurten: list[Place]) -> Floats:
    """How many there are of those that a figure is about: the same for every figure of one base and year."""
    name = spec.get("base", "households")
    base = levels()["bases"][name]
    if isinstance(base, dict):
        size = np.array([one.births_a_year * float(base["per_birth"]) for one in buurten])
    else:
        size = np.array([one.households * float(base) for one in buurten])
    rng = np.random.default_rng([list(levels()["bases"]).index(name), year])
    grown = 1 + (year - 2023) * GROWTH_A_YEAR
    return np.maximum(np.rint(size * grown * rng.uniform(0.985, 1.015, len(buurten))), 1)


def _share(spec: dict[str, Any], year: int, buurten: list[Place], own: Floats, rng: np.random.Generator) -> _Cells:
    scale = {"share": 100.0, "per_1000": 1000.0}[indicators()[spec["id"]].unit]
    level = float(spec["level"]) / scale
    chance = 1 / (1 + np.exp(-(np.log(level / (1 - level)) + _shift(spec, year, buurten, own))))
    under = np.maximum(np.rint(_base(spec, year, buurten) * float(spec.get("asked", 1.0))), 1)
    return _Cells(rng.binomial(under.astype(int), chance).astype(float), under, True)


def _count(spec: dict[str, Any], year: int, buurten: list[Place], own: Floats, rng: np.random.Generator) -> _Cells:
    return _Cells(_base(spec, year, buurten), np.ones(len(buurten)), False)


def _mean(spec: dict[str, Any], year: int, buurten: list[Place], own: Floats, rng: np.random.Generator) -> _Cells:
    shift = _shift(spec, year, buurten, own)
    value = float(spec["level"]) + shift if spec.get("adds") else float(spec["level"]) * (1 + shift / 100)
    weight = np.array([one.households for one in buurten], float)
    return _Cells(value * weight, weight, False)


def _upwards(spec: dict[str, Any], year: int, buurten: list[Place], cells: _Cells) -> Iterator[str]:
    """The lines of one figure and year, for each level that it is given for."""
    built: dict[str, int] = levels()["built"]
    exists = np.array([built.get(one.code, 0) <= year for one in buurten])
    targets = {
        "buurt": [one.code for one in buurten],
        "wijk": [one.parent_code for one in buurten],
        "gemeente": [f"GM{one.code[2:6]}" for one in buurten],
        "country": [COUNTRY] * len(buurten),
    }
    for level in LEVELS:
        if level not in spec.get("levels", LEVELS):
            continue
        if level == "buurt" and spec["group"] == "yearly" and year < int(levels()["buurten_from"]):
            continue
        codes = np.array(targets[level])
        for code in dict.fromkeys(targets[level]):
            inside = (codes == code) & exists
            yield _line(spec, f"{code}@{EDITION}", year, cells, inside, level)


def _line(spec: dict[str, Any], area: str, year: int, cells: _Cells, inside: NDArray[np.bool_], level: str) -> str:
    start = f"{area};{year};{spec['id']}"
    if not inside.any():
        return f"{start};;;;geen gegevens;"
    above, weight = float(cells.above[inside].sum()), float(cells.weight[inside].sum())
    if cells.has_sides:
        if "asked" in spec and level == "buurt" and weight < TOO_FEW_ANSWERS:
            return f"{start};;;;te onzeker;"
        return f"{start};;{above:.0f};{weight:.0f};;"
    value = above if spec.get("count") else above / weight
    return f"{start};{_dutch(value, 0 if spec.get('count') else int(spec['digits']))};;;;"


def _dutch(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".replace(".", ",")
