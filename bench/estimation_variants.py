"""Countries that are not as the model supposes: how often its limits hold the truth, and how far off it is."""

from dataclasses import replace

import numpy as np

from bench import estimation_country, estimation_ours
from bench.synthetic import Recipe, variants
from bench.tasks import Task
from bench.timing import Measured, measured

SIZE = Recipe(persons=400_000, areas=500, survey=15_000)
SEEDS = (11, 12)


def task(name: str) -> Task:
    """Rows of one variant."""
    return Task(f"variant: {name}", lambda: rows(name))


def rows(name: str) -> list[Measured]:
    """Over a few seeds, per level."""
    found: dict[str, list[tuple[float, float]]] = {"area": [], "wijk": []}
    for seed in SEEDS:
        recipe = replace(variants(SIZE)[name], seed=seed)
        country = estimation_country.folder(recipe)
        ran = estimation_ours.run(country, model="without.toml" if recipe.missing_covariate else "model.toml")
        for level, into in found.items():
            into.append(estimation_ours.beside_truth(ran, country, level, "y0"))
    made = []
    for level, pairs in found.items():
        covered, error = np.array(pairs).T.tolist()
        made.append(measured(f"{name}: coverage, {level}", covered, "share"))
        made.append(measured(f"{name}: error, {level}", error, "points"))
    return made


TASKS = [task(name) for name in variants(SIZE)]
