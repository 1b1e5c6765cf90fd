"""A path walked as a fictional family: who they meet when, who knows what, how often the story is told again. Pure."""

from dataclasses import dataclass

from kansrijk.paths.definition import ANSWERS, EVERYBODY, Definition, Step
from kansrijk.paths.walking import Endless, Kind, Visit, questions, walk


@dataclass(frozen=True)
class Moment:
    """One visit of the walk. `due`: working days since the beginning within which it is done; None: not agreed yet.

    `knows`: parties that know the story after it, by code. `is_again`: somebody new asks, and was told nothing before.
    """

    number: int
    due: int | None
    step: Step
    party: str
    knows: tuple[str, ...]
    given: tuple[str, ...]
    is_again: bool
    is_end: bool


@dataclass(frozen=True)
class Journey:
    """The whole walk. `told_again`: how often the story had to be told anew; `until_help`: working days until help
    begins, None where a limit on the way is not agreed or no help begins; `open_limits`: steps without an agreed limit.
    """

    moments: tuple[Moment, ...]
    told_again: int
    parties_met: int
    gets_help: bool
    until_help: int | None
    until_end: int | None
    open_limits: int
    is_endless: bool = False


def journey(path: Definition, kind: Kind) -> Journey:
    """What a family of this kind goes through."""
    try:
        visits = walk(path, kind)
    except Endless:
        return Journey((), 0, 0, False, None, None, 0, is_endless=True)
    found: list[Moment] = []
    informed: dict[int, frozenset[str]] = {}
    again = 0
    for visit in visits:
        before = informed.get(visit.before, frozenset()) if visit.before is not None else frozenset()
        # What a party learnt on another way that is taken at the same time, it knows here too.
        earlier = frozenset(name for moment in found for name in moment.knows)
        knows, is_again = _after(path, visit, before | earlier)
        again += is_again
        informed[visit.number] = knows
        step = visit.step
        given = step.handover.what if step.handover else ()
        ordered = tuple(code for code in path.parties if code in knows)
        found.append(Moment(len(found) + 1, visit.due, step, step.party, ordered, given, is_again, step.is_end))
    helping = [moment for moment in found if moment.step.service]
    lasts = [moment.due for moment in found]
    met = {moment.party for moment in found} - set(EVERYBODY)
    return Journey(
        moments=tuple(found),
        told_again=again,
        parties_met=len(met),
        gets_help=bool(helping),
        until_help=helping[0].due if helping else None,
        until_end=None if None in lasts else max((due for due in lasts if due is not None), default=None),
        open_limits=sum(moment.step.within == "local" for moment in found),
    )


def _after(path: Definition, visit: Visit, before: frozenset[str]) -> tuple[frozenset[str], bool]:
    """(who knows after this visit, whether the family had to tell its story anew)."""
    step = visit.step
    knows = set(before)
    is_new = bool(step.party) and step.party not in EVERYBODY and step.party not in before
    if step.party and step.party != "ouders":
        knows.add(step.party)
    if step.handover:
        knows.add(step.handover.to)
    return frozenset(knows), is_new and step.id != path.start


def kind_of(path: Definition, chosen: list[str]) -> Kind:
    """A kind of family from the answers that were chosen; the first possible answer where none was."""
    allowed = {name: answers for name, answers in ANSWERS.items() if name in questions(path)}
    if "phase" in allowed:
        allowed["phase"] = path.trigger.phases
    if "level" in allowed:
        allowed["level"] = path.trigger.levels or ANSWERS["level"]
    picked = [next((one for one in chosen if one in answers), answers[0]) for answers in allowed.values()]
    return frozenset(picked)


def choices(path: Definition) -> list[tuple[str, tuple[str, ...]]]:
    """(question, its possible answers) of this path."""
    found = []
    for question in questions(path):
        answers = ANSWERS[question]
        if question == "phase":
            answers = path.trigger.phases
        if question == "level":
            answers = path.trigger.levels or answers
        found.append((question, tuple(answers)))
    return found
