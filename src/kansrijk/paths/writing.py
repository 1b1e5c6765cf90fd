"""A definition as a YAML file again, always in the same form; and names and time limits laid over a template. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from kansrijk.paths.definition import LOCAL, LOCAL_WORDS, Branch, Definition, Factor, Step


def write(path: Definition) -> str:
    """YAML that `reading.read` reads as the same definition."""
    trigger = path.trigger
    document: dict[str, Any] = {
        "id": path.id,
        "name": path.name,
        "version": path.version,
        "source": path.source,
        "date": path.date,
        "owner": path.owner,
        "checked_on": path.checked_on,
        "trigger": _full(
            factors=[_factor(one) for one in trigger.factors],
            phases=list(trigger.phases),
            levels=list(trigger.levels),
            also=list(trigger.also),
            with_any=list(trigger.with_any),
        ),
        "first_talk": path.first_talk,
    }
    if path.urgent:
        urgent = _full(**{"if": list(path.urgent.signs), "then": path.urgent.act})
        document["act_today"] = urgent | ({"meldcode": True} if path.urgent.is_meldcode else {})
    document |= {
        "parties": dict(path.parties),
        "doors": [_full(service=door.service, name=door.name, note=door.note) for door in path.doors],
        "start": path.start,
        "steps": [_step(step) for step in path.steps],
        "stays_responsible": path.stays_responsible,
        "informal_support": list(path.informal),
        "for_parents": path.parents,
        "by_phase": dict(path.phase_notes),
    }
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)


def _full(**values: Any) -> dict[str, Any]:
    """Only what is filled in."""
    return {key: value for key, value in values.items() if value not in ("", [], None)}


def _factor(factor: Factor) -> Any:
    return {"code": factor.code, "phases": list(factor.phases)} if factor.phases else factor.code


def _step(step: Step) -> dict[str, Any]:
    found = _full(id=step.id, name=step.name, party=step.party, does=step.does)
    found |= _full(within_working_days=step.within, within_source=step.within_source, service=step.service)
    if step.consent:
        found["ask_consent"] = _full(**{"for": list(step.consent.for_parties), "purpose": step.consent.purpose})
    if step.handover:
        found["hand_over"] = {"to": step.handover.to, "what": list(step.handover.what)}
    if step.feedback:
        found["feedback"] = _full(to=list(step.feedback.to), what=step.feedback.what)
    if step.next:
        found["next"] = [_branch(branch) for branch in step.next]
    if step.is_end:
        found["end"] = True
    return found


def _branch(branch: Branch) -> Any:
    if not branch.when and branch.at_most is None:
        return branch.to
    when = branch.when[0] if len(branch.when) == 1 else list(branch.when)
    return _full(to=branch.to, when=when, at_most=branch.at_most)


@dataclass(frozen=True)
class Own:
    """What a coalition says in its own words and days over a path. Steps and parties by their codes."""

    owner: str = ""
    checked_on: str = ""
    first_talk: str = ""
    act: str = ""
    parties: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    does: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, int | str | None] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {name: dict(value) if isinstance(value, Mapping) else value for name, value in self.__dict__.items()}


def lay_over(path: Definition, own: Own) -> Definition:
    """The path with the coalition's names and limits. What the path no longer has is left out."""
    steps = []
    for step in path.steps:
        changed = replace(step, name=own.names.get(step.id) or step.name, does=own.does.get(step.id) or step.does)
        if step.id in own.limits and own.limits[step.id] != step.within:
            changed = replace(changed, within=own.limits[step.id], within_source="")
        steps.append(changed)
    urgent = replace(path.urgent, act=own.act) if path.urgent and own.act else path.urgent
    return replace(
        path,
        owner=own.owner,
        checked_on=own.checked_on,
        first_talk=own.first_talk or path.first_talk,
        urgent=urgent,
        parties={code: own.parties.get(code) or name for code, name in path.parties.items()},
        steps=tuple(steps),
    )


def days(text: str) -> int | str | None:
    """What was typed as a limit: a number of working days, `local` (Dutch: `lokaal`), or nothing. Raises ValueError."""
    value = text.strip().lower()
    if not value:
        return None
    if value in LOCAL_WORDS.values():
        return LOCAL
    if not value.isascii() or not value.isdigit() or int(value) > 260:
        raise ValueError(text)
    return int(value)
