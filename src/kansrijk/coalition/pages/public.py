"""The public page in words."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from kansrijk.coalition import words
from kansrijk.coalition.pages.infographic import InfographicPage, infographic_page
from kansrijk.coalition.queries.public import LocalFigures, Public
from kansrijk.coalition.rules import PHASES
from kansrijk.figures.queries.types import Figure


@dataclass(frozen=True)
class FigureLine:
    """One figure as it is read; `status` says why where there is no value."""

    name: str
    value: str
    unit: str
    status: str
    source: str


@dataclass(frozen=True)
class AreaFigures:
    """The figures of one area, with the page that tells all of them."""

    code: str
    name: str
    lines: list[FigureLine]


@dataclass(frozen=True)
class PublicView:
    """What the template draws."""

    page: Public
    goals: list[tuple[str, list[str]]]
    figures: list[AreaFigures]
    infographic: InfographicPage | None


def public_view(page: Public, on: date) -> PublicView:
    """Blocks without contents are left out; the sign-up needs none."""
    by_phase = [(phase, [text for code, text in page.goals if code == phase]) for phase in PHASES]
    drawing = infographic_page(page.infographic, on) if page.infographic else None
    return PublicView(
        page,
        [(phase, texts) for phase, texts in by_phase if texts],
        [_area(one, page.publishers) for one in page.figures],
        drawing if drawing and not drawing.is_empty else None,
    )


def _area(found: LocalFigures, publishers: dict[str, str]) -> AreaFigures:
    lines = []
    for one in found.figures:
        said = ", ".join(filter(None, (publishers.get(one.source or "", one.source or ""), one.period or "")))
        name = one.indicator.name.in_language(words.language())
        lines.append(FigureLine(name, _number(one), str(_UNITS.get(one.unit, "")), one.status, said))
    return AreaFigures(found.code, found.name, lines)


_UNITS = {
    "share": "%",
    "per_1000": _("per 1,000"),
    "euro": _("euro"),
    "thousand_euro": _("× 1,000 euro"),
    "km": _("km"),
    "hectare": _("ha"),
    "per_km2": _("per km²"),
}


def _number(figure: Figure) -> str:
    """The value in the decimals of its indicator; nothing where there is none to show."""
    if figure.value is None:
        return ""
    digits = figure.indicator.decimals
    return number_format(round(figure.value, digits), digits, force_grouping=True)
