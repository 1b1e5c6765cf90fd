"""The area page: how children begin here, then the figures per phase, then risk and protection as two halves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kansrijk.areas import queries as places
from kansrijk.areas.queries.named import named, newest_named, wholes
from kansrijk.areas.queries.named import parts as direct_parts
from kansrijk.figures import catalogue, words
from kansrijk.figures.kept import Kept
from kansrijk.figures.pages import likeness
from kansrijk.figures.pages.kin import Kin, firsts, kin
from kansrijk.figures.pages.lines import Beside, Line, Missing, lines, missing, missing_html
from kansrijk.figures.pages.story import START, Story, story
from kansrijk.figures.pages.told import apart, tells_of_birth, told_html
from kansrijk.figures.queries.levels import Key, Spread, level_spreads, level_values
from kansrijk.figures.queries.place import AreaFigures, SeenRelease, figures_through_time
from kansrijk.figures.queries.told import WORKING_AREA, Elsewhere, here_and_elsewhere, told_here
from kansrijk.trust.actors import Actor

PHASES = (
    ("before", gettext_lazy("Before pregnancy")),
    ("during", gettext_lazy("During pregnancy")),
    ("after", gettext_lazy("After birth")),
    ("context", gettext_lazy("What plays a part around it")),
)
LEVEL_WORDS = {
    "country": gettext_lazy("country"),
    "province": gettext_lazy("province"),
    "ggd_region": gettext_lazy("GGD region"),
    "region": gettext_lazy("region"),
    "gemeente": gettext_lazy("gemeente"),
    "stadsdeel": gettext_lazy("stadsdeel"),
    "gebied": gettext_lazy("gebied"),
    "wijk": gettext_lazy("wijk"),
    "buurt": gettext_lazy("buurt"),
    "pc4": gettext_lazy("postcode area"),
    "pc3": gettext_lazy("postcode area of three digits"),
    "working_area": gettext_lazy("working area"),
}
FICTIONAL = "XX"
PARTS = {"country": "gemeente", "province": "gemeente", "gemeente": "wijk", "wijk": "buurt"}
PARTS_WORDS = {
    "gemeente": gettext_lazy("The gemeenten in this area"),
    "wijk": gettext_lazy("The wijken in this area"),
    "buurt": gettext_lazy("The buurten in this area"),
    "pc4": gettext_lazy("The postcodes in this area"),
}
GROUPINGS = {"ggd_region": "gemeente", "region": "gemeente", "pc3": "pc4"}
SHOWN_ALIKE = 5


@dataclass(frozen=True)
class Link:
    """Another area: its address keeps to the edition of the page where that is not the newest."""

    name: str
    address: str
    level: str = ""


@dataclass(frozen=True)
class Theme:
    """Lines of one theme."""

    title: str
    kin: tuple[Kin, ...]


@dataclass(frozen=True)
class Group:
    """A phase: what has a release, by theme, and what nobody delivered. `without` counts all that has no figure."""

    phase: str
    title: str
    themes: tuple[Theme, ...]
    missing: tuple[Missing, ...]
    missing_html: SafeString
    with_value: int
    without: int


@dataclass(frozen=True)
class Balance:
    """Risk and protection: two halves of one balance; `unknown` counts what has no figure on either side."""

    risk: tuple[Line, ...]
    protective: tuple[Line, ...]
    risk_unknown: int
    protective_unknown: int


@dataclass(frozen=True)
class Alike:
    """Similar municipalities, the nearest first, and what they are alike in."""

    nearest: tuple[Link, ...]
    further: tuple[Link, ...]
    traits: tuple[likeness.Trait, ...]


@dataclass(frozen=True)
class Change:
    """What became of the area or what it came from, and when."""

    words: str
    links: tuple[Link, ...]
    is_end: bool


@dataclass(frozen=True)
class Shown:
    """What follows from the figures alone: the same for everybody who sees the same releases. `html` is drawn."""

    story: Story
    story_lines: tuple[Line, ...]
    residents: str
    has_figures: bool
    near: likeness.Similar
    traits: tuple[likeness.Trait, ...]
    told: SafeString
    has_told: bool
    begins_below: bool
    is_waiting: bool
    html: SafeString


@dataclass(frozen=True)
class AreaPage:
    """Everything on the page of one area."""

    area: places.AreaRef
    level: str
    shown: Shown
    parents: tuple[Link, ...]
    groupings: tuple[Link, ...]
    parts: tuple[Link, ...]
    parts_title: str
    alike: Alike
    changes: tuple[Change, ...]

    @property
    def reference(self) -> str:
        """This very edition, as an address names it."""
        return str(self.area)


# One is about 80 kB: text and drawings of a page.
_kept: Kept[Shown] = Kept(400)


def area_page(actor: Actor, area: places.AreaRef) -> AreaPage:
    """Puts the page together; the number of queries does not depend on the number of indicators."""
    shown = _shown(actor, *here_and_elsewhere(actor, area), area)
    hierarchy, groupings = wholes(actor, area)
    parts, parts_title = _parts(actor, area)
    return AreaPage(
        area=area,
        level=str(LEVEL_WORDS[area.level]),
        shown=shown,
        parents=_links(hierarchy, area),
        groupings=_links(groupings, area),
        parts=_links(parts, area),
        parts_title=parts_title,
        alike=_alike(actor, area, shown.near, shown.traits),
        changes=_changes(actor, area),
    )


def _shown(actor: Actor, releases: Sequence[SeenRelease], other: Elsewhere, area: places.AreaRef) -> Shown:
    """Kept by exactly the releases it rests on, and only when all of them are public."""
    if any(release.status != "published" for release in (*releases, *other.releases)):
        return _drawn(actor, releases, other, area)
    own = frozenset(release.id for release in releases)
    key = (area.code, area.edition, area.name, words.language(), own, other.key)
    found = _kept.get(key)
    if found is not None:
        return found
    drawn = _drawn(actor, releases, other, area)
    return drawn if drawn.is_waiting else _kept.put(key, drawn)


def _drawn(actor: Actor, releases: Sequence[SeenRelease], other: Elsewhere, area: places.AreaRef) -> Shown:
    land = _("Fictief land") if area.country == FICTIONAL else _("the Netherlands")
    found = figures_through_time(releases, area.code, area.edition, f"{area.country}00")
    keys = _keys(area, found)
    tables = level_values("gemeente", keys) if area.level == "gemeente" else {}
    near = likeness.near(area, found, tables)
    retold = told_here(actor, area, other, found)
    medians, spreads = likeness.medians(area, found, tables, near), _spreads(area, found, keys)
    beside = Beside(land, area.edition, medians, spreads, retold)
    drawn, absent = lines(found, beside), missing(found)
    query = f"?land={FICTIONAL}" if area.is_fictional else ""
    told = story(area, land, found.newest, found.country)
    values = {
        "groups": [_group(phase, str(title), drawn.values(), absent, query) for phase, title in PHASES],
        "balance": _balance(drawn.values(), absent),
        "land": query,
    }
    residents = drawn.get("inwoners")
    by_itself = apart(area, retold, found.newest)
    return Shown(
        story=told,
        story_lines=tuple(drawn[one.figure.indicator.id] for one in told.told),
        residents=residents.value if residents and residents.has_value else "",
        has_figures=bool(found.placed),
        told=told_html(area, retold, by_itself),
        has_told=bool(by_itself),
        begins_below=area.level == WORKING_AREA and tells_of_birth(retold),
        is_waiting=retold.is_waiting,
        near=near,
        traits=likeness.traits(area, found, tables, near),
        html=render_to_string("figures/area_figures.html", values) if found.placed else SafeString(""),
    )


def _keys(area: places.AreaRef, found: AreaFigures) -> set[Key]:
    """The releases behind the shown public figures, of the page's own edition."""
    return {
        (place.release, place.row_period, area.level)
        for name, place in found.placed.items()
        if found.newest[name].is_public and found.newest[name].edition == area.edition
    }


