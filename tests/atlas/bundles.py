"""A small bundle as `atlas estimate` writes it, without the hour of estimating."""

import json
from pathlib import Path

import polars as pl

ROWS = [
    # area, level, persons, estimate, lower, upper, status
    ("GM9901", "gemeente", 6_000, 0.1449, 0.1321, 0.1577, "modelled"),
    ("WK990101", "wijk", 2_000, 0.1612, 0.1358, 0.1901, "modelled"),
    ("WK990102", "wijk", 2_000, 0.12, 0.02, 0.44, "too_uncertain"),
    ("BU99010101", "buurt", None, None, None, None, "hidden"),
    ("BU99010102", "buurt", 400, 0.105, 0.081, 0.135, "modelled"),
]
CARD = {
    "engine": "unit-level 1",
    "formula": "1 + s(age) + mrf(area) + re(area)",
    "covariates": {"age": "age in years"},
    "inputs_sha256": {"survey": "a" * 64, "population": "b" * 64},
    "notes": [],
}
CHECK = {"areas": 3, "coverage": 0.95, "rmse": 0.012, "rmse_national": 0.05, "rmse_direct": 0.06,
         "rmse_empirical_bayes": 0.03, "coverage_se": 0.01, "coverage_with_noise": 0.95,
         "interval_score": 0.2}  # fmt: skip
VALIDATION = {
    "folds": 5, "slope": 1.01, "intercept": -0.01, "spread_national": 0.001, "spread_areas": 0.02,
    "respondents": CHECK, "areas": CHECK, "families": {"persons, area effect": 0.15},
    "bins": [{"respondents": 100, "predicted": 0.1, "observed": 0.11}, {"respondents": 100, "predicted": 0.2,
                                                                         "observed": 0.19}],
}  # fmt: skip


def write_bundle(folder: Path, indicator: str = "big2", rows=ROWS, card=CARD) -> Path:
    """Writes it and returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    names = ("area", "level", "n_population", "estimate", "lower", "upper", "status")
    table = pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None).with_columns(
        indicator=pl.lit(indicator), n_survey=pl.lit(None, pl.Int64), n_population=pl.col("n_population").cast(pl.Int64)
    )
    table.write_parquet(folder / "estimates.parquet")
    (folder / "model-card.json").write_text(json.dumps(card), "utf-8")
    (folder / "validation.json").write_text(json.dumps({indicator: VALIDATION}), "utf-8")
    (folder / "output-check.json").write_text(json.dumps({"passed": True, "rules": []}), "utf-8")
    return folder
