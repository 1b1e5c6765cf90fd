"""Finding a place or a figure: what somebody may mean, each hit with enough beside it to choose."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijk.areas import queries as places
from kansrijk.areas.codes import postcode
from kansrijk.areas.names import search_key
from kansrijk.areas.queries.named import named
from kansrijk.figures import catalogue, words
from kansrijk.figures.pages.area import LEVEL_WORDS
from kansrijk.trust.actors import Actor

MOST = 12
SHORTEST = 2


@dataclass(frozen=True)
class Hit:
    """An area somebody may mean; `about` is its kind and what it lies in."""

    name: str
    address: str
    about: str
    is_fictional: bool


@dataclass(frozen=True)
class Found:
    """`explained` says how to choose, or what to try when there is nothing; `only` is set when there is no doubt."""

    text: str
    hits: tuple[Hit, ...]
    explained: str
    only: str


@dataclass(frozen=True)
class FoundIndicator:
    name: str
    address: str
    about: str


def find_place(actor: Actor, text: str) -> Found:
    """What a place name, code or postcode may mean, in the country at home: no search of NL finds the fictional one."""
    wanted = text.replace("\0", "").strip()[:80]
    if not wanted:
        return Found("", (), "", "")
    four = postcode(wanted)
    country = places.home_country(actor)
    refs = places.find(actor, wanted, limit=MOST, country=country)
    if four:
        for level in ("pc4", "pc3"):
            refs += [one for one in places.of_postcode(actor, four, level=level, country=country) if one not in refs]
    hits = _hits(actor, refs)
    return Found(wanted, hits, _explained(wanted, four, refs), _only(wanted, refs))


def _only(wanted: str, refs: list[places.AreaRef]) -> str:
    """The address that needs no choice: the one hit, or the one gemeente that is called exactly so."""
    exact = [one for one in refs if one.level == "gemeente" and search_key(one.name) == search_key(wanted)]
    sure = refs if len(refs) == 1 else exact
    return reverse("area", args=[sure[0].slug]) if len(sure) == 1 else ""


def _explained(wanted: str, four: str | None, refs: list[places.AreaRef]) -> str:
    if not refs and four:
        return _("We know no areas of postcode %(text)s. Type the name of the place.") % {"text": four}
    if not refs:
        return _(
            "We found no place called “%(text)s”. Check the spelling, type a shorter part of the name, "
            "or the four digits of a postcode."
        ) % {"text": wanted}
    if four:
        return _("Homes with postcode %(text)s lie in these areas. The first has the most of them.") % {"text": four}
    if len(refs) >= MOST:
        return _(
            "There are more places called like “%(text)s”. Is yours not here? "
            "Type the name of the gemeente or a postcode."
        ) % {"text": wanted}
    return _("These places are called “%(text)s” or look like it. Choose the one you mean.") % {"text": wanted}


def _hits(actor: Actor, refs: Iterable[places.AreaRef]) -> tuple[Hit, ...]:
    """Each with its kind and the areas it lies in; a query per edition among them, mostly one."""
    listed = list(refs)
    above: dict[tuple[str, int], places.AreaRef] = {}
    for _round in range(2):  # a buurt lies in a wijk, and that in a gemeente
        wanted: dict[int, set[str]] = {}
        for one in [*listed, *above.values()]:
            if one.parent_code and (one.parent_code, one.edition) not in above:
                wanted.setdefault(one.edition, set()).add(one.parent_code)
        for edition, codes in wanted.items():
            above |= {(ref.code, ref.edition): ref for ref in named(actor, codes, edition).values()}
    return tuple(
        Hit(one.name, reverse("area", args=[one.slug]), _about(one, above), one.is_fictional) for one in listed
    )


def _about(ref: places.AreaRef, above: dict[tuple[str, int], places.AreaRef]) -> str:
    said = [str(LEVEL_WORDS[ref.level])]
    parent = above.get((ref.parent_code or "", ref.edition))
    while parent is not None and parent.level not in {"country", "province"}:
        said.append(parent.name)
        parent = above.get((parent.parent_code or "", parent.edition))
    return ", ".join(said)


def suggestions(actor: Actor) -> tuple[str, ...]:
    """The names of the gemeenten of the newest edition, for the list under the field."""
    country = places.home_country(actor)
    newest = next(iter(places.editions(actor, "gemeente", country=country)), None)
    return tuple(one.name for one in places.areas(actor, newest, "gemeente", country=country)) if newest else ()


def find_indicators(text: str) -> tuple[FoundIndicator, ...]:
    """Indicators with every word of the text in their name, theme or definition; those by name first."""
    keys = search_key(text[:80]).split()
    if not keys or len("".join(keys)) < SHORTEST:
        return ()
    language, by_name, by_meaning = words.language(), [], []
    for one in catalogue.indicators().values():
        name, definition = one.name.in_language(language), one.definition.in_language(language)
        found = FoundIndicator(name, reverse("indicator", args=[one.id]), definition)
        theme = catalogue.themes()[one.theme].name.in_language(language)
        if all(key in search_key(name) for key in keys):
            by_name.append(found)
        elif all(key in search_key(f"{name} {theme} {definition}") for key in keys):
            by_meaning.append(found)
    return tuple((by_name + by_meaning)[:MOST])


def find_pages(text: str) -> tuple[FoundIndicator, ...]:
    """Our own pages by name."""
    key = search_key(text[:80])
    pages = (
        ("map", _("Map"), _("One figure for all municipalities, beside its table.")),
        ("indicators", _("Indicators"), _("What each figure means, and who has it.")),
        ("sources", _("Sources"), _("Where the figures come from.")),
    )
    return tuple(
        FoundIndicator(word, reverse(name), about)
        for name, word, about in pages
        if len(key) >= SHORTEST and key in search_key(f"{word} {about}")
    )
