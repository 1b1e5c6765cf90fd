"""The bundle that leaves the closed environment: area figures, model card, validation, output check, pictures."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from kansrijk.atlas import drawings
from kansrijk.core.estimation import output_rules
from kansrijk.core.estimation.model import Model
from kansrijk.core.estimation.unit_level import VERSION
from kansrijk.core.estimation.validation import Validation
from kansrijk.core.faults import BadInput

if TYPE_CHECKING:
    from kansrijk.atlas.estimating import Answer

MARK = "model-card.json"


def require_free(out: Path) -> None:
    """Raises `BadInput` when `out` holds something that is not an earlier bundle; then nothing is overwritten."""
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / MARK).exists())):
        raise BadInput("this place is in use by something that is not a bundle", file=str(out), field="--out")


def write(
    out: Path,
    model: Model,
    answers: Sequence[Answer],
    inputs: dict[str, str],
    notes: tuple[str, ...],
    levels: tuple[str, ...],
) -> None:
    """The bundle of a run from persons."""
    put(
        out,
        pl.concat([a.frame for a in answers]),
        tuple(r for a in answers for r in a.rules),
        {a.indicator: a.validation for a in answers},
        card(model, answers, inputs, notes),
        levels[0],
    )


def put(
    out: Path,
    table: pl.DataFrame,
    rules: tuple[output_rules.Rule, ...],
    validation: Mapping[str, Validation],
    model_card: dict[str, object],
    level: str,
) -> None:
    """Writes everything beside `out` first and then puts it in place: an interrupted run leaves no half bundle.

    The plots of intervals are of `level`. Raises `BadInput` when an output rule is not kept; then nothing is written.
    """
    part = out.with_name(out.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    (part / "plots").mkdir(parents=True)
    bins = [vars(b) for one in validation.values() for b in one.bins]
    check = output_rules.verified(table, rules, bins)
    if not check.passed:
        shutil.rmtree(part)
        broken = next(r.rule for r in check.rules if r.failed and r.action in ("stop", "model not written"))
        raise BadInput(f"the output rules are not kept ({broken}); nothing was written", file=str(out))
    table.write_parquet(part / "estimates.parquet", compression="zstd")
    table.write_csv(part / "estimates.csv", float_precision=9)
    _json(part / "output-check.json", check.as_json())
    _json(part / "validation.json", {name: one.as_json() for name, one in validation.items()})
    _json(part / MARK, model_card)
    for name, one in validation.items():
        _draw(part / "plots", name, one, table.filter((pl.col("indicator") == name) & (pl.col("level") == level)))
    if out.exists():
        shutil.rmtree(out)
    part.rename(out)


def _json(file: Path, value: object) -> None:
    file.write_text(json.dumps(_finite(value), ensure_ascii=False, indent=1, allow_nan=False) + "\n", "utf-8")


def _finite(value: object) -> object:
    if isinstance(value, dict):
        return {k: _finite(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(v) for v in value]
    return None if isinstance(value, float) and value != value else value


def _draw(folder: Path, indicator: str, validation: Validation, rows: pl.DataFrame) -> None:
    bins = validation.bins
    picture = drawings.calibration(indicator, [b.predicted for b in bins], [b.observed for b in bins])
    (folder / f"{indicator}-calibration.svg").write_text(picture, "utf-8")
    columns = (rows[c].to_numpy().astype(float) for c in ("estimate", "lower", "upper"))
    level = str(rows["level"][0]) if rows.height else ""
    picture = drawings.intervals(indicator, level, *columns)
    (folder / f"{indicator}-intervals.svg").write_text(picture, "utf-8")


def card(model: Model, answers: Sequence[Answer], inputs: dict[str, str], notes: tuple[str, ...]) -> dict[str, object]:
    """What was done, with what, how well, and what it is not. No clock: the same input gives the same card."""
    return {
        "what": "Estimated shares of areas. They are not figures of persons and may not be used about a person.",
        "engine": VERSION,
        "formula": model.formula,
        "area_effect": {"spatial": "icar" if model.spatial else "none", "unstructured": model.unstructured},
        "weight": model.weight,
        "covariates": {name: model.meaning[name] for name in model.covariates},
        "refused_inputs": "nationality, ethnicity, religion, birth country, stand-ins for these, postcodes",
        "inputs_sha256": inputs,
        "notes": list(notes),
        "interval": "95 %, closed form on the logit scale; smoothing parameters and variances taken as known",
        "limits": [
            "Non-response that the covariates do not explain is not corrected.",
            "With few respondents or few areas the intervals are somewhat too narrow; see validation.json.",
            "Numbers of respondents are told in tens; areas under ten inhabitants are hidden.",
        ],
        "indicators": {
            a.indicator: {
                **a.found,
                "over_shrinkage": a.over_shrinkage,
                "left_after_adding_up": a.benchmarked,
                **a.parameters,
            }
            for a in answers
        },
    }


def summary(
    model: Model, answers: Sequence[Answer], seconds: dict[str, float], sizes: tuple[int, int, int], out: Path
) -> dict[str, object]:
    """The object of `--json`."""
    return {
        "n_survey": sizes[0],
        "n_population": sizes[1],
        "areas": sizes[2],
        "indicators": list(model.indicators),
        "seconds": {k: round(v, 3) for k, v in seconds.items()},
        "peak_mb": peak_mb(),
        "validation": {
            a.indicator: {
                "coverage": round(a.validation.respondents.coverage, 4),
                "rmse": round(a.validation.respondents.rmse, 5),
                "slope": round(a.validation.slope, 4),
                "intercept": round(a.validation.intercept, 4),
            }
            for a in answers
        },
        "out": str(out),
    }


def peak_mb() -> float | None:
    """Most memory that this process held, in MB; None on Windows, where the standard library does not tell.

    On Linux as the kernel tells of this program alone: the number that `resource` gives there counts what the process
    held that started it.
    """
    if sys.platform == "win32":
        return None
    told = Path("/proc/self/status")
    if told.exists():
        line = next((row for row in told.read_text("ascii", "replace").splitlines() if row.startswith("VmHWM")), None)
        if line is not None:
            return round(int(line.split()[1]) / 1024, 1)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024**2 if sys.platform == "darwin" else 1024), 1)
