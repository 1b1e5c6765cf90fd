"""Two wings: the medical and the social side, who is there and which preferred party is missing. Words first."""

from dataclasses import dataclass

from kansrijk.coalition import words
from kansrijk.coalition.queries import PartyCard
from kansrijk.coalition.queries.parties import Missing
from kansrijk.coalition.vocabulary import terms


@dataclass(frozen=True)
class Feather:
    """One kind of party: its word, who there is of it, and where it is missing."""

    word: str
    names: tuple[str, ...]
    missing_in: tuple[str, ...]

    @property
    def is_missing(self) -> bool:
        """Nobody of this kind anywhere."""
        return not self.names


@dataclass(frozen=True)
class Drawn:
    """A feather on paper: a bar from the middle outwards, dashed where nobody is."""

    feather: Feather
    x: int
    y: int
    width: int
    text_x: int
    anchor: str


@dataclass(frozen=True)
class Wings:
    """Both sides and what belongs to neither, and the same as a drawing."""

    medical: list[Feather]
    social: list[Feather]
    shared: list[Feather]
    drawn: list[Drawn]
    height: int
    missing: list[str]


ROW, MIDDLE, LONG = 34, 320, 290


def wings(there: list[PartyCard], missing: list[Missing]) -> Wings:
    """Every preferred kind, and every other kind that somebody is of."""
    by_side: dict[str, list[Feather]] = {"medical": [], "social": [], "shared": []}
    for code, term in terms("party_kinds").items():
        names = tuple(card.name for card in there if card.kind == code)
        places = tuple(one.place for one in missing if one.place and code in one.kinds)
        if names or term.more["is_preferred"]:
            by_side[term.more["side"]].append(Feather(words.word("party_kinds", code), names, places))
    drawn = [
        *_wing(by_side["medical"], is_left=True),
        *_wing(by_side["social"], is_left=False),
    ]
    rows = max(len(by_side["medical"]), len(by_side["social"]), 1)
    nobody = [one.word for side in by_side.values() for one in side if one.is_missing]
    return Wings(by_side["medical"], by_side["social"], by_side["shared"], drawn, rows * ROW + 40, nobody)


def _wing(feathers: list[Feather], *, is_left: bool) -> list[Drawn]:
    """The longest feather on top, each next one shorter, as a wing has."""
    found = []
    for row, feather in enumerate(feathers):
        width = LONG - row * 8
        x = MIDDLE - 12 - width if is_left else MIDDLE + 12
        text_x = MIDDLE - 24 if is_left else MIDDLE + 24
        found.append(Drawn(feather, x, 32 + row * ROW, width, text_x, "end" if is_left else "start"))
    return found
