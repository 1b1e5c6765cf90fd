"""What the pages of the atlas say, ready to be drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext, gettext_lazy

from kansrijk.atlas.queries import RunCard
from kansrijk.core.faults import BadInput
from kansrijk.figures.catalogue import indicators

STATES: Mapping[str, Any] = {
    "in development": gettext_lazy("not published yet"),
    "in use": gettext_lazy("in use"),
    "out of use": gettext_lazy("out of use"),
}
_FAULTS: Mapping[str, Any] = {
    "say in a sentence why this run is stopped": gettext_lazy("Say in a sentence why these estimates stop."),
    "this run was stopped already": gettext_lazy("These estimates were stopped already."),
}


@dataclass(frozen=True)
class Line:
    """A run in a list."""

    card: RunCard
    names: str
    state: str


@dataclass(frozen=True)
class Part:
    """One indicator of a run: what was found about it, in points of a hundred."""

    id: str
    name: str
    coverage: float
    coverage_doubt: float
    error: float
    error_national: float
    error_direct: float
    error_simple: float
    spread: float
    bins: tuple[tuple[float, float], ...]

    @property
    def is_calibrated(self) -> bool:
        """Whether no bin was more than three points off (our choice for the words of the page)."""
        return all(abs(expected - seen) <= 3 for expected, seen in self.bins)


@dataclass(frozen=True)
class Page:
    """A run with everything that its page says."""

    card: RunCard
    names: str
    state: str
    parts: tuple[Part, ...]
    covariates: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    when: datetime


def _name(identifier: str) -> str:
    name = indicators()[identifier].name
    return str(name.nl if (get_language() or "nl").startswith("nl") else name.en)


def line(card: RunCard) -> Line:
    """A run for the list."""
    return Line(card, ", ".join(_name(one) for one in card.indicators), str(STATES[card.state]))


def run_page(card: RunCard) -> Page:
    """A run for its own page."""
    parts = tuple(
        _part(card.named[name], found) for name, found in sorted(card.validation.items()) if name in card.named
    )
    covariates = tuple(sorted((str(name), str(text)) for name, text in card.card.get("covariates", {}).items()))
    notes = tuple(str(one) for one in card.card.get("notes", []))
    head = line(card)
    return Page(card, head.names, head.state, parts, covariates, notes, card.stopped_at or card.registered_at)


def _part(identifier: str, found: Mapping[str, Any]) -> Part:
    seen = found["respondents"]
    return Part(
        id=identifier,
        name=_name(identifier),
        coverage=100 * seen["coverage"],
        coverage_doubt=196 * seen["coverage_se"],
        error=100 * seen["rmse"],
        error_national=100 * seen["rmse_national"],
        error_direct=100 * seen["rmse_direct"],
        error_simple=100 * seen["rmse_empirical_bayes"],
        spread=100 * found["spread_areas"],
        bins=tuple((100 * one["predicted"], 100 * one["observed"]) for one in found["bins"]),
    )


def sentence(error: BadInput) -> str:
    """A fault in the reader's language."""
    return str(_FAULTS.get(error.message, gettext("This could not be done.")))
