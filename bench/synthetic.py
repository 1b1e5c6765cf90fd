"""A made-up country to test estimation on: areas with neighbours, persons with covariates, a survey, and the truth.

Everything is drawn from one seed, so that the same call gives the same country. A neutral factor of seven levels, `g7`,
takes the place of an input that we refuse (AI-04). The truth holds parts that no model of ours contains.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Delaunay, cKDTree

from kansrijk.core.estimation.neighbours import Neighbours, from_places
from kansrijk.core.estimation.result import Ints, expit
from kansrijk.core.intervals import Floats


@dataclass(frozen=True)
class Recipe:
    """What to make. Sizes in persons and areas; `prevalence` a share; `noise` the sd of the unstructured area effect,
    `field` of the spatial one (logit scale); `missing_covariate` leaves income out of what a model gets;
    `non_response` makes those with the outcome answer less, by so much on the logit scale. `more` are further
    outcomes, with prevalences from 3 to 60 %. `rough` draws the spatial effect along the neighbours (an autoregression,
    as protocols for such studies have it), not as smooth waves, and gives wijken a small effect of their own."""

    persons: int = 60_000
    areas: int = 150
    survey: int = 6_000
    prevalence: float = 0.2
    noise: float = 0.12
    field: float = 0.22
    missing_covariate: bool = False
    non_response: float = 0.0
    more: int = 0
    seed: int = 1
    rough: bool = False


def variants(size: Recipe) -> dict[str, Recipe]:
    """The ways in which a real country may differ from the one that the model supposes, by what differs."""
    return {
        "as the model supposes": size,
        "no unstructured effect": replace(size, noise=0.0),
        "a covariate is missing": replace(size, missing_covariate=True),
        "those with the outcome answer less": replace(size, non_response=0.5),
        "rare outcome": replace(size, prevalence=0.03),
        "one municipality": replace(size, persons=20_000, areas=30, survey=1_500),
        "births of a year": replace(size, persons=170_000, areas=1_000, survey=102_000, prevalence=0.16),
    }


@dataclass(frozen=True, eq=False)
class Outcome:
    """A further outcome: the true share of each area, and what the respondents have."""

    area_truth: Floats
    outcome: Floats


@dataclass(frozen=True, eq=False)
class Country:
    """`area` (persons,) positions; covariates by name (persons,); `truth` the true chance; `answered` who is in the
    survey, with `weight` (1 over the chance of selection) and `outcome`. `parent` is the wijk of each area."""

    graph: Neighbours
    points: Floats
    area: Ints
    covariates: Mapping[str, Ints]
    truth: Floats
    answered: Ints
    weight: Floats
    outcome: Floats
    parent: Ints
    more: tuple[Outcome, ...]

    @property
    def area_truth(self) -> Floats:
        """Mean of the true chances of an area's inhabitants; NaN where nobody lives."""
        return _mean_by_area(self.truth, self.area, self.graph.size)


