"""Agreements in words."""

from dataclasses import dataclass

from kansrijk.coalition import words
from kansrijk.coalition.queries import AgreementCard, AgreementDetail, Covered
from kansrijk.coalition.vocabulary import terms

CODES = [*terms("programme_actions"), *terms("agreement_points")]
URGENT = {"expired", "expiring", "review"}


@dataclass(frozen=True)
class Line:
    """One agreement in the list."""

    card: AgreementCard
    standing: str
    is_urgent: bool


@dataclass(frozen=True)
class Level:
    """A level, what it is about, and its agreements."""

    code: str
    name: str
    told: str
    lines: list[Line]


@dataclass(frozen=True)
class ListPage:
    """What the template draws."""

    levels: list[Level]
    urgent: list[Line]
    count: int


def list_page(cards: list[AgreementCard]) -> ListPage:
    """Every level, also one without an agreement."""
    lines = [Line(card, str(words.STANDINGS[card.standing]), card.standing in URGENT) for card in cards]
    language = words.language()
    levels = [
        Level(
            code,
            term.name(language),
            str(term.more[f"told_{language}"]),
            [line for line in lines if line.card.level == code],
        )
        for code, term in terms("levels").items()
    ]
    return ListPage(levels, [line for line in lines if line.is_urgent], len(cards))


@dataclass(frozen=True)
class DetailPage:
    """What the template draws."""

    agreement: AgreementDetail
    level: str
    standing: str
    is_urgent: bool
    covers: list[str]


def detail_page(now: AgreementDetail) -> DetailPage:
    """One agreement."""
    names = {**terms("programme_actions"), **terms("agreement_points")}
    language = words.language()
    covers = [names[code].name(language) for code in CODES if code in now.covers]
    return DetailPage(
        now, words.word("levels", now.level), str(words.STANDINGS[now.standing]), now.standing in URGENT, covers
    )


@dataclass(frozen=True)
class Point:
    """One action of the programme or point of the list, and what covers it."""

    name: str
    covered: Covered

    @property
    def is_empty(self) -> bool:
        """Nothing covers it."""
        return not (self.covered.agreements or self.covered.actions)


@dataclass(frozen=True)
class CoveragePage:
    """What the template draws."""

    actions: list[Point]
    points: list[Point]
    actions_covered: int
    points_covered: int


def coverage_page(found: list[Covered]) -> CoveragePage:
    """Both lists with their counts."""
    language = words.language()
    by_code = {one.code: one for one in found}
    lists = [
        [Point(term.name(language), by_code[code]) for code, term in terms(name).items()]
        for name in ("programme_actions", "agreement_points")
    ]
    covered = [sum(1 for one in listed if not one.is_empty) for listed in lists]
    return CoveragePage(lists[0], lists[1], covered[0], covered[1])
