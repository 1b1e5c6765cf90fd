"""A bundle that comes back from a closed environment: read, and judged once more before anything of it is used."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from kansrijk.atlas.rules import ForbiddenInput, require_allowed_inputs
from kansrijk.core.estimation import output_rules
from kansrijk.core.faults import BadInput

LARGEST_BYTES = 200_000_000
_NUMBERS = ("estimate", "lower", "upper")
_TEXTS = ("indicator", "area", "level", "status")
_FIRST_LINE = "gebied;periode;indicator;waarde;ondergrens;bovengrens;status"


@dataclass(frozen=True, eq=False)
class Bundle:
    """What DIR holds."""

    estimates: pl.DataFrame
    sha256: str
    card: dict[str, Any]
    validation: dict[str, Any]
    output_check: dict[str, Any]

    @property
    def indicators(self) -> tuple[str, ...]:
        """As the model names them."""
        return tuple(self.estimates["indicator"].unique(maintain_order=True).to_list())


def read_bundle(folder: Path) -> Bundle:
    """Raises `BadInput` for a bundle that is not whole, breaks an output rule, or has a forbidden input."""
    if not folder.is_dir():
        raise BadInput("there is no such folder", file=str(folder))
    card, validation, check = (_object(folder / f"{n}.json") for n in ("model-card", "validation", "output-check"))
    file = folder / "estimates.parquet"
    if not file.is_file():
        raise BadInput("the bundle is not whole: the file is missing", file=file.name)
    if file.stat().st_size > LARGEST_BYTES:
        raise BadInput("the file is larger than a bundle can be", file=file.name)
    content = file.read_bytes()
    try:
        table = pl.read_parquet(content)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise BadInput("this is not a readable Parquet file", file=file.name) from error
    _require_columns(table, file.name)
    _require_inputs(card)
    bins = [one for found in validation.values() for one in found.get("bins", [])] if validation else []
    if not check.get("passed") or not output_rules.verified(table, (), bins).passed:
        raise BadInput("the output rules of the closed environment are not kept", file="output-check.json")
    return Bundle(table, sha256(content).hexdigest(), card, validation, check)


def _object(file: Path) -> dict[str, Any]:
    if not file.is_file():
        raise BadInput("the bundle is not whole: the file is missing", file=file.name)
    try:
        found = json.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise BadInput("this is not readable JSON", file=file.name) from error
    if not isinstance(found, dict):
        raise BadInput("this is not what a bundle holds", file=file.name)
    return found


def _require_columns(table: pl.DataFrame, file: str) -> None:
    for name in (*_TEXTS, *_NUMBERS, "n_survey", "n_population"):
        if name not in table.columns:
            raise BadInput(f"the column {name} is missing", file=file, column=name)
    for name in _NUMBERS:
        if not table.schema[name].is_float() or not table[name].drop_nulls().is_between(0, 1).all():
            raise BadInput(f"{name} must hold shares", file=file, column=name)
    shown = table.drop_nulls(_NUMBERS)
    if (
        shown.height != table.drop_nulls("estimate").height
        or not shown.select(
            ((pl.col("lower") <= pl.col("estimate")) & (pl.col("estimate") <= pl.col("upper"))).all()
        ).item()
    ):
        raise BadInput("an estimate stands without an interval, or outside it", file=file)


def _require_inputs(card: Mapping[str, Any]) -> None:
    covariates = card.get("covariates")
    if not isinstance(covariates, dict):
        raise BadInput("the model card does not say what went in", file="model-card.json", field="covariates")
    try:
        require_allowed_inputs(covariates, {name: str(meaning) for name, meaning in covariates.items()})
    except ForbiddenInput as error:
        raise BadInput(str(error), file="model-card.json", field=error.name) from error


def as_delivery(bundle: Bundle, period: str, named: Mapping[str, str]) -> str:
    """The figures as the gate of `figures` reads them: per cents, a number only where the interval allows one."""
    lines = [_FIRST_LINE]
    for row in bundle.estimates.iter_rows(named=True):
        shown = row["status"] == "modelled" and row["estimate"] is not None
        numbers = [f"{100 * row[name]:.6f}" if shown else "" for name in _NUMBERS]
        status = "modelled" if shown else row["status"]
        lines.append(";".join([row["area"], period, named[row["indicator"]], *numbers, status]))
    return "\n".join(lines) + "\n"
