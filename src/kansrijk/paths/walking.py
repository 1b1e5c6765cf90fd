"""Walking a path as a kind of family: which branches hold, and where the walk ends. Pure.

A kind of family is one answer to each question that the path asks. At a step every branch that holds is taken, so two
parties can be busy at once. A branch with `at_most` is taken alone, as often as it says; after that the others hold.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from kansrijk.paths.definition import ANSWERS, LOCAL, QUESTION_OF, Branch, Definition, Step

Kind = frozenset[str]


def questions(path: Definition) -> tuple[str, ...]:
    """The questions that the branches of this path ask, in a fixed order."""
    asked = {QUESTION_OF[answer] for step in path.steps for branch in step.next for answer in branch.when}
    return tuple(question for question in ANSWERS if question in asked)


def kinds(path: Definition) -> Iterator[Kind]:
    """Every kind of family that can tell this path's branches apart and for which the path is meant."""
    allowed = dict(ANSWERS)
    allowed["phase"] = path.trigger.phases
    allowed["level"] = path.trigger.levels or ANSWERS["level"]
    for chosen in product(*(allowed[question] for question in questions(path))):
        yield frozenset(chosen)


def holds(branch: Branch, kind: Kind) -> bool:
    """Whether a family of this kind goes this way. Answers to one question are alternatives, questions add up."""
    if not branch.when:
        return True
    asked: dict[str, set[str]] = {}
    for answer in branch.when:
        asked.setdefault(QUESTION_OF[answer], set()).add(answer)
    return all(answers & kind for answers in asked.values())


def ways_on(step: Step, kind: Kind) -> tuple[list[Branch], list[Branch]]:
    """(the bounded ways, the lasting ways) that hold at a step."""
    open_ways = [branch for branch in step.next if holds(branch, kind)]
    return [one for one in open_ways if one.at_most], [one for one in open_ways if not one.at_most]


@dataclass(frozen=True)
class Visit:
    """One step of a walk. `due`: working days since the walk began within which it is done; None where a limit on the
    way is not filled in. `before`: the visit that led here, by its number; `turn`: how often something was tried again.
    """

    number: int
    step: Step
    due: int | None
    before: int | None
    way: Branch | None
    turn: int = 0
    is_stuck: bool = False


class Endless(Exception):
    """The walk goes round for ever."""


def walk(path: Definition, kind: Kind) -> list[Visit]:
    """All visits, in the order in which they are due. Raises `Endless`; ends anywhere else, dead ends included."""
    by_id = {step.id: step for step in path.steps}
    taken: dict[Branch, int] = {}
    waiting = [Visit(0, by_id[path.start], 0, None, None)]
    done: dict[int, Visit] = {}
    entered = {(path.start, 0)}
    count = 1
    while waiting:
        visit = min(waiting, key=lambda one: (one.due is None, one.due or 0, one.number))
        waiting.remove(visit)
        ways = _ways_taken(visit.step, kind, taken)
        known = [way for way in ways if way.to in by_id]
        done[visit.number] = replace(visit, is_stuck=not known and not visit.step.is_end)
        for way in known:
            turn = visit.turn + (1 if way.at_most else 0)
            if way.at_most is None and _went_by(way.to, visit, done):
                raise Endless
            if (way.to, turn) in entered:
                continue  # two ways that meet: the step is done once
            entered.add((way.to, turn))
            waiting.append(Visit(count, by_id[way.to], _due(visit.due, by_id[way.to]), visit.number, way, turn))
            count += 1
    return list(done.values())


def _ways_taken(step: Step, kind: Kind, taken: dict[Branch, int]) -> list[Branch]:
    bounded, lasting = ways_on(step, kind)
    for branch in bounded:
        if taken.get(branch, 0) < (branch.at_most or 0):
            taken[branch] = taken.get(branch, 0) + 1
            return [branch]
    return lasting


def _went_by(name: str, visit: Visit, done: dict[int, Visit]) -> bool:
    """Whether the way to this visit came by the step in the same turn."""
    here: Visit | None = visit
    while here is not None and here.turn == visit.turn:
        if here.step.id == name:
            return True
        here = done.get(here.before) if here.before is not None else None
    return False


def _due(so_far: int | None, step: Step) -> int | None:
    """Adds the step's limit; a limit that the coalition has not filled in makes the rest unknown."""
    if so_far is None or step.within == LOCAL:
        return None
    return so_far + (step.within if isinstance(step.within, int) else 0)


def arrives(path: Definition, kind: Kind) -> bool:
    """Whether every way that a family of this kind goes comes to an end of the path."""
    try:
        visits = walk(path, kind)
    except Endless:
        return False
    return not any(visit.is_stuck for visit in visits) and any(visit.step.is_end for visit in visits)