def make_country(recipe: Recipe) -> Country:
    """Draws the country."""
    random = np.random.Generator(np.random.PCG64(recipe.seed))
    points, graph = _map(recipe.areas, random)
    smooth = _smooth_surface(points, random)
    size = np.maximum(np.exp(random.normal(0, 0.8, recipe.areas)), 0.02)
    area = np.sort(random.choice(recipe.areas, recipe.persons, p=size / size.sum()))
    people = _people(area, smooth, random)
    parents = max(1, recipe.areas // 4)
    parent = cKDTree(points[:parents]).query(points)[1].astype(np.int64)
    effects = _Effects(recipe, points, graph, parent)
    effect = effects.drawn(random)
    eta = _signal(people, random) + effect[area]
    eta += _level_for(eta, recipe.prevalence)
    truth = expit(eta)
    outcome = (random.random(recipe.persons) < truth).astype(np.float64)
    chance = np.where(people["age"] >= 65, 1.6, 1.0) * recipe.survey / recipe.persons
    weight = 1 / chance
    if recipe.non_response:
        chance = chance * expit(1.0 - recipe.non_response * outcome) / expit(1.0)
    answered = np.flatnonzero(random.random(recipe.persons) < chance)
    seen = {k: v for k, v in people.items() if not (recipe.missing_covariate and k == "income")}
    more = tuple(_another(number + 1, effects, area, people, answered) for number in range(recipe.more))
    return Country(graph, points, area, seen, truth, answered, weight[answered], outcome[answered], parent, more)


@dataclass(frozen=True, eq=False)
class _Effects:
    """What areas add on the logit scale, drawn anew for each outcome."""

    recipe: Recipe
    points: Floats
    graph: Neighbours
    parent: Ints

    def drawn(self, random: np.random.Generator) -> Floats:
        """A spatial part, noise, and with `rough` a part that the areas of a wijk share (sd 0.06)."""
        recipe = self.recipe
        if not recipe.rough:
            found = recipe.field * _smooth_surface(self.points, random)
            return np.asarray(found + recipe.noise * random.standard_normal(recipe.areas))
        drawn = self.graph.precision(np.full(recipe.areas, 0.01), 1.0).root(random.standard_normal((recipe.areas, 1)))
        found = recipe.field * (drawn[:, 0] - drawn.mean()) / drawn.std()
        found = found + recipe.noise * random.standard_normal(recipe.areas)
        return np.asarray(found + 0.06 * random.standard_normal(int(self.parent.max()) + 1)[self.parent])


def _another(number: int, effects: _Effects, area: Ints, people: Mapping[str, Ints], answered: Ints) -> Outcome:
    """With a truth of its own; drawn from its own number, so that more outcomes do not change the others."""
    recipe = effects.recipe
    random = np.random.Generator(np.random.PCG64([recipe.seed, number]))
    effect = effects.drawn(random)
    eta = _signal(people, random) + effect[area]
    eta += _level_for(eta, float(np.exp(random.uniform(np.log(0.03), np.log(0.6)))))
    truth = expit(eta)
    outcome = (random.random(answered.size) < truth[answered]).astype(np.float64)
    return Outcome(_mean_by_area(truth, area, recipe.areas), outcome)


def _mean_by_area(values: Floats, area: Ints, areas: int) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.asarray(np.bincount(area, values, minlength=areas) / np.bincount(area, minlength=areas))


def _map(areas: int, random: np.random.Generator) -> tuple[Floats, Neighbours]:
    """Two thirds of the areas lie around towns; neighbours are those that Delaunay joins, the longest joins cut."""
    towns = random.random((max(3, areas // 60), 2))
    near = towns[random.integers(0, towns.shape[0], areas)] + 0.04 * random.standard_normal((areas, 2))
    points = np.where(random.random((areas, 1)) < 0.65, near, random.random((areas, 2)))
    corners = Delaunay(points).simplices
    ends = np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])
    length = np.linalg.norm(points[ends[:, 0]] - points[ends[:, 1]], axis=1)
    return points, from_places(areas, ends[length <= np.quantile(length, 0.995)].astype(np.int64))


def _smooth_surface(points: Floats, random: np.random.Generator) -> Floats:
    """A random surface of unit variance made of waves of several lengths."""
    total = np.zeros(points.shape[0])
    for _ in range(40):
        direction = random.standard_normal(2) * random.uniform(2, 14)
        total += random.standard_normal() * np.cos(points @ direction + random.uniform(0, 2 * np.pi))
    return np.asarray((total - total.mean()) / total.std())


def _people(area: Ints, surface: Floats, random: np.random.Generator) -> dict[str, Ints]:
    """Covariates that depend on each other and on where somebody lives."""
    count, here = area.size, surface[area]

    def levels(score: NDArray[np.floating[Any]], size: int) -> Ints:
        noise = score + random.logistic(size=score.size)
        cuts = np.quantile(noise[:: max(1, noise.size // 100_000)], np.arange(1, size) / size)
        return np.searchsorted(cuts, noise).astype(np.int64)

    age = np.clip(19 + 81 * random.beta(1.3, 1.7, count), 19, 99).astype(np.int64)
    sex = random.integers(0, 2, count)
    education = levels(-0.5 * here - 0.02 * (age - 50), 3)
    g7 = levels(0.4 * here, 7)
    marital = levels(0.03 * (age - 50), 4)
    household = levels(0.5 * (marital == 0) - 0.01 * age, 7)
    size = np.clip(1 + random.poisson(1.2, count) + (household > 4), 1, 9)
    source = levels(0.04 * (age - 50) - 0.5 * education, 8)
    owner = levels(-0.6 * here + 0.4 * education, 3)
    income = np.clip(levels(0.8 * education - 0.6 * here + 0.3 * owner, 100) + 1, 1, 100)
    assets = np.clip(levels(0.03 * (age - 50) + 0.02 * (income - 50) + 0.6 * owner, 100) + 1, 1, 100)
    density = np.round(120 * (1 + np.tanh(surface)))[area].astype(np.int64)
    return {
        "age": age,
        "sex": sex,
        "g7": g7,
        "marital": marital,
        "education": education,
        "household": household,
        "size": size,
        "source": source,
        "owner": owner,
        "income": income,
        "assets": assets,
        "density": density,
    }


def _signal(people: Mapping[str, Ints], random: np.random.Generator) -> Floats:
    """Curves by level, interactions, and two crossings that no model contains."""
    age = (people["age"] - 55) / 25
    found = 0.5 * age - 0.25 * age**2
    for name, sd in (("sex", 0.15), ("g7", 0.15), ("marital", 0.12), ("education", 0.25)):
        tilt, level = random.normal(0, sd, (2, int(people[name].max()) + 1))
        found = found + level[people[name]] + tilt[people[name]] * np.sin(1.5 * age)
    for one, other, sd in (("sex", "g7", 0.1), ("sex", "education", 0.1), ("household", "source", 0.1)):
        table = random.normal(0, sd, (int(people[one].max()) + 1, int(people[other].max()) + 1))
        found = found + table[people[one], people[other]]
    crossed = random.normal(0, 0.12, (7, 5))
    found = found + crossed[people["household"], (people["income"] - 1) // 20]
    found = found - 0.35 * (people["income"] - 50) / 29 - 0.2 * np.sqrt(people["assets"] / 100)
    return np.asarray(found + 0.1 * (people["density"] - 120) / 70 + 0.1 * (people["owner"] == 0))


def _level_for(eta: Floats, prevalence: float) -> float:
    """What to add so that the mean chance is `prevalence`, by bisection."""
    sample = eta[:: max(1, eta.size // 50_000)]
    low, high = -15.0, 15.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if expit(sample + middle).mean() < prevalence else (low, middle)
    return (low + high) / 2
