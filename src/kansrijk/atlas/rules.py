"""What may never be an input of an estimate (AI-04): by declared name and meaning. No setting changes it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_BEGINNINGS: Mapping[str, tuple[str, ...]] = {
    "nationality": ("nationalit", "staatsburger", "citizenship", "paspoort", "passport", "verblijfsstatus"),
    "ethnicity": (
        "etni", "ethni", "herkomst", "afkomst", "migrat", "migrant", "immigra", "allocht", "autocht", "huidskleur",
        "niet-westers", "nietwesters", "westers", "ancestry", "racial", "asiel", "asylum", "vluchteling", "refugee",
        "kleurling", "herkgroep", "etngrp", "migachter",
    ),
    "religion": (
        "religi", "godsdienst", "geloof", "kerk", "moskee", "islam", "moslim", "muslim", "christ", "joods", "jewish",
        "hindo", "hindu", "levensbeschouw", "denominat", "church", "faith", "boeddh", "buddh",
    ),
    "birth country": (
        "geboorteland", "geboorteplaats", "birthcountry", "birthplace", "landherkomst", "gbageboorteland",
        "gbaherkomst",
        "foreignborn", "geblandvader", "geblandmoeder", "gebland",
    ),
    "a stand-in for these": (
        "achternaam", "familienaam", "voornaam", "surname", "firstname", "moedertaal", "thuistaal", "mothertongue",
        "language", "taal", "naturalisa", "remigra", "generatie", "generation",
    ),
    "a postcode": ("postcode", "zipcode", "huisnummer"),
}  # fmt: skip
_WORDS: Mapping[str, tuple[str, ...]] = {
    "ethnicity": ("ras", "race", "mig", "etn", "herk", "mba", "origin", "roma", "sinti"),
    "nationality": ("nat", "nation"),
    "birth country": ("cob", "country", "countries"),
}
_PHRASES: Mapping[str, tuple[str, ...]] = {
    "birth country": ("country of birth", "land van geboorte", "born abroad", "born outside",
                      "geboren in het buitenland",
                      "birth country", "in het buitenland geboren", "birth place", "place of birth",
                      "where somebody was born",
                      "waar iemand geboren", "land of birth"),
    "a stand-in for these": ("first name", "last name", "family name", "mother tongue", "family roots",
                             "spoken at home", "thuis gesproken"),
    "ethnicity": ("skin colour", "skin color", "niet westers"),
    "a postcode": ("zip code", "pc 4", "pc 6", "post code", "postal code"),
}  # fmt: skip


@dataclass(eq=False)
class ForbiddenInput(Exception):
    """An input that may not be used; `kind` says of what kind it is, None when nobody said what it means."""

    name: str
    kind: str | None

    def __str__(self) -> str:
        if self.kind is None:
            return f"{self.name} has no meaning in [meaning]; say in words what it is"
        return f"{self.name} may not be an input of an estimate: its name or meaning points to {self.kind}"


def _plain(text: str) -> str:
    """Lower case without accents, camelCase and digits taken apart, one space between words."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    flat = unicodedata.normalize("NFKD", apart).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z]+|\d+", flat))


def forbidden_kind(text: str) -> str | None:
    """The kind of forbidden thing that a name or a meaning points to, or None."""
    plain = _plain(text)
    words = plain.split()
    joined = "".join(words)
    for kind, phrases in _PHRASES.items():
        if any(f" {phrase} " in f" {plain} " for phrase in phrases):
            return kind
    for kind, exact in _WORDS.items():
        if any(word in exact for word in words):
            return kind
    for kind, beginnings in _BEGINNINGS.items():
        for beginning in beginnings:
            if any(word.startswith(beginning) for word in words) or joined.startswith(beginning):
                return kind
    return None


def require_allowed_inputs(names: Iterable[str], meaning: Mapping[str, str]) -> None:
    """Raises `ForbiddenInput` for the first input whose name or meaning is forbidden, or that has no meaning."""
    for name in names:
        said = meaning.get(name, "").strip()
        if len(said) < 3:
            raise ForbiddenInput(name, None)
        kind = forbidden_kind(name) or forbidden_kind(said)
        if kind is not None:
            raise ForbiddenInput(name, kind)


def are_allowed_inputs(names: Iterable[str], meaning: Mapping[str, str]) -> bool:
    """The asking twin of `require_allowed_inputs`."""
    try:
        require_allowed_inputs(names, meaning)
    except ForbiddenInput:
        return False
    return True