def _spreads(area: places.AreaRef, found: AreaFigures, keys: set[Key]) -> dict[str, Spread]:
    """How all areas of the level lie, per indicator. The fictional land has releases of its own; a country is alone."""
    if area.level == "country":
        return {}
    held = level_spreads(area.level, keys)
    result = {}
    for name, place in found.placed.items():
        columns = held.get((place.release, place.row_period, area.level))
        if columns is not None and found.newest[name].edition == area.edition:
            result[name] = columns[place.index]
    return result


def _links(refs: Iterable[places.AreaRef], area: places.AreaRef) -> tuple[Link, ...]:
    return tuple(Link(ref.name, _address(ref, area), str(LEVEL_WORDS[ref.level])) for ref in refs)


def _address(ref: places.AreaRef, area: places.AreaRef) -> str:
    """Areas of one edition lead to each other, whatever newer editions there are."""
    return _area_address(ref.slug if ref.edition != area.edition else f"{ref.code}@{ref.edition}")


@lru_cache(maxsize=32_768)  # every buurt of a year
def _area_address(reference: str) -> str:
    return reverse("area", args=[reference])


def _parts(actor: Actor, area: places.AreaRef) -> tuple[list[places.AreaRef], str]:
    if area.level == WORKING_AREA:
        return places.members(actor, area), _("The areas of this working area")
    if area.level in GROUPINGS:
        return places.members(actor, area), str(PARTS_WORDS[GROUPINGS[area.level]])
    level = PARTS.get(area.level)
    return (direct_parts(actor, area, level), str(PARTS_WORDS[level])) if level else ([], "")


