"""The public page in words."""

from dataclasses import dataclass
from datetime import date

from kansrijk.coalition import words
from kansrijk.coalition.pages.infographic import InfographicPage, infographic_page
from kansrijk.coalition.queries.public import LocalFigures, Public
from kansrijk.coalition.rules import PHASES
from kansrijk.figures.words import interval_words, period_words, value_words


@dataclass(frozen=True)
class FigureLine:
    """One figure as it is read, in the words of an area page; `status` says why where there is no value."""

    name: str
    value: str
    interval: str
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
        said = ", ".join(filter(None, (publishers.get(one.source or "", one.source or ""), period_words(one.period))))
        name = one.indicator.name.in_language(words.language())
        lines.append(FigureLine(name, value_words(one), interval_words(one), one.status, said))
    return AreaFigures(found.code, found.name, lines)
