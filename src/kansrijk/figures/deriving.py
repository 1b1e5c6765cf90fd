"""Figures that we derive ourselves (unions, differences, other borders, pooled windows): audited before they are shown.

Every road that shows or releases a derived figure of an own source comes here. The attacker gets the derived figure as
one more published number beside all that was ever public, with every sum of areas, periods and successions it knows.
Derived figures of publishers' tables follow from what everybody reads and are not judged: their gaps are carried.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from kansrijk.core.disclosure import percent
from kansrijk.core.faults import BadInput
from kansrijk.figures.disclosing import POLICY
from kansrijk.figures.models import Release
from kansrijk.figures.places_attacked import Place
from kansrijk.figures.retelling import SAME, NewCell
from kansrijk.figures.rules import HIDDEN

if TYPE_CHECKING:
    from kansrijk.areas.queries import AreaRef
    from kansrijk.figures.attacking import Derived
    from kansrijk.figures.queries.reexpressed import ToldFigure


def as_own(cell: NewCell, unit: str) -> NewCell:
    """A derived own share in the digits of a released one: whole numbers, and none from too few people (SDC-15)."""
    if unit == "count" or cell.value is None:
        return cell
    if cell.numerator is None or cell.denominator is None:
        return replace(cell, value=float(round(cell.value)))
    if unit == "share":
        value = percent(round(cell.numerator), round(cell.denominator), POLICY)
    else:
        value = round(1000 * cell.numerator / cell.denominator) if cell.denominator >= POLICY.share_base else None
    if value is None:
        return NewCell(None, None, None, None, None, HIDDEN, "")
    lower = None if cell.lower is None else min(cell.lower, float(value))
    upper = None if cell.upper is None else max(cell.upper, float(value))
    return replace(cell, value=float(value), lower=lower, upper=upper)


def recoverable(derived: Sequence["Derived"], beside: Iterable[UUID] = ()) -> frozenset["Derived"]:
    """Which of these derived figures would give something away, attacked together with all that was ever public.

    `beside`: releases that are not public yet and that the reader sees. A figure that contradicts the released ones
    counts as giving away: nobody can say what it does.
    """
    # Imported here: the attacker brings an optimiser along, a second that every start of the server would wait for.
    from kansrijk.figures.attacking import Derived, attack_derived

    found: set[Derived] = set()
    for name in sorted({one.indicator for one in derived}):
        public = Release.objects.filter(policy="own", columns__contains=[name])
        known = public.filter(published_at__isnull=False) | public.filter(pk__in=list(beside), status="proposed")
        open_tables = Release.objects.filter(policy="published_at_source", status="published", columns__contains=[name])
        releases, given = list(known), list(open_tables)

        def is_open(asked: Sequence[Derived], releases: list[Release] = releases, given: list[Release] = given) -> bool:
            try:
                base = POLICY.rounding_base
                return not attack_derived(releases, asked, k=POLICY.k, rounding_base=base, elsewhere=given).is_safe
            except BadInput:
                return True

        own = [one for one in derived if one.indicator == name]
        if is_open(own):  # together they give something away: which of them do by themselves, or all
            found |= {one for one in own if is_open([one])} or set(own)
    return frozenset(found)


def withheld(told: Sequence["ToldFigure"], area: "AreaRef") -> tuple["ToldFigure", ...]:
    """The same figures, and *hidden* in the place of each that would give something away."""
    asked = judged_of(told, area)
    releases = not_public(told)
    open_ones = recoverable(list(asked.values()), releases) if asked else frozenset()
    return tuple(hidden(one) if asked.get(at) in open_ones and at in asked else one for at, one in enumerate(told))


def not_public(told: Sequence["ToldFigure"]) -> set[UUID]:
    """The releases behind these figures that only some may see yet."""
    return {one.figure.release for one in told if one.figure.release is not None and not one.figure.is_public}


def judged_of(told: Sequence["ToldFigure"], area: "AreaRef") -> dict[int, "Derived"]:
    """What the attacker gets: position in `told` → the figure as one more published number."""
    from kansrijk.figures.attacking import Derived

    return {
        at: Derived(
            one.figure.indicator.id,
            Place(one.figure.period or "", area.edition, area.code),
            round(cases),
            None if one.figure.denominator is None else round(one.figure.denominator),
            POLICY.rounding_base // 2 * max(1, len(one.parts)) if one.figure.status != _MODELLED else _ANYTHING,
        )
        for at, one in enumerate(told)
        if one.how != SAME and one.figure.value is not None and (cases := _cases(one)) is not None
    }


def key_of(derived: Iterable["Derived"], beside: Iterable[UUID]) -> str:
    """Names what the attacker would be given: these figures, and every release that he knows. One query."""
    asked = sorted(derived)
    names = sorted({one.indicator for one in asked})
    known = Q(policy="own", published_at__isnull=False) | Q(pk__in=list(beside), status="proposed")
    known |= Q(policy="published_at_source", status="published")
    releases = Release.objects.filter(known, columns__overlap=names).order_by("pk").values_list("pk", "status")
    told = [*map(str, asked), *map(str, releases), str(POLICY)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


_MODELLED = "modelled"
_ANYTHING = 1_000_000  # an estimate by addresses says nothing exact about a count


def _cases(one: "ToldFigure") -> float | None:
    figure = one.figure
    return figure.value if figure.numerator is None and figure.unit == "count" else figure.numerator


def hidden(one: "ToldFigure") -> "ToldFigure":
    nothing = replace(
        one.figure,
        value=None,
        lower=None,
        upper=None,
        interval_method=None,
        numerator=None,
        denominator=None,
        status="hidden",
    )
    return replace(one, figure=nothing, how="", bounds=None)
