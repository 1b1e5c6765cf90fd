"""Estimates of the fictional region: a made-up survey of two years, counted per buurt, through the atlas."""

import tempfile
from pathlib import Path
from uuid import UUID

import numpy as np
import polars as pl

from kansrijk.areas.geo.drawing import neighbours
from kansrijk.atlas import commands, queries
from kansrijk.atlas.from_counts import estimate_counts
from kansrijk.demo.land import Place
from kansrijk.demo.naming import EDITION
from kansrijk.demo.people import account_of
from kansrijk.figures import commands as figures
from kansrijk.trust.actors import VISITOR, Actor
from kansrijk.trust.queries import actor_for

LEVELS = {"geldstress": -1.6, "stress_bij_opvoeden": -1.9, "eenzaamheid_ouders": -2.1}
"""On the logit scale, made up: about one in six, seven and nine parents. Each is of another domain of life."""
ASKED_IN = {"2020": ("geldstress",), "2024": tuple(LEVELS)}
HARDER = 0.35
ASKED = 0.25
"""Of the households of a buurt one in four answers."""
BETTER = 0.45
"""What one wijk gained between the years, so that there is a difference that may be told."""


def load(*, coalition: UUID, places: list[Place], seed: int) -> None:
    """Two runs, each registered by the epidemiologist and published by the coordinator. What is there is left."""
    if queries.runs(VISITOR):
        return
    buurten = [place for place in places if place.level == "buurt"]
    with tempfile.TemporaryDirectory() as folder:
        touching = Path(folder, "buren.csv")
        pairs = neighbours(np.array([one.shape for one in buurten], dtype=object))
        codes = np.array([_reference(one) for one in buurten])
        pl.DataFrame({"from": codes[pairs[:, 0]], "to": codes[pairs[:, 1]]}).write_csv(touching)
        for year in ASKED_IN:
            counted, bundle = Path(folder, f"tellingen-{year}.csv"), Path(folder, year)
            _survey(buurten, seed, year).write_csv(counted)
            estimate_counts(counted, touching, bundle, level="buurt")
            run = commands.publish_bundle(
                by=_person("epidemioloog"), folder=bundle, period=year, dpia="DPIA fictief 1", coalition=coalition
            )
            figures.publish_release(by=_person("coordinator"), release=run.release)


def _survey(buurten: list[Place], seed: int, year: str) -> pl.DataFrame:
    """Who answered and for whom it is so, per buurt and subject; those who answer are drawn from its households."""
    random = np.random.default_rng([seed, 9, int(year)])
    hardship, households = (np.array([getattr(one, name) for one in buurten]) for name in ("hardship", "households"))
    gained = np.array([one.parent_code == buurten[0].parent_code and year != min(ASKED_IN) for one in buurten])
    asked = np.maximum((households * ASKED).astype(np.int64), 5)
    found = []
    for indicator in ASKED_IN[year]:
        chance = 1 / (1 + np.exp(-(LEVELS[indicator] + HARDER * hardship - BETTER * gained)))
        columns = {"cases": random.binomial(asked, chance), "total": asked, "population": households * 2}
        found.append(pl.DataFrame({"area": [_reference(one) for one in buurten], "indicator": indicator, **columns}))
    return pl.concat(found)


def _reference(place: Place) -> str:
    """With its edition: real places of a later one may be there too."""
    return f"{place.code}@{EDITION}"


def _person(role: str) -> Actor:
    account = account_of(role)
    assert account is not None, role
    return actor_for(account)
