"""All figures of one area: one query, whatever the number of indicators."""

from collections.abc import Collection, Iterable, Iterator

from django.db.models import Max, Q, QuerySet

from kansrijk.areas import queries as places
from kansrijk.areas.codes import level_of, parse
from kansrijk.areas.models import Area
from kansrijk.areas.names import search_key
from kansrijk.core.faults import BadInput
from kansrijk.figures import catalogue
from kansrijk.figures.models import Release, Row
from kansrijk.figures.queries.types import AreaRef, Compared, Figure
from kansrijk.figures.queries.visible import newest_first, visible, weight
from kansrijk.figures.rules import STATUS_NAMES, is_whole
from kansrijk.trust.actors import Actor


def _rows(actor: Actor, codes: Collection[str], edition: int) -> list[Row]:
    rows = Row.objects.filter(visible(actor, "release__"), area_code__in=codes, edition=edition)
    return list(rows.select_related("release").defer("release__audit_report", "release__citation"))


def _figure(row: Row, release: Release, index: int, indicator: catalogue.Indicator) -> Figure:
    has_limits = row.lower[index] is not None
    return Figure(
        indicator=indicator,
        area_code=row.area_code,
        edition=row.edition,
        period=release.column_periods[index] or row.period,
        value=row.value[index],
        lower=row.lower[index],
        upper=row.upper[index],
        interval_method=(release.interval_methods[index] or None) if has_limits else None,
        status=STATUS_NAMES[row.status[index]],
        numerator=row.numerator[index],
        denominator=row.denominator[index],
        source=release.source,
        source_field=release.source_fields[index],
        definition_version=release.definition_versions.get(indicator.id, indicator.definition_version),
        release=release.pk,
        delivery=release.delivery,
        is_public=release.status == "published",
        is_whole=is_whole(release.policy, release.status, indicator.unit),
    )


def _cells(rows: Iterable[Row], wanted: Collection[str] | None) -> Iterator[Figure]:
    """One figure per (area, indicator, period): the one of the heaviest release that has a word on it."""
    best: dict[tuple[str, str, str], tuple[tuple[bool, int, object], Row, int]] = {}
    known = catalogue.indicators()
    for row in rows:
        rank = weight(row.release)
        for index, indicator in enumerate(row.release.columns):
            if indicator not in known or (wanted is not None and indicator not in wanted):
                continue
            key = (row.area_code, indicator, row.release.column_periods[index] or row.period)
            if key not in best or rank > best[key][0]:
                best[key] = (rank, row, index)
    for (_, indicator, _), (_, row, index) in best.items():
        yield _figure(row, row.release, index, known[indicator])


def _nothing(indicator: catalogue.Indicator, area_code: str, edition: int) -> Figure:
    """No source of this installation delivered this for this area: named, empty, never borrowed."""
    return Figure(
        indicator=indicator,
        area_code=area_code,
        edition=edition,
        period=None,
        value=None,
        lower=None,
        upper=None,
        interval_method=None,
        status="no_data",
        numerator=None,
        denominator=None,
        source=indicator.source,
        source_field=None,
        definition_version=indicator.definition_version,
        release=None,
        delivery=None,
    )


def _period_key(figure: Figure) -> tuple[int, int]:
    return newest_first(figure.period or "0")


def _newest(figures: Iterable[Figure]) -> dict[str, Figure]:
    """Per indicator the newest period that has a value; where none has, the newest."""
    best: dict[str, Figure] = {}
    for figure in figures:
        kept = best.get(figure.indicator.id)
        if kept is None or (figure.has_value, _period_key(figure)) > (kept.has_value, _period_key(kept)):
            best[figure.indicator.id] = figure
    return best


def figures_of(actor: Actor, area_code: str, edition: int, indicators: Collection[str] | None = None) -> list[Figure]:
    """The newest figure of every indicator of the catalogue (or of those asked for), in catalogue order.

    One query. An indicator nobody delivered here is there too, with status no_data.
    """
    found = _newest(_cells(_rows(actor, [area_code], edition), indicators))
    return [
        found.get(one.id) or _nothing(one, area_code, edition)
        for one in catalogue.indicators().values()
        if indicators is None or one.id in indicators
    ]


def all_periods(
    actor: Actor, area_code: str, edition: int, indicators: Collection[str] | None = None
) -> dict[str, list[Figure]]:
    """Per indicator its figures, oldest period first; indicators without any are left out. One query."""
    found: dict[str, list[Figure]] = {}
    for figure in _cells(_rows(actor, [area_code], edition), indicators):
        found.setdefault(figure.indicator.id, []).append(figure)
    for figures in found.values():
        figures.sort(key=_period_key)
    return {key: found[key] for key in catalogue.indicators() if key in found}


def series(actor: Actor, area_code: str, edition: int, indicator: str) -> list[Figure]:
    """One indicator over the periods, oldest first, in the area's own edition. One query."""
    return all_periods(actor, area_code, edition, [indicator]).get(indicator, [])


def ancestors(area_code: str, edition: int) -> tuple[AreaRef | None, AreaRef | None]:
    """The gemeente and the country of an area, None where it has none or is it itself. One query."""
    area = (
        Area.objects.filter(code=area_code, edition=edition)
        .select_related("parent__parent__parent__parent__parent")
        .first()
    )
    gemeente = country = None
    above = area.parent if area else None
    while above is not None:
        if above.level == "gemeente":
            gemeente = _ref(above)
        if above.level == "country":
            country = _ref(above)
        above = above.parent
    if country is None and area is not None and area.level != "country":
        country = AreaRef(f"{area.country}00", edition, "", "country", area.country)
    return gemeente, country


