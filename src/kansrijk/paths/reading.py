"""A path file (YAML) into typed values, each of which remembers its line. Pure.

How the text becomes nodes, and what is refused before that, stands in `nodes.py`. Raises `BadInput` with one Dutch
sentence, the file and the line.
"""

import re
from dataclasses import replace
from pathlib import Path

from kansrijk.core.faults import BadInput
from kansrijk.paths.definition import (
    LEVELS,
    LOCAL,
    PHASES,
    QUESTION_OF,
    Branch,
    Consent,
    Definition,
    Door,
    Factor,
    Feedback,
    Handover,
    Step,
    Trigger,
    Urgent,
)
from kansrijk.paths.nodes import LARGEST, SLUG, Node, Reader

MOST_STEPS = 60
BEGINNING = re.compile(r"RM|RP|RS|RMa|RL")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
FIELDS = {
    "id": True,
    "name": True,
    "version": False,
    "trigger": True,
    "first_talk": False,
    "act_today": False,
    "parties": True,
    "start": True,
    "steps": True,
    "doors": False,
    "stays_responsible": False,
    "informal_support": False,
    "for_parents": False,
    "by_phase": False,
    "source": False,
    "date": False,
    "owner": False,
    "checked_on": False,
}
STEP = {
    "id": True,
    "name": True,
    "party": False,
    "does": False,
    "within_working_days": False,
    "within_source": False,
    "service": False,
    "ask_consent": False,
    "hand_over": False,
    "feedback": False,
    "next": False,
    "end": False,
}


def read(text: str, file: str = "") -> Definition:
    """The path of one file. `file` is only what messages call it."""
    reader = Reader(text, file)
    root = reader.fields(reader.tree(), "het zorgpad", FIELDS)
    steps = reader.list_of(root["steps"], "steps", lambda node, where: _step(reader, node))
    _require_sound_steps(reader, root, steps)
    parties = reader.fields(root["parties"], "parties", _names(reader, root["parties"]))
    return Definition(
        id=reader.slug_of(root["id"], "id"),
        name=reader.text_of(root["name"], "name", may_be_empty=False)[:120],
        version=_whole(reader, root.get("version"), "version", 1, 9999) or 1,
        trigger=_trigger(reader, root["trigger"]),
        first_talk=reader.text_of(root.get("first_talk"), "first_talk"),
        urgent=_urgent(reader, root.get("act_today")),
        parties={code: reader.text_of(node, f"de naam van {code}") or code for code, node in parties.items()},
        start=reader.slug_of(root["start"], "start"),
        steps=steps,
        doors=reader.list_of(root.get("doors"), "doors", lambda node, where: _door(reader, node)),
        stays_responsible=reader.text_of(root.get("stays_responsible"), "stays_responsible"),
        informal=reader.list_of(root.get("informal_support"), "informal_support", reader.text_of),
        parents=reader.text_of(root.get("for_parents"), "for_parents"),
        phase_notes=_notes(reader, root.get("by_phase")),
        source=reader.text_of(root.get("source"), "source"),
        date=_date(reader, root.get("date"), "date"),
        owner=reader.text_of(root.get("owner"), "owner"),
        checked_on=_date(reader, root.get("checked_on"), "checked_on"),
        file=file,
        lines={name: node.line for name, node in root.items()},
    )


def read_file(file: Path) -> Definition:
    """The path of a file on disk. Raises `BadInput` for what is no text, `FileNotFoundError` for what is not there."""
    if file.is_dir():
        raise BadInput("dit is een map, geen bestand", file=str(file))
    if file.stat().st_size > 4 * LARGEST:
        raise BadInput(f"het bestand is groter dan {LARGEST // 1000} kB; een zorgpad is kleiner", file=str(file), row=1)
    try:
        return read(file.read_text("utf-8-sig"), str(file))
    except UnicodeDecodeError as error:
        raise BadInput("het bestand is geen tekst in UTF-8", file=str(file), row=1) from error


def _names(reader: Reader, node: Node) -> dict[str, bool]:
    """The parties of a path are named by their codes."""
    if not isinstance(node.value, dict):
        raise reader.fail(node.line, "parties hoort codes met namen te hebben")
    for code, inner in node.value.items():
        if not SLUG.fullmatch(code) or len(code) > 60:
            raise reader.fail(inner.line, f"{code!r} is geen code van een partij: kleine letters en streepjes")
    return dict.fromkeys(node.value, False)


def _require_sound_steps(reader: Reader, root: dict[str, Node], steps: tuple[Step, ...]) -> None:
    line = root["steps"].line
    if not steps:
        raise reader.fail(line, "het zorgpad heeft geen stappen")
    if len(steps) > MOST_STEPS:
        raise reader.fail(line, f"het zorgpad heeft meer dan {MOST_STEPS} stappen; maak er twee van")
    seen: set[str] = set()
    for step in steps:
        if step.id in seen:
            raise reader.fail(step.line, f"de stap {step.id!r} staat er twee keer")
        seen.add(step.id)
    start = reader.text_of(root["start"], "start")
    if start not in seen:
        raise reader.fail(root["start"].line, f"het pad begint bij {start!r}, maar die stap is er niet")


def _whole(reader: Reader, node: Node | None, where: str, least: int, most: int) -> int | None:
    value = reader.text_of(node, where)
    if not value or node is None:
        return None
    if not value.isascii() or not value.isdigit() or not least <= int(value[:6]) <= most or len(value) > 6:
        raise reader.fail(node.line, f"{where} is een heel getal van {least} tot {most}, niet {value[:20]!r}")
    return int(value)


