"""The gaps in words: a table per phase, and one piece with what is there and what could come there."""

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kansrijk.coalition import words
from kansrijk.coalition.queries.gaps import Cell, Gaps, limits
from kansrijk.core.gaps import STATES
from kansrijk.offer import menu, vocabulary
from kansrijk.offer.queries import Offered

PHASES = {"voor": "before", "tijdens": "during", "na": "after"}
WORDS = {code: word for word, code in PHASES.items()}
STATE_WORDS = {
    "empty": gettext_lazy("empty"),
    "stale": gettext_lazy("out of date"),
    "thin": gettext_lazy("thin"),
    "covered": gettext_lazy("covered"),
}
TOLD = {
    "empty": gettext_lazy("nothing stands in the directory"),
    "stale": gettext_lazy("there is help, and nobody checked in time whether it is still so"),
    "thin": gettext_lazy("there is checked help, and too little of it with room"),
    "covered": gettext_lazy("there is enough checked help with room"),
}


@dataclass(frozen=True)
class Limits:
    """From where on a piece counts as covered, as the address asks for."""

    enough: int
    longest_wait: int

    @classmethod
    def of(cls, given: QueryDict) -> "Limits":
        known = limits()
        return cls(
            _number(given.get("deuren", ""), known["enough"], 1, known["most_enough"]),
            _number(given.get("weken", ""), known["longest_wait_weeks"], 0, known["most_wait_weeks"]),
        )

    @property
    def query(self) -> str:
        """What an address needs to say of them: nothing where they are the usual ones."""
        usual = Limits.of(QueryDict())
        return "" if self == usual else "?" + urlencode({"deuren": self.enough, "weken": self.longest_wait})


def _number(text: str, usual: int, least: int, most: int) -> int:
    """A number of the address within its bounds; what is no number is the usual one."""
    return min(max(int(text), least), most) if text.isascii() and text.isdecimal() and len(text) < 5 else usual


@dataclass(frozen=True)
class Piece:
    """A cell of the table: its word and shape, how much is there, where it leads."""

    level: str
    state: str
    word: str
    count: int
    address: str


@dataclass(frozen=True)
class Row:
    """One domain."""

    domain: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Table:
    """One phase."""

    phase: str
    word: str
    rows: list[Row]


@dataclass(frozen=True)
class GapsPage:
    """What the template draws."""

    found: Gaps
    counts: list[tuple[str, str, str, int]]
    total: int
    levels: list[str]
    tables: list[Table]
    most: dict[str, int]


def gaps_page(slug: str, found: Gaps, asked: Limits) -> GapsPage:
    """The table, and how many pieces stand how."""
    language = words.language()
    counted = Counter(cell.state for cell in found.cells.values())
    tables = []
    for phase in vocabulary.phases():
        rows: dict[str, list[Piece]] = {}
        for (of_phase, domain, level), cell in found.cells.items():
            if of_phase == phase:
                name = vocabulary.levels()[level].name(language)
                kwargs = {"slug": slug, "phase": WORDS[phase], "domain": domain, "level": level}
                address = reverse("coalition_gap", kwargs=kwargs) + asked.query
                piece = Piece(name, cell.state, str(STATE_WORDS[cell.state]), len(cell.there), address)
                rows.setdefault(domain, []).append(piece)
        named = [Row(vocabulary.domains()[domain].name(language), pieces) for domain, pieces in rows.items()]
        tables.append(Table(phase, WORDS[phase], named))
    return GapsPage(
        found,
        [(state, str(STATE_WORDS[state]), str(TOLD[state]), counted[state]) for state in STATES],
        len(found.cells),
        [term.name(language) for term in vocabulary.levels().values()],
        tables,
        limits(),
    )


@dataclass(frozen=True)
class Entry:
    """An entry of the directory, and why it counts or does not."""

    one: Offered
    kind: str
    why: str