def compared(actor: Actor, area_code: str, edition: int, indicators: Collection[str] | None = None) -> list[Compared]:
    """`figures_of` with gemeente and country beside it, of the same period and definition. Two queries."""
    gemeente, country = ancestors(area_code, edition)
    codes = [area_code, *(ref.code for ref in (gemeente, country) if ref)]
    cells = list(_cells(_rows(actor, codes, edition), indicators))
    own = _newest(figure for figure in cells if figure.area_code == area_code)
    others = {(f.area_code, f.indicator.id, f.period, f.definition_version): f for f in cells}

    def beside(figure: Figure, ref: AreaRef | None) -> Figure | None:
        key = (ref.code if ref else "", figure.indicator.id, figure.period, figure.definition_version)
        return others.get(key)

    result = []
    for one in catalogue.indicators().values():
        if indicators is None or one.id in indicators:
            figure = own.get(one.id) or _nothing(one, area_code, edition)
            result.append(Compared(figure, beside(figure, gemeente), beside(figure, country)))
    return result


def newest_edition(actor: Actor, area_code: str) -> int | None:
    """The newest edition in which this code has visible figures."""
    rows = Row.objects.filter(visible(actor, "release__"), area_code=area_code)
    newest: int | None = rows.aggregate(newest=Max("edition"))["newest"]
    return newest


def _ref(area: Area) -> AreaRef:
    return AreaRef(area.code, area.edition, area.name, area.level, area.country)


def _named(areas: QuerySet[Area], key: str) -> list[Area]:
    """Areas of this name, the newest edition first; a gemeente also without what stands in brackets: Hengelo (O.)."""
    alike = Q(level="gemeente", search_key__startswith=f"{key} ", name__contains="(")
    found = areas.filter(Q(search_key=key) | alike).order_by("-edition")
    return [one for one in found if key in (one.search_key, search_key(one.name.partition("(")[0]))]


def area_of(actor: Actor, text: str) -> AreaRef:
    """The area that `GM0546`, `GM0546@2024` or a unique name means; without edition the newest with figures.

    Raises BadInput: unknown, or a name of several places.
    """
    at = parse(text)
    if at is not None and level_of(at.code) == "working_area":
        own = places.area(actor, text)
        if own is None:
            raise BadInput(f"there is no area {at.code}", field="area")
        return AreaRef(own.code, own.edition, own.name, own.level, own.country)
    areas = Area.objects.filter(coalition__isnull=True)
    if at is not None and areas.filter(code=at.code).exists():
        edition = at.edition or newest_edition(actor, at.code)
        found = areas.filter(code=at.code, edition=edition) if edition else areas.filter(code=at.code)
        area = found.order_by("-edition").first()
        if area is None:
            raise BadInput(f"there is no area {at.code} in the edition of {edition}", field="area")
        return _ref(area)
    named = _named(areas, search_key(text))
    codes = sorted({(area.level, area.code) for area in named})
    gemeenten = [code for level, code in codes if level == "gemeente"]
    chosen = gemeenten if len(gemeenten) == 1 else [code for _, code in codes]
    if not search_key(text) or not chosen:
        raise BadInput(f"there is no area named {text!r}", field="area")
    if len(chosen) > 1:
        raise BadInput(f"{text!r} is the name of {len(chosen)} areas: {', '.join(chosen[:10])}", field="area")
    edition = newest_edition(actor, chosen[0])
    return _ref(next((area for area in named if area.code == chosen[0] and area.edition == edition), named[0]))


def show_json(actor: Actor, area: str, indicator: str | None = None, *, waits: bool = False) -> dict[str, object]:
    """The contract of `kansrijk figures show AREA --json`: every period, and no_data where there is nothing.

    `reexpressed` holds figures of other borders told in these, each with `reexpressed_from`, `how`, `parts`, `bounds`.
    Who `waits` gets `is_waiting` beside it where the attacker has yet to look at those of a working area.
    """
    if indicator is not None and catalogue.indicator(indicator) is None:
        raise BadInput(f"there is no indicator {indicator!r}", field="indicator")
    # Imported here: what is told elsewhere is made of the queries above.
    from kansrijk.figures.queries.told import told_json, told_of

    ref = area_of(actor, area)
    place = places.area(actor, ref.code, ref.edition)
    wanted = None if indicator is None else [indicator]
    found = all_periods(actor, ref.code, ref.edition, wanted)
    figures: list[Figure] = []
    for one in catalogue.indicators().values():
        if wanted is None or one.id in wanted:
            figures += found.get(one.id) or [_nothing(one, ref.code, ref.edition)]
    told = told_of(actor, place, waits=waits) if place is not None else None
    waiting = {"is_waiting": told.is_waiting} if waits and told is not None else {}
    return {
        "area": {"code": ref.code, "edition": ref.edition, "name": ref.name, "level": ref.level},
        "figures": [figure.as_json() for figure in figures],
        "reexpressed": told_json(told, indicator) if told is not None else [],
        **waiting,
    }
