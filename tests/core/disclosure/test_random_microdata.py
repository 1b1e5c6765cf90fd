"""SDC-03 and SDC-09: random microdata, every table of it, and an attacker who wants the small cells."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kansrijk.core.disclosure import Cell, Policy, Protection, Sum, protect
from kansrijk.core.disclosure.attacker import audit, bounds, published

YEARS = (2022, 2023, 2024)
TABLES = tuple[list[Cell], list[Sum]]


@st.composite
def microdata(draw: st.DrawFn) -> TABLES:
    """Up to 8 buurten, births and up to 2 characteristics, 3 years, wijk and PC4 across each other."""
    size = draw(st.integers(2, 8))
    wijk = draw(st.lists(st.integers(0, 2), min_size=size, max_size=size))
    pc4 = draw(st.lists(st.integers(0, 2), min_size=size, max_size=size))
    traits = draw(st.integers(0, 2))
    counts: dict[str, int] = {}
    for year in YEARS:
        for buurt in range(size):
            births = draw(st.integers(0, 60))
            counts[f"births.{year}:b{buurt}"] = births
            for trait in range(traits):
                counts[f"trait{trait}.{year}:b{buurt}"] = draw(st.integers(0, births))
    return tables_of(counts, wijk, pc4, traits, draw(st.booleans()))


def tables_of(counts: dict[str, int], wijk: list[int], pc4: list[int], traits: int, rolling: bool) -> TABLES:
    """Margins over wijk and PC4 per year, both up to the municipality, and a sum over the years."""
    sums: list[Sum] = []
    kinds = ["births", *(f"trait{trait}" for trait in range(traits))]
    for kind in kinds:
        for year in YEARS:
            table = f"{kind}.{year}"
            for name, grouping in (("w", wijk), ("p", pc4)):
                groups = sorted(set(grouping))
                for group in groups:
                    parts = tuple(f"{table}:b{i}" for i, own in enumerate(grouping) if own == group)
                    sums.append(Sum(f"{table}:{name}{group}", parts))
                sums.append(Sum(f"{table}:g", tuple(f"{table}:{name}{group}" for group in groups)))
        if rolling:
            for buurt in range(len(wijk)):
                sums.append(Sum(f"{kind}.all:b{buurt}", tuple(f"{kind}.{year}:b{buurt}" for year in YEARS)))
    for one in sums:
        counts[one.total] = sum(counts[part] for part in one.parts)
    return [Cell(key, count, base=base_of(key)) for key, count in counts.items()], sums


def base_of(key: str) -> str | None:
    kind, rest = key.split(".", 1)
    return None if kind == "births" else f"births.{rest}"


def check(tables: TABLES, policy: Policy) -> Protection:
    protection = protect(*tables, policy)
    assert protection.unprotected == ()
    sums = [(one.total, one.parts) for one in protection.sums]
    public = published(protection.public(), sums, **protection.facts())
    report = audit(public, protection.insiders, protection.secret())
    assert report.recoverable == ()
    return protection


def check_each_interval(tables: TABLES, policy: Policy) -> None:
    """Beyond the audit's verdict: the exact interval holds the truth and is wide enough."""
    protection = check(tables, policy)
    sums = [(one.total, one.parts) for one in protection.sums]
    found = bounds(published(protection.public(), sums, **protection.facts()))
    truth = {cell.key: cell.count for cell in tables[0]}
    for key in protection.reasons:
        lower, upper = found[key]
        assert upper is None or upper - lower >= protection.needs[key]
        assert lower <= truth.get(key, lower) <= (truth.get(key, lower) if upper is None else upper)


QUIET = {"deadline": None, "suppress_health_check": list(HealthCheck), "derandomize": True, "database": None}
EXACT = Policy(rounding_base=1)
STRICT = Policy(lean_on_rounding=False)
POLICIES = st.sampled_from([EXACT, STRICT, Policy(lean_on_rounding=False, k=5), Policy()])


@pytest.mark.req("SDC-03", "the attacker's interval of every hidden cell")
@settings(max_examples=40, **QUIET)
@given(microdata(), POLICIES)
def test_no_hidden_cell_of_random_microdata_can_be_recomputed(tables: TABLES, policy: Policy) -> None:
    check(tables, policy)


@pytest.mark.req("SDC-03", "the attacker's interval of every hidden cell")
@pytest.mark.long
@settings(max_examples=500, **QUIET)
@given(microdata(), POLICIES)
def test_no_hidden_cell_of_much_random_microdata_can_be_recomputed(tables: TABLES, policy: Policy) -> None:
    check(tables, policy)


@pytest.mark.req("SDC-03", "exact intervals hold the truth")
@settings(max_examples=4, **QUIET)
@given(microdata(), POLICIES)
def test_exact_intervals_hold_the_truth_and_are_wide(tables: TABLES, policy: Policy) -> None:
    check_each_interval(tables, policy)


@pytest.mark.req("SDC-09", "row order does not change the pattern")
@settings(max_examples=4, **QUIET)
@given(microdata(), st.integers(0, 1000))
def test_the_pattern_does_not_depend_on_row_order(tables: TABLES, seed: int) -> None:
    cells, sums = list(tables[0]), list(tables[1])
    first = protect(cells, sums, EXACT)
    shuffle = random.Random(seed)
    shuffle.shuffle(cells)
    shuffle.shuffle(sums)
    mixed = [Sum(one.total, tuple(shuffle.sample(one.parts, len(one.parts)))) for one in sums]
    assert protect(cells, mixed, EXACT) == first
