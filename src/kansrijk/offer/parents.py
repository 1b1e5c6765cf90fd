"""The page for parents: its words per language, and the doors that parents can go to by themselves."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from uuid import UUID

import yaml

from kansrijk.core.personal import readable_telephone
from kansrijk.offer import queries, vocabulary
from kansrijk.offer.pages import PHASES
from kansrijk.offer.pictures import Lines, of_kind, of_phase
from kansrijk.trust.actors import Actor


@dataclass(frozen=True)
class Language:
    """A language of the page; `texts` is empty where nobody wrote them well yet.

    `read_by`: who speaks it at home and read the words; '' for nobody yet.
    """

    code: str
    name: str
    direction: str
    texts: dict[str, str]
    read_by: str


@cache
def languages() -> dict[str, Language]:
    """Code → language, in the order of the page."""
    found = yaml.safe_load(files("kansrijk.offer").joinpath("data/parents.yaml").read_text("utf-8"))["languages"]
    return {
        one["code"]: Language(one["code"], one["name"], one["direction"], one["texts"] or {}, one["read_by"] or "")
        for one in found
    }


@dataclass(frozen=True)
class Place:
    """One door. `text_language`: of `text`; `own_language`: of `languages`. What a coalition wrote is Dutch.

    `asked_at`: key of the door where people of a coalition with families receive on screen what is asked.
    """

    kind: str
    name: str
    provider: str
    picture: Lines
    text: str
    text_language: str
    own_language: str
    phone: str
    phone_words: str
    languages: str
    is_free: bool
    is_stale: bool
    asked_at: UUID | None


@dataclass(frozen=True)
class ParentsPage:
    """What the page shows. `places` is None until a phase and a postcode were given."""

    language: Language
    phase: str
    postcode: str
    is_wrong: bool
    places: tuple[Place, ...] | None

    @property
    def phases(self) -> list[tuple[str, str, str, Lines]]:
        """(word of the address, code, words, drawing)."""
        return [(word, code, self.language.texts[code], of_phase(code)) for word, code in PHASES.items()]


def parents_page(actor: Actor, *, language: str, phase: str, postcode: str) -> ParentsPage:
    """The page for a language that has texts, a phase and a postcode of four digits (or nothing yet)."""
    known = languages().get(language)
    spoken = known if known and known.texts else languages()["nl"]
    four = postcode.strip()[:4]
    is_right = four.isascii() and four.isdigit() and len(four) == 4
    code = PHASES.get(phase, "")
    places = _places(actor, spoken, code, four) if is_right and code else None
    return ParentsPage(spoken, phase if code else "", four if is_right else "", bool(postcode) and not is_right, places)


def _places(actor: Actor, language: Language, phase: str, postcode: str) -> tuple[Place, ...]:
    doors = queries.doors(actor, phase=phase, postcode=postcode, limit=200)
    own = "en" if language.code == "en" else "nl"
    asked = queries.with_a_desk([(door.service.coalition, door.service.slug) for door in doors])
    return tuple(
        Place(
            door.service.kind,
            door.service.name,
            door.service.provider,
            of_kind(door.service.kind),
            door.service.for_parents or vocabulary.kinds()[door.service.kind].name(own),
            "nl" if door.service.for_parents else own,
            own,
            door.service.phone,
            readable_telephone(door.service.phone),
            ", ".join(vocabulary.languages()[code].name(own) for code in door.service.languages),
            door.service.cost_cents == 0,
            door.service.freshness == "stale",
            asked.get((door.service.coalition, door.service.slug)),
        )
        for door in doors
        if door.service.parents_may_come
    )