def _group(phase: str, title: str, drawn: Iterable[Line], absent: Iterable[Missing], query: str) -> Group:
    """By theme in the order of the catalogue; what the story tells stands first in its theme."""
    own = [line for line in drawn if line.figure.indicator.phase == phase]
    themes = list(catalogue.themes())
    own.sort(key=lambda line: (themes.index(line.figure.indicator.theme), _place_in_story(line.id)))
    language = words.language()
    by_theme = tuple(
        Theme(catalogue.themes()[theme].name.in_language(language), kin(held))
        for theme, held in groupby(own, key=lambda line: line.figure.indicator.theme)
    )
    missing_here = tuple(one for one in absent if one.phase == phase)
    html = missing_html(tuple(one.id for one in missing_here), language, query)
    shown = sum(line.has_value for line in own)
    return Group(phase, title, by_theme, missing_here, html, shown, len(own) - shown + len(missing_here))


def _place_in_story(indicator: str) -> int:
    return START.index(indicator) if indicator in START else len(START)


def _balance(drawn: Iterable[Line], absent: Iterable[Missing]) -> Balance:
    known: dict[str, list[Line]] = {"risk": [], "protective": [], "neutral": []}
    unknown = dict.fromkeys(known, 0)
    for line in drawn:
        side = line.figure.indicator.side
        if line.has_value:
            known[side].append(line)
        else:
            unknown[side] += 1
    for one in absent:
        unknown[one.side] += 1
    return Balance(firsts(known["risk"]), firsts(known["protective"]), unknown["risk"], unknown["protective"])


def _alike(actor: Actor, area: places.AreaRef, near: likeness.Similar, traits: tuple[likeness.Trait, ...]) -> Alike:
    if not near.codes:
        return Alike((), (), ())
    by_code = named(actor, near.codes, area.edition)
    found = _links([by_code[code] for code in near.codes if code in by_code], area)
    return Alike(found[:SHOWN_ALIKE], found[SHOWN_ALIKE:], traits)


def _changes(actor: Actor, area: places.AreaRef) -> tuple[Change, ...]:
    """Mergers and splits of a gemeente: what it came from and what became of it, by the closest pair of editions."""
    if area.level != "gemeente" or area.is_fictional:
        return ()
    closest: dict[tuple[bool, str], places.Step] = {}
    for step in places.steps(actor, area.code):
        is_end = step.from_code == area.code
        key = (is_end, step.to_code if is_end else step.from_code)
        kept = closest.get(key)
        if key[1] != area.code and (kept is None or _width(step) < _width(kept)):
            closest[key] = step
    if not closest:
        return ()
    names = newest_named(actor, {code for _is_end, code in closest})
    groups: dict[tuple[int, bool, str], list[Link]] = {}
    for (is_end, code), step in closest.items():
        day = date_format(step.valid_on or date(step.to_edition, 1, 1), "j F Y")
        link = Link(names[code].name if code in names else code, reverse("area", args=[code]))
        groups.setdefault((step.to_edition, is_end, day), []).append(link)
    return tuple(
        Change(
            (_("On %(day)s it went (in part) into:") if is_end else _("Since %(day)s it holds (part of):"))
            % {"day": day},
            tuple(sorted(links, key=lambda link: link.name)),
            is_end,
        )
        for (_year, is_end, day), links in sorted(groups.items())
    )


def _width(step: places.Step) -> int:
    return step.to_edition - step.from_edition
