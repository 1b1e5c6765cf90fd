"""What is different between two paths, in words that a reader can follow. Pure."""

from dataclasses import dataclass

from kansrijk.paths.definition import Definition, Step
from kansrijk.paths.layout import branch_words, limit_words


@dataclass(frozen=True)
class Change:
    """One difference. `where`: the step or part; `field`: which field of it, a code of `FIELDS`; '' a whole step."""

    where: str
    field: str
    before: str
    after: str


def differences(old: Definition, new: Definition, language: str = "nl") -> list[Change]:
    """From the one to the other, general parts first, then steps in the order of the new one."""
    found = [
        Change("", name, before, after)
        for (name, before), (_, after) in zip(_general(old), _general(new), strict=True)
        if before != after
    ]
    before_steps = {step.id: step for step in old.steps}
    for step in new.steps:
        known = before_steps.pop(step.id, None)
        if known is None:
            found.append(Change(step.name, "step", "", _whole(new, step, language)))
            continue
        told_old, told_new = _fields(old, known, language), _fields(new, step, language)
        found += [
            Change(step.name, name, told_old[name], told_new[name])
            for name in told_new
            if told_old[name] != told_new[name]
        ]
    found += [Change(step.name, "step", _whole(old, step, language), "") for step in before_steps.values()]
    return found


def _general(path: Definition) -> list[tuple[str, str]]:
    trigger = path.trigger
    factors = ", ".join(f"{one.code} ({', '.join(one.phases)})" if one.phases else one.code for one in trigger.factors)
    return [
        ("name", path.name),
        ("trigger", "; ".join(filter(None, [factors, ", ".join(trigger.phases), ", ".join(trigger.also)]))),
        ("first_talk", path.first_talk),
        ("act_today", "; ".join([*path.urgent.signs, path.urgent.act]) if path.urgent else ""),
        ("doors", ", ".join(door.name for door in path.doors)),
        ("parties", ", ".join(path.parties.values())),
        ("stays_responsible", path.stays_responsible),
        ("informal_support", ", ".join(path.informal)),
        ("for_parents", path.parents),
        ("owner", path.owner),
        ("checked_on", path.checked_on),
    ]


def _fields(path: Definition, step: Step, language: str) -> dict[str, str]:
    names = {one.id: one.name for one in path.steps}
    ways = [": ".join(filter(None, [branch_words(way, language), names.get(way.to, way.to)])) for way in step.next]
    given = f"{path.party_name(step.handover.to)}: {', '.join(step.handover.what)}" if step.handover else ""
    consent = ", ".join(map(path.party_name, step.consent.for_parties)) if step.consent else ""
    told = ", ".join(map(path.party_name, step.feedback.to)) if step.feedback else ""
    return {
        "name": step.name,
        "party": path.party_name(step.party),
        "does": step.does,
        "within": limit_words(step, language),
        "service": step.service,
        "ask_consent": consent,
        "hand_over": given,
        "feedback": told,
        "next": "; ".join(ways),
    }


def _whole(path: Definition, step: Step, language: str) -> str:
    told = _fields(path, step, language)
    return " · ".join(filter(None, [told["party"], told["within"], told["does"]]))
