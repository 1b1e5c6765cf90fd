"""What the screens of the directory show, asked from the queries and put in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from kansrijk.areas.queries.named import newest_named
from kansrijk.core.personal import readable_telephone
from kansrijk.offer import queries, rules, vocabulary, words
from kansrijk.offer.queries import DirectoryCard, ServiceCard
from kansrijk.trust.actors import Actor

PHASES = {"voor": "before", "tijdens": "during", "na": "after"}
WORDS = {code: word for word, code in PHASES.items()}
FRESHNESS = {"vers": "fresh", "bijna": "due", "oud": "stale"}


@dataclass(frozen=True)
class Asked:
    """What the address of a list asks for; unknown words ask for nothing."""

    text: str = ""
    phase: str = ""
    kind: str = ""
    freshness: str = ""
    domain: str = ""
    level: str = ""
    page: int = 1

    @classmethod
    def of(cls, given: QueryDict) -> "Asked":
        kind, number = given.get("soort", ""), given.get("bladzijde", "1")
        domain, level = given.get("domein", ""), given.get("situatie", "")
        return cls(
            given.get("q", "").replace("\x00", "").strip()[:80],
            PHASES.get(given.get("fase", ""), ""),
            kind if kind in vocabulary.kinds() else "",
            FRESHNESS.get(given.get("stand", ""), ""),
            domain if domain in vocabulary.domains() else "",
            level if level in vocabulary.levels() else "",
            int(number) if number.isdecimal() and len(number) < 5 else 1,
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.phase or self.kind or self.freshness or self.domain or self.level)

    @property
    def narrowed(self) -> int:
        """How many of the choices behind the search are made."""
        return sum(map(bool, (self.phase, self.kind, self.freshness, self.domain, self.level)))

    def link(self, page: int) -> str:
        """The same list, another page."""
        stand = next((word for word, code in FRESHNESS.items() if code == self.freshness), "")
        asked = {"q": self.text, "fase": WORDS.get(self.phase, ""), "soort": self.kind, "stand": stand}
        asked |= {"domein": self.domain, "situatie": self.level}
        asked["bladzijde"] = str(page) if page > 1 else ""
        return "?" + urlencode({name: value for name, value in asked.items() if value})


@dataclass(frozen=True)
class Line:
    """One entry of a list, in words."""

    card: ServiceCard
    kind: str
    answer: str
    room: str
    checked: str
    phone: str
    is_stale: bool

    @property
    def organisation_website(self) -> str:
        """That of the organisation, where it is another than that of the entry."""
        return "" if self.card.provider_website == self.card.website else self.card.provider_website


def line(card: ServiceCard) -> Line:
    return Line(
        card,
        words.kind(card.kind),
        words.answer(card),
        words.room(card),
        words.checked(card),
        readable_telephone(card.phone),
        card.freshness == "stale",
    )


def kinds_by_name(used: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """(code, name), by name; of all kinds or of those given."""
    codes = vocabulary.kinds() if used is None else used
    return sorted(((code, words.kind(code)) for code in codes), key=lambda pair: pair[1].casefold())


def phase_choices() -> list[tuple[str, str]]:
    """(word of the address, name)."""
    return [(WORDS[code], term.name(words.language())) for code, term in vocabulary.phases().items()]


@dataclass(frozen=True)
class ListPage:
    """A directory, or the part of it that was asked for."""

    directory: DirectoryCard
    asked: Asked
    lines: tuple[Line, ...]
    total: int
    page: int
    pages: int
    freshness: rules.FreshnessCount
    kinds: list[tuple[str, str]]
    phases: list[tuple[str, str]]
    domains: list[tuple[str, str]]
    levels: list[tuple[str, str]]
    places: str

    @property
    def previous(self) -> str:
        return self.asked.link(self.page - 1) if self.page > 1 else ""

    @property
    def following(self) -> str:
        return self.asked.link(self.page + 1) if self.page < self.pages else ""

    @property
    def phase_word(self) -> str:
        return WORDS.get(self.asked.phase, "")

    @property
    def freshness_word(self) -> str:
        return next((word for word, code in FRESHNESS.items() if code == self.asked.freshness), "")


def list_page(actor: Actor, found: DirectoryCard, given: QueryDict) -> ListPage:
    """The list of one directory."""
    asked = Asked.of(given)
    page = queries.services(
        actor,
        found.coalition,
        text=asked.text,
        phase=asked.phase,
        kinds=[asked.kind] if asked.kind else [],
        freshness=asked.freshness,
        domain=asked.domain,
        level=asked.level,
        page=asked.page,
    )
    return ListPage(
        found,
        asked,
        tuple(line(card) for card in page.services),
        page.total,
        page.page,
        page.pages,
        queries.freshness(actor, found.coalition),
        kinds_by_name(),
        phase_choices(),
        [(code, term.name(words.language())) for code, term in vocabulary.domains().items()],
        [(code, term.name(words.language())) for code, term in vocabulary.levels().items()],
        places(actor, found.areas),
    )


def places(actor: Actor, codes: Iterable[str]) -> str:
    """Names of the gemeenten and wijken, postcodes as they are."""
    return ", ".join(names_of(actor, codes).values())


def names_of(actor: Actor, codes: Iterable[str]) -> dict[str, str]:
    """Code → name, in the order given; a postcode is its own name. One query."""
    wanted = list(codes)
    known = newest_named(actor, wanted)
    return {code: known[code].name if code in known else code for code in wanted}


def facts(actor: Actor, card: ServiceCard) -> list[tuple[str, str]]:
    """(what, words) of everything that is known of an entry; what is not known is left out."""
    factors = queries.factors(actor, card.coalition)
    found = [
        (_("Kind of help"), words.kind(card.kind)),
        (_("When"), words.names(card.phases, vocabulary.phases())),
        (_("What it is for"), words.names(card.factors, factors)),
        (_("Meant for"), words.names(card.levels, vocabulary.levels())),
        (_("Ages"), words.ages(card)),
        (_("Who can get this"), card.inclusion),
        (_("Who cannot get this"), card.exclusion),
        (_("Where"), places(actor, card.areas)),
        (_("How to refer"), card.how_to_refer),
        (_("Can parents come by themselves"), _("yes") if card.parents_may_come else _("no")),
        (_("How fast"), words.answer(card)),
        (_("Room"), words.room(card)),
        (_("Families a year"), str(card.families_a_year) if card.families_a_year is not None else ""),
        (_("Languages"), words.names(card.languages, vocabulary.languages())),
        (_("Opening hours"), card.opening),
        (_("Address"), card.address),
        (_("Cost to the family"), words.cost(card)),
    ]
    return [(what, said) for what, said in found if said]
