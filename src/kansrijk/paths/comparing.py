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
        for (name, before), (_, after) in zip(general_fields(old), general_fields(new), strict=True)
        if before != after
    ]
    before_steps = {step.id: step for step in old.steps}
    for step in new.steps:
        known = before_steps.pop(step.id, None)
        if known is None:
            found.append(Change(step.name, "step", "", whole_step(new, step, language)))
            continue
        told_old, told_new = step_fields(old, known, language), step_fields(new, step, language)
        found += [
            Change(step.name, name, told_old[name], told_new[name])
            for name in told_new
            if told_old[name] != told_new[name]
        ]
    found += [Change(step.name, "step", whole_step(old, step, language), "") for step in before_steps.values()]
    return found


def general_fields(path: Definition) -> list[tuple[str, str]]:
    """(field, what it says) of a path as a whole."""
    trigger = path.trigger
    factors = ", ".join(f"{one.code} ({', '.join(one.phases)})" if one.phases else one.code for one in trigger.factors)
    told = ((factors,), trigger.phases, trigger.levels, trigger.also, trigger.with_any)
    return [
        ("name", path.name),
        ("trigger", "; ".join(", ".join(part) for part in told if part)),
        ("first_talk", path.first_talk),
        ("act_today", "; ".join([*path.urgent.signs, path.urgent.act]) if path.urgent else ""),
        ("doors", ", ".join(_with(door.name, door.note) for door in path.doors)),
        ("parties", ", ".join(path.parties.values())),
        ("stays_responsible", path.stays_responsible),
        ("informal_support", ", ".join(path.informal)),
        ("for_parents", path.parents),
        ("owner", path.owner),
        ("checked_on", path.checked_on),
    ]


def step_fields(path: Definition, step: Step, language: str) -> dict[str, str]:
    """Field → what it says of a step."""
    names = {one.id: one.name for one in path.steps}
    ways = [": ".join(filter(None, [branch_words(way, language), names.get(way.to, way.to)])) for way in step.next]
    given = f"{path.party_name(step.handover.to)}: {', '.join(step.handover.what)}" if step.handover else ""
    consent = feedback = ""
    if step.consent:
        consent = _with(", ".join(map(path.party_name, step.consent.for_parties)), step.consent.purpose)
    if step.feedback:
        feedback = _with(", ".join(map(path.party_name, step.feedback.to)), step.feedback.what)
    return {
        "name": step.name,
        "party": path.party_name(step.party),
        "does": step.does,
        "within": limit_words(step, language),
        "service": step.service,
        "ask_consent": consent,
        "hand_over": given,
        "feedback": feedback,
        "next": "; ".join(ways),
    }


def whole_step(path: Definition, step: Step, language: str) -> str:
    """A step in one line."""
    told = step_fields(path, step, language)
    return " · ".join(filter(None, [told["party"], told["within"], told["does"]]))


def _with(name: str, more: str) -> str:
    return f"{name} ({more})" if more else name