def _date(reader: Reader, node: Node | None, where: str) -> str:
    value = reader.text_of(node, where)
    if value and node is not None and not DATE.fullmatch(value):
        raise reader.fail(node.line, f"{where} is een datum zoals 2026-11-25, niet {value[:20]!r}")
    return value


def _trigger(reader: Reader, node: Node) -> Trigger:
    known = {"factors": True, "phases": True, "levels": False, "also": False, "with_any": False}
    found = reader.fields(node, "trigger", known)

    def factor(one: Node, where: str) -> Factor:
        if isinstance(one.value, dict):
            inner = reader.fields(one, "een factor", {"code": True, "phases": True})
            phases = reader.list_of(inner["phases"], "phases", reader.one_of(PHASES))
            return Factor(reader.code(inner["code"], where), phases)
        return Factor(reader.code(one, where))

    def beginning(one: Node, where: str) -> str:
        value = reader.text_of(one, where)
        if not BEGINNING.fullmatch(value):
            raise reader.fail(one.line, f"{where} kent geen {value!r}; wel: RM, RP, RS, RMa, RL")
        return value

    phases = reader.list_of(found["phases"], "phases", reader.one_of(PHASES))
    factors = reader.list_of(found["factors"], "factors", factor)
    if not phases or not factors:
        raise reader.fail(node.line, "trigger noemt ten minste één factor en één fase")
    return Trigger(
        factors=factors,
        phases=phases,
        levels=reader.list_of(found.get("levels"), "levels", reader.one_of(LEVELS)),
        also=reader.list_of(found.get("also"), "also", reader.code),
        with_any=reader.list_of(found.get("with_any"), "with_any", beginning),
        line=node.line,
    )


def _urgent(reader: Reader, node: Node | None) -> Urgent | None:
    if node is None or node.value in ("", "~", "null"):
        return None
    found = reader.fields(node, "act_today", {"if": True, "then": False, "meldcode": False})
    signs = reader.list_of(found["if"], "if", reader.text_of)
    if not signs:
        return None
    return Urgent(signs, reader.text_of(found.get("then"), "then"), _yes(reader, found.get("meldcode"), "meldcode"))


def _yes(reader: Reader, node: Node | None, where: str) -> bool:
    value = reader.text_of(node, where)
    if value not in ("", "true", "false") and node is not None:
        raise reader.fail(node.line, f"{where} is true of false, niet {value[:20]!r}")
    return value == "true"


def _step(reader: Reader, node: Node) -> Step:
    found = reader.fields(node, "een stap", STEP)
    name = reader.slug_of(found["id"], "id van een stap")
    if not name:
        raise reader.fail(node.line, "een stap heeft een id nodig")
    within: int | str | None = None
    days = found.get("within_working_days")
    if days is not None and reader.text_of(days, "within_working_days") == LOCAL:
        within = LOCAL
    else:
        within = _whole(reader, days, "within_working_days", 0, 260)
    step = Step(
        id=name,
        name=reader.text_of(found["name"], "de naam van een stap", may_be_empty=False),
        party=reader.slug_of(found["party"], "party") if "party" in found else "",
        does=reader.text_of(found.get("does"), "does"),
        within=within,
        within_source=reader.text_of(found.get("within_source"), "within_source"),
        service=reader.kind_of(found.get("service")),
        next=reader.list_of(found.get("next"), "next", lambda one, where: _branch(reader, one)),
        is_end=_yes(reader, found.get("end"), "end"),
        line=node.line,
    )
    return _with_sharing(reader, step, found)


def _with_sharing(reader: Reader, step: Step, found: dict[str, Node]) -> Step:
    """Consent asked, what is handed over, what is told back."""
    consent = handover = feedback = None
    if (node := found.get("ask_consent")) is not None:
        asked = reader.fields(node, "ask_consent", {"for": True, "purpose": False})
        receivers = reader.list_of(asked["for"], "for", reader.slug_of)
        consent = Consent(receivers, reader.text_of(asked.get("purpose"), "purpose"), node.line)
    if (node := found.get("hand_over")) is not None:
        given = reader.fields(node, "hand_over", {"to": True, "what": True})
        what = reader.list_of(given["what"], "what", reader.text_of)
        handover = Handover(reader.slug_of(given["to"], "to"), what, node.line)
    if (node := found.get("feedback")) is not None:
        told = reader.fields(node, "feedback", {"to": True, "what": False})
        to = reader.list_of(told["to"], "to", reader.slug_of)
        feedback = Feedback(to, reader.text_of(told.get("what"), "what"), node.line)
    return replace(step, consent=consent, handover=handover, feedback=feedback)


def _branch(reader: Reader, node: Node) -> Branch:
    if isinstance(node.value, str):
        return Branch(reader.slug_of(node, "next"), line=node.line)
    found = reader.fields(node, "next", {"to": True, "when": False, "at_most": False})
    return Branch(
        to=reader.slug_of(found["to"], "to"),
        when=reader.list_of(found.get("when"), "when", reader.one_of(QUESTION_OF)),
        at_most=_whole(reader, found.get("at_most"), "at_most", 1, 9),
        line=node.line,
    )


def _door(reader: Reader, node: Node) -> Door:
    found = reader.fields(node, "een deur", {"service": True, "name": False, "note": False})
    service = reader.kind_of(found["service"])
    name = reader.text_of(found.get("name"), "name") or service
    return Door(service, name, reader.text_of(found.get("note"), "note"), node.line)


def _notes(reader: Reader, node: Node | None) -> dict[str, str]:
    if node is None or node.value in ("", "~", "null"):
        return {}
    found = reader.fields(node, "by_phase", dict.fromkeys(PHASES, False))
    return {phase: reader.text_of(one, phase) for phase, one in found.items()}
