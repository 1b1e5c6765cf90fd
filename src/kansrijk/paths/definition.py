"""What a care path is, as typed values. Pure: no Django, no file, no clock."""

from collections.abc import Iterator
from dataclasses import dataclass, field

PHASES = ("before", "during", "after")
LEVELS = ("self_reliant", "potentially_vulnerable", "vulnerable", "very_vulnerable")
ANSWERS = {
    "consent": ("consent", "no_consent"),
    "reached": ("reached", "not_reached"),
    "fits": ("fits", "does_not_fit"),
    "more_help": ("more_help", "no_more_help"),
    "phase": PHASES,
    "level": LEVELS,
}
"""Question → the answers that a branch may wait for. A family has one answer to each."""
QUESTION_OF = {answer: question for question, answers in ANSWERS.items() for answer in answers}
EVERYBODY = ("signaleerder", "ouders")
"""Parties that every path may name: whoever sees it, and the parents. No coalition lists them."""
LOCAL = "local"
LOCAL_WORDS = {"en": LOCAL, "nl": "lokaal"}  # what people type and read for it


@dataclass(frozen=True)
class Factor:
    """A factor code that a path is for, in some phases only or (empty) in all phases of the path."""

    code: str
    phases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trigger:
    """When a path begins. `also`: factors for which it is of use while another path leads. `with_any`: beginnings of
    codes of which one must be there too. `levels` empty: all."""

    factors: tuple[Factor, ...]
    phases: tuple[str, ...]
    levels: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    with_any: tuple[str, ...] = ()
    line: int = 0

    def claims(self) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
        """(factor, phase, level, with_any) of everything that this path takes the lead in."""
        for factor in self.factors:
            for phase in factor.phases or self.phases:
                for level in self.levels or LEVELS:
                    yield factor.code, phase, level, self.with_any

    def fits(self, code: str, phase: str) -> bool:
        """Whether the path is of use for this factor in this phase."""
        leads = any(one.code == code and phase in (one.phases or self.phases) for one in self.factors)
        return leads or (code in self.also and phase in self.phases)


@dataclass(frozen=True)
class Branch:
    """A way on. `when` empty: always; otherwise all its answers must hold. `at_most`: how often it may be taken."""

    to: str
    when: tuple[str, ...] = ()
    at_most: int | None = None
    line: int = 0


@dataclass(frozen=True)
class Consent:
    """Whom the parents are asked to agree with, and what for."""

    for_parties: tuple[str, ...]
    purpose: str = ""
    line: int = 0


@dataclass(frozen=True)
class Handover:
    """What is given to whom."""

    to: str
    what: tuple[str, ...]
    line: int = 0


@dataclass(frozen=True)
class Feedback:
    """What is told back to whom."""

    to: tuple[str, ...]
    what: str = ""
    line: int = 0


@dataclass(frozen=True)
class Step:
    """Who does what. `within`: working days since the step before; `LOCAL`: the coalition fills it in."""

    id: str
    name: str
    party: str
    does: str
    within: int | str | None = None
    within_source: str = ""
    service: str = ""
    consent: Consent | None = None
    handover: Handover | None = None
    feedback: Feedback | None = None
    next: tuple[Branch, ...] = ()
    is_end: bool = False
    line: int = 0


@dataclass(frozen=True)
class Door:
    """A kind of service of the local offer; the first fits first."""

    service: str
    name: str
    note: str = ""
    line: int = 0


@dataclass(frozen=True)
class Urgent:
    """Act today if one of these, and then this."""

    signs: tuple[str, ...]
    act: str
    is_meldcode: bool = False


@dataclass(frozen=True)
class Definition:
    """A path as written. `parties`: code → name, in the order of the lanes."""

    id: str
    name: str
    version: int
    trigger: Trigger
    first_talk: str
    urgent: Urgent | None
    parties: dict[str, str]
    start: str
    steps: tuple[Step, ...]
    doors: tuple[Door, ...]
    stays_responsible: str
    informal: tuple[str, ...]
    parents: str
    phase_notes: dict[str, str]
    source: str
    date: str
    owner: str = ""
    checked_on: str = ""
    file: str = ""
    lines: dict[str, int] = field(default_factory=dict, compare=False)

    def step(self, name: str) -> Step | None:
        """The step of that id."""
        return next((one for one in self.steps if one.id == name), None)

    def party_name(self, code: str) -> str:
        """What the party is called in this path."""
        return self.parties.get(code, code)

    def services(self) -> Iterator[tuple[str, int, str | None]]:
        """(kind of service, line, step) of every service that the path names."""
        for door in self.doors:
            yield door.service, door.line, None
        for step in self.steps:
            if step.service:
                yield step.service, step.line, step.id
