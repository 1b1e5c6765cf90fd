"""What goes along with a referral, said per kind of data in the words that the parent sees. Pure.

It is proposed from what was written down; who sends may change it, together with the parent. What the receiver gets is
exactly the text that stood on the screen.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from kansrijk.core.faults import BadInput
from kansrijk.core.personal import holds_service_number
from kansrijk.offer import vocabulary

LONGEST = 1000
WITHOUT_TEXT = ("feedback",)
"""What is agreed and is no text: that the sender hears what became of it."""
NEEDED = "contact"
SOCIAL = ("social", "material", "care", "parenting")
"""Domains of factors that say how somebody lives; every other says something of health."""


@dataclass(frozen=True)
class Known:
    """What was written down about one person, in words: each may be empty.

    `factors`: (code, storage) of those that are suspected, discussed or confirmed.
    """

    name: str
    telephone: str = ""
    reach: str = ""
    words: str = ""
    spoken: str = ""
    moment: str = ""
    factors: tuple[tuple[str, str], ...] = ()


def proposed(known: Known, language: str) -> dict[str, str]:
    """Kind of data → the text that is proposed."""
    return {
        "contact": _lines(known.name, known.telephone, known.reach),
        "question": known.words,
        "language": known.spoken,
        "moment": known.moment,
        "social": _factors(known.factors, language, lambda storage, domain: storage != "guarded" and domain in SOCIAL),
        "health": _factors(
            known.factors, language, lambda storage, domain: storage != "guarded" and domain not in SOCIAL
        ),
        "guarded": _factors(known.factors, language, lambda storage, domain: storage == "guarded"),
    }


def checked(texts: Mapping[str, str], agreed: Iterable[str]) -> dict[str, str]:
    """What may go, of what was agreed: nothing else. Raises `BadInput` with the kind of data as its field.

    Whoever is referred must be reachable, so `contact` has a text.
    """
    found: dict[str, str] = {}
    for category in agreed:
        text = texts.get(category, "").strip()
        if category in WITHOUT_TEXT:
            continue
        if len(text) > LONGEST or holds_service_number(text):
            raise BadInput(f"{category} is longer than {LONGEST} characters, or holds a service number", field=category)
        if text:
            found[category] = text
    if NEEDED not in found:
        raise BadInput("nobody can be helped who cannot be reached: contact goes along", field=NEEDED)
    return found


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text)


def _factors(factors: Iterable[tuple[str, str]], language: str, wanted: Callable[[str, str], bool]) -> str:
    known = vocabulary.factors()
    names = [
        known[code].name(language)
        for code, storage in factors
        if code in known and wanted(storage, known[code].domains[0])
    ]
    return "\n".join(names)
