"""How many people live in a vulnerable situation: several definitions side by side, and how far they lie apart.

No weights: nobody knows them. From the share of each situation follows between which bounds the share of people with
one, two or three of them must lie. That is all that figures of areas can say; the distance between definitions is the
message.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext_lazy

from kansrijk.areas import queries as places
from kansrijk.areas.queries import AreaRef
from kansrijk.atlas.changes import Bounds, Estimate, at_least
from kansrijk.figures import queries as reads
from kansrijk.figures import words
from kansrijk.figures.catalogue import Indicator, indicators
from kansrijk.figures.queries.types import Column
from kansrijk.trust.actors import Actor

LEVELS = {"gemeente": "wijk", "wijk": "buurt"}
MOST, AT_FIRST = 6, 4
OUTCOMES = frozenset({"births"})
ABOUT_PARENTS = (
    "geldstress",
    "stress_bij_opvoeden",
    "eenzaamheid_ouders",
    "schulden_in_zwangerschap",
    "problematische_schulden_vrouwen_19_45",
    "stress_in_zwangerschap",
    "psychische_problemen_vrouwen_19_45",
    "roken_in_zwangerschap",
    "roken_vrouwen_19_45",
    "roken_voor_zwangerschap",
    "late_eerste_controle",
    "geen_kraamzorg",
    "ongeplande_zwangerschap",
    "problematische_schulden_mannen_19_45",
    "psychische_problemen_mannen_19_45",
)
"""Shares of (potential) parents with one situation, those who are parents first: all that goes in unasked.

Shares of all adults are higher and of other people; with a few of them the bounds are 0 and 100 per cent and say
nothing. Shares that count several situations already are not among them.
"""
DEFINITIONS = (
    (
        1,
        gettext_lazy("at least one situation"),
        gettext_lazy("The story of Kansrijke Start begins here: one risk factor, if what protects is not enough."),
    ),
    (2, gettext_lazy("at least two situations"), gettext_lazy("In between. Nobody has laid this one down.")),
    (
        3,
        gettext_lazy("at least three situations"),
        gettext_lazy(
            "As in a Dutch study of pregnancies (BMC Public Health, 2023), which also asks for two domains of life."
        ),
    ),
)


@dataclass(frozen=True)
class Row:
    """One area: the bounds per definition, or None where one of the figures has no number."""

    name: str
    slug: str
    bounds: tuple[Bounds, ...]
    definitions: tuple[str, ...]

    @property
    def cells(self) -> list[tuple[str, str]]:
        """(definition, bounds in words), whole per cents outwards."""
        return [(name, _between(one)) for name, one in zip(self.definitions, self.bounds, strict=bool(self.bounds))]

    @property
    def apart(self) -> str:
        """From the lowest bound of the strictest definition to the highest of the widest."""
        if not self.bounds:
            return ""
        return _between(Bounds(min(b.low for b in self.bounds), max(b.high for b in self.bounds)))


@dataclass(frozen=True)
class Used:
    """A figure that goes in."""

    indicator: Indicator
    period: str
    is_estimate: bool

    @property
    def name(self) -> str:
        return self.indicator.name.in_language(words.language())

    @property
    def about(self) -> str:
        """Of whom it is a share, in the words of the catalogue."""
        return self.indicator.definition.in_language(words.language())


@dataclass(frozen=True)
class Composite:
    """A page: definitions as (words, where it comes from), one cell each in every row."""

    within: AreaRef
    level: str
    used: tuple[Used, ...]
    definitions: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    left_out: tuple[str, ...]
    is_asked: bool
    holds_everybody: bool


def offered(actor: Actor) -> list[Indicator]:
    """Shares of people or households with a situation that weighs, of which something was delivered.

    How children are born is no situation of parents: such figures are outcomes, and overlap by definition.
    """
    delivered = reads.delivered(actor)
    return [
        one
        for key, one in indicators().items()
        if key in delivered and one.unit == "share" and one.side == "risk" and one.theme not in OUTCOMES
    ]


def composite(actor: Actor, within: AreaRef, asked: Sequence[str]) -> Composite | None:
    """The areas inside this one by several definitions; None where fewer than two figures have that level."""
    level = LEVELS.get(within.level)
    if level is None:
        return None
    columns = _columns(actor, within, level, asked)
    if len(columns) < 2:
        return None
    definitions = [one for one in DEFINITIONS if one[0] <= len(columns)]
    told = tuple((str(name), str(source)) for _, name, source in definitions)
    heads = tuple(name for name, _ in told)
    at = [{code: i for i, code in enumerate(column.codes)} for column in columns]
    rows = []
    for ref in places.children(actor, within, level):
        found = [
            Estimate(float(column.value[where[ref.code]]), float(column.lower[where[ref.code]]),
                     float(column.upper[where[ref.code]]))
            for column, where in zip(columns, at, strict=True)
            if ref.code in where
        ]  # fmt: skip
        whole = len(found) == len(columns) and all(one.value == one.value for one in found)
        bounds = tuple(at_least(n, found) for n, _, _ in definitions) if whole else ()
        rows.append(Row(ref.name, ref.slug, bounds, heads))
    used = tuple(Used(c.indicator, c.period, c.source == "atlas") for c in columns)
    shown, known = {one.indicator.id for one in columns}, indicators()
    left_out = tuple(
        known[one].name.in_language(words.language())
        for one in dict.fromkeys(asked)
        if one in known and one not in shown
    )
    everybody = any(one.indicator.id not in ABOUT_PARENTS for one in columns)
    return Composite(within, level, used, told, tuple(rows), left_out, bool(asked), everybody)


def _columns(actor: Actor, within: AreaRef, level: str, asked: Sequence[str]) -> list[Column]:
    """Of the asked figures, at most MOST; without any the first AT_FIRST about parents, one per domain of life."""
    known = {one.id: one for one in offered(actor)}
    wanted = [one for one in dict.fromkeys(asked) if one in known][:MOST]
    found: list[Column] = []
    for identifier in wanted or [one for one in ABOUT_PARENTS if one in known]:
        if not wanted and known[identifier].theme in {one.indicator.theme for one in found}:
            continue
        column = reads.column(
            actor, identifier, level, edition=within.edition, country=within.country, within=within.code
        )
        if column is not None and np.isfinite(column.value).any():
            found.append(column)
        if not wanted and len(found) == AT_FIRST:
            break
    return found


def _between(one: Bounds) -> str:
    low, high = int(one.low), min(int(-(-one.high // 1)), 100)
    return f"{low}–{high}\u202f%"
