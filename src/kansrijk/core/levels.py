"""The four levels of a situation, and which of them the recorded factors and the weighed sufficiency leave open.

Nothing here chooses: a level is a judgement of professional and parent together, with a date. What is told is which
levels the definition leaves open, which it closes, and why, in words. No count decides by itself: without a weighing
nothing is open, and enough that carries keeps five worries as open as one.

Source: the definition of Erasmus MC and the municipality of Rotterdam as told in *Een Kansrijke Start voor iedereen*
(VWS); the two sides of the balance are Bakker's (draaglast and draagkracht).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

LEVELS = ("self_reliant", "potentially_vulnerable", "vulnerable", "very_vulnerable")
"""In the order of the definition, from least to most support."""
SIDES = ("risk", "protective")
STATES = ("suspected", "discussed", "confirmed", "gone")
SUFFICIENCIES = ("sufficient", "insufficient", "unknown")
"""Whether what carries is enough to be self-reliant, as professional and parent weighed it; unknown: not weighed."""
STANDS = "confirmed"
MAY_STAND = ("suspected", "discussed")


def gettext_noop(text: str) -> str:
    """Marks a text for the catalogue; whoever shows it translates it."""
    return text


NOT_WEIGHED = gettext_noop("Together you did not weigh yet whether what carries is enough. First the conversation.")
NOTHING_CONFIRMED = gettext_noop(
    "What carries is not enough, and nothing that weighs is confirmed. Ask what is missing, do not guess."
)
NOTHING_WEIGHS = gettext_noop("Nothing that weighs is recorded.")
SOMETHING_WEIGHS = gettext_noop("Something that weighs is confirmed.")
ENOUGH_CARRIES = gettext_noop("What carries was weighed as enough.")
TOO_LITTLE_CARRIES = gettext_noop("What carries was weighed as not enough.")
ONE_WEIGHS = gettext_noop("One thing that weighs is recorded; this level speaks of several.")
IT_FITS = gettext_noop("This fits what is recorded and what you weighed.")
STILL_OPEN = gettext_noop("This fits, and hangs on what is suspected or discussed and not confirmed yet.")
BECAUSE_ENOUGH = gettext_noop("because what carries was weighed as enough")
BECAUSE_TOO_LITTLE = gettext_noop("because what carries was weighed as not enough, and this weighs")
DESPITE = gettext_noop("%(because)s, and despite: %(despite)s")


class BadRecord(ValueError):
    """A side, state or sufficiency that does not exist, or one factor recorded twice."""


@dataclass(frozen=True)
class Recorded:
    """One factor about one person. `code` is of the code list, `side` risk or protective, `state` one of STATES."""

    code: str
    side: str
    state: str


@dataclass(frozen=True)
class Verdict:
    """One level: whether it is left open, and the text that says why."""

    level: str
    is_open: bool
    reason: str


@dataclass(frozen=True)
class Openness:
    """The four verdicts in the order of LEVELS. `conversation`: why none is open, empty where one is.

    `because` and `despite`: the codes on the side that the weighing gave the last word, and on the other side, in the
    order in which they were recorded.
    """

    verdicts: tuple[Verdict, ...]
    conversation: str
    sufficiency: str
    because: tuple[str, ...]
    despite: tuple[str, ...]

    @property
    def levels(self) -> tuple[str, ...]:
        """Those left open, in the order of LEVELS; empty where a conversation comes first."""
        return tuple(verdict.level for verdict in self.verdicts if verdict.is_open)


def left_open(recorded: Iterable[Recorded], sufficiency: str) -> Openness:
    """What the definition leaves open; every record and every weighing has an answer.

    Something suspected or discussed may turn out to be there or not: where both fit, both stay open. What is gone
    counts on neither side. Raises `BadRecord`.
    """
    factors = _checked(tuple(recorded), sufficiency)
    stands = [one.code for one in factors if one.side == "risk" and one.state == STANDS]
    may_stand = [one.code for one in factors if one.side == "risk" and one.state in MAY_STAND]
    weighs = tuple(one.code for one in factors if one.side == "risk" and one.state != "gone")
    carries = tuple(one.code for one in factors if one.side == "protective" and one.state != "gone")
    if sufficiency == "unknown":
        return _none_open(NOT_WEIGHED, sufficiency, (), ())
    if sufficiency == "insufficient" and not stands:
        return _none_open(NOTHING_CONFIRMED, sufficiency, (), carries)
    if sufficiency == "sufficient":
        verdicts = _with_enough(bool(stands), bool(may_stand))
        return Openness(verdicts, "", sufficiency, carries, weighs)
    return Openness(_with_too_little(len(stands), len(weighs)), "", sufficiency, weighs, carries)


def sentence(found: Openness, names: Mapping[str, str], tell: Callable[[str], str]) -> str:
    """ "because …, and despite …", both sides by name; where none is open, the text of the conversation.

    `names`: code → name in the reader's language; `tell`: translates a text of this module (gettext, or `str`).
    """
    if found.conversation:
        return tell(found.conversation)
    because = tell(BECAUSE_ENOUGH if found.sufficiency == "sufficient" else BECAUSE_TOO_LITTLE)
    if found.because:
        because = f"{because}: {_named(found.because, names)}"
    if not found.despite:
        return because
    return tell(DESPITE) % {"because": because, "despite": _named(found.despite, names)}


def _named(codes: tuple[str, ...], names: Mapping[str, str]) -> str:
    return "; ".join(names[code] for code in codes)


def _checked(factors: tuple[Recorded, ...], sufficiency: str) -> tuple[Recorded, ...]:
    if sufficiency not in SUFFICIENCIES:
        raise BadRecord(f"unknown sufficiency {sufficiency!r}")
    for one in factors:
        if one.side not in SIDES or one.state not in STATES:
            raise BadRecord(f"unknown side or state in {one}")
    if len({one.code for one in factors}) != len(factors):
        raise BadRecord("a factor is recorded twice")
    return factors


def _none_open(why: str, sufficiency: str, because: tuple[str, ...], despite: tuple[str, ...]) -> Openness:
    return Openness(tuple(Verdict(level, False, why) for level in LEVELS), why, sufficiency, because, despite)


def _with_enough(stands: bool, may_stand: bool) -> tuple[Verdict, ...]:
    fits = STILL_OPEN if may_stand and not stands else IT_FITS
    return (
        Verdict("self_reliant", not stands, SOMETHING_WEIGHS if stands else fits),
        Verdict("potentially_vulnerable", stands or may_stand, fits if stands or may_stand else NOTHING_WEIGHS),
        Verdict("vulnerable", False, ENOUGH_CARRIES),
        Verdict("very_vulnerable", False, ENOUGH_CARRIES),
    )


def _with_too_little(stands: int, may_stand_too: int) -> tuple[Verdict, ...]:
    """`stands`: how many are confirmed, one at least; `may_stand_too`: those and what may turn out to be there."""
    several = may_stand_too > 1
    on_several = IT_FITS if stands > 1 else STILL_OPEN
    return (
        Verdict("self_reliant", False, TOO_LITTLE_CARRIES),
        Verdict("potentially_vulnerable", False, TOO_LITTLE_CARRIES),
        Verdict("vulnerable", True, IT_FITS),
        Verdict("very_vulnerable", several, on_several if several else ONE_WEIGHS),
    )