@dataclass(frozen=True)
class Option:
    """A line of the menu that could come here; `is_there`: help of this kind stands here already."""

    id: str
    name: str
    target: str
    is_there: bool


@dataclass(frozen=True)
class GapPage:
    """One piece."""

    cell: Cell
    title: str
    word: str
    told: str
    spots: list[tuple[str, str, str]]
    entries: list[Entry]
    options: list[Option]
    directory: str
    reference: str


def gap_page(directory: str, cell: Cell, found: Gaps) -> GapPage:
    """What is there, place by place, and what the menu could put there."""
    language = words.language()
    told = {
        "domain": vocabulary.domains()[cell.domain].name(language).capitalize(),
        "phase": vocabulary.phases()[cell.phase].name(language),
        "level": vocabulary.levels()[cell.level].name(language),
    }
    asked = {"fase": WORDS[cell.phase], "domein": cell.domain, "situatie": cell.level}
    kinds = {one.kind for one in cell.there}
    return GapPage(
        cell,
        _("%(domain)s, %(phase)s: %(level)s") % told,
        str(STATE_WORDS[cell.state]),
        str(TOLD[cell.state]),
        [(spot.name, cell.by_spot[spot.code], str(STATE_WORDS[cell.by_spot[spot.code]])) for spot in found.spots],
        [Entry(one, _kind(one.kind, language), why(one, found.longest_wait)) for one in cell.there],
        [
            Option(one.id, one.name, one.target.text(language), one.kind in kinds)
            for one in menu.chosen(phase=cell.phase)
            if cell.domain in vocabulary.domains_meant(one.kind, one.factors)
        ],
        f"{reverse('offer_directory', args=[directory])}?{urlencode(asked)}",
        f"{WORDS[cell.phase]}.{cell.domain}.{cell.level}",
    )


def _kind(code: str, language: str) -> str:
    known = vocabulary.kinds().get(code)
    return known.name(language) if known else code


def why(one: Offered, longest_wait: int) -> str:
    """Why an entry does not count as room; that it does where it does."""
    if one.is_stale:
        return _("past its date: ask whether it is still right")
    if not one.takes_new or one.families_a_year == 0:
        return _("full at the moment")
    if one.waiting_weeks is not None and one.waiting_weeks > longest_wait:
        return _("waiting time in weeks: %(weeks)s") % {"weeks": one.waiting_weeks}
    return _("has room")


def reference_words(reference: str) -> str:
    """`tijdens.material.vulnerable` in words; '' for what is none."""
    phase, domain, level = parse_reference(reference) or ("", "", "")
    if not phase:
        return ""
    language = words.language()
    told = {
        "domain": vocabulary.domains()[domain].name(language).capitalize(),
        "phase": vocabulary.phases()[phase].name(language),
        "level": vocabulary.levels()[level].name(language),
    }
    return _("%(domain)s, %(phase)s: %(level)s") % told


def parse_reference(reference: str) -> tuple[str, str, str] | None:
    """(phase, domain, level) of `tijdens.material.vulnerable`; None for what is no piece."""
    phase, _dot, rest = reference.partition(".")
    domain, _dot, level = rest.partition(".")
    known = phase in PHASES and domain in vocabulary.domains() and level in vocabulary.levels()
    return (PHASES[phase], domain, level) if known else None


def lines(found: Gaps) -> list[list[str]]:
    """Header and one line for each piece and place."""
    language = words.language()
    head = ["fase", "onderwerp", "situatie", "plaats", "stand", "aantal"]
    rows = [
        [
            WORDS[cell.phase],
            vocabulary.domains()[cell.domain].name(language),
            vocabulary.levels()[cell.level].name(language),
            spot.name,
            str(STATE_WORDS[cell.by_spot[spot.code]]),
            str(len(cell.there)),
        ]
        for cell in found.cells.values()
        for spot in found.spots
    ]
    return [head, *rows]
