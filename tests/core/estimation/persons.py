"""Small made-up countries, encoded for the model of persons."""

from dataclasses import dataclass

import numpy as np
from bench.synthetic import Country, Recipe, make_country

from kansrijk.core.estimation.design import Covariate, Design, make_design
from kansrijk.core.estimation.model import Levels, Model, Smooth, Term
from kansrijk.core.estimation.predict import AreaSums, Level, area_sums, population
from kansrijk.core.estimation.unit_level import Fitted, Respondents, fit, respondents

SMALL: tuple[Term, ...] = (
    Smooth("age", "sex", 8),
    Levels(("sex", "g7")),
    Levels(("education",)),
    Smooth("income", k=6),
)
FULL: tuple[Term, ...] = (
    *(Smooth("age", by) for by in ("sex", "g7", "marital", "education")),
    *(Levels(of) for of in (("sex", "g7"), ("sex", "marital"), ("sex", "education"))),
    *(Levels((of,)) for of in ("household", "source", "owner")),
    *(Smooth(of, k=5 if of == "size" else 10) for of in ("size", "income", "assets", "density")),
)


@dataclass(frozen=True, eq=False)
class Example:
    """A country, its survey and the fit."""

    country: Country
    design: Design
    data: Respondents
    fitted: Fitted
    sums: AreaSums
    level: Level
    wijken: Level


def example(recipe: Recipe, terms: tuple[Term, ...] = SMALL, **choices: bool) -> Example:
    """Makes and fits."""
    country, model = make_country(recipe), Model("area", ("y",), terms)
    covariates, codes = {}, {}
    for name in model.covariates:
        values, codes[name] = np.unique(country.covariates[name], return_inverse=True)
        codes[name] = codes[name].astype(np.uint8)
        share = np.bincount(codes[name]) / codes[name].size
        covariates[name] = Covariate(name, values.astype(float), share)
    design = make_design(model, covariates)
    everybody = design.codes(codes)
    asked = country.answered
    data = respondents(design, everybody[:, asked], country.area[asked], recipe.areas, country.outcome)
    fitted = fit(data, country.graph, **choices)
    sums = area_sums(fitted, population(everybody, country.area, recipe.areas))
    level = Level("area", tuple(f"B{i}" for i in range(recipe.areas)), np.arange(recipe.areas))
    groups = int(country.parent.max()) + 1
    wijken = Level("wijk", tuple(f"W{i}" for i in range(groups)), country.parent)
    return Example(country, design, data, fitted, sums, level, wijken)
