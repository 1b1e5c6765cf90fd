"""Several areas beside one another, over all their editions; and in which years a level has an indicator."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from kansrijk.areas.models import Area
from kansrijk.figures.models import Release, Row
from kansrijk.figures.queries.area import _cells, _period_key
from kansrijk.figures.queries.columns import _candidates
from kansrijk.figures.queries.types import Figure
from kansrijk.figures.queries.visible import visible
from kansrijk.trust.actors import Actor


def beside(
    actor: Actor, places: Mapping[str, str], indicators: Collection[str] | None = None, *, edition: int | None = None
) -> list[Figure]:
    """Every visible figure of these places, oldest period first.

    `places` maps code to name: codes are used again for other places, so an edition in which the code has another
    name is left out. With `edition` only that one. Two queries, whatever the number of areas and indicators.
    """
    same = Area.objects.filter(code__in=places, coalition__isnull=True).values_list("code", "edition", "name")
    held = {(code, at) for code, at, name in same if name == places[code] or not places[code]}
    rows = Row.objects.filter(visible(actor, "release__"), area_code__in=list(places))
    if edition is not None:
        rows = rows.filter(edition=edition)
    by_edition: dict[int, list[Row]] = defaultdict(list)
    for row in rows.select_related("release").defer("release__audit_report", "release__citation"):
        if (row.area_code, row.edition) in held:
            by_edition[row.edition].append(row)
    found = [figure for own in by_edition.values() for figure in _cells(own, indicators)]
    return sorted(found, key=lambda figure: (_period_key(figure), figure.edition))


def frames(
    actor: Actor, indicator: str, level: str | None = None, *, country: str | None = None
) -> list[tuple[int, str]]:
    """(edition, period) in which figures of the indicator may be seen, newest first. One query."""
    found = _candidates(actor, indicator, level, None, country)
    return list(dict.fromkeys((release.edition, period) for release, period, _, _ in found))


def delivered(actor: Actor) -> frozenset[str]:
    """The indicators of which figures may be seen. One query."""
    return frozenset(
        name for names in Release.objects.filter(visible(actor)).values_list("columns", flat=True) for name in names
    )
