"""What the pages of the desk show, in words: values for the templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kansrijk.figures import catalogue, descriptions, words
from kansrijk.figures.desk.words import COUNTS, KINDS, LEVELS, STATES, STEPS, WORKS
from kansrijk.figures.queries import desk
from kansrijk.figures.sentences import place_words, sentence
from kansrijk.figures.words import STATUS_WORDS, number
from kansrijk.trust.actors import Actor
from kansrijk.trust.queries import coalitions
from kansrijk.trust.rules import coalitions_where, may

MOST_LINES = 200


@dataclass(frozen=True)
class ErrorLine:
    row: str
    column: str
    value: str
    sentence: str


def indicator_name(identifier: str) -> str:
    """The indicator's name in the language of the page."""
    known = catalogue.indicator(identifier)
    return getattr(known.name, _language()) if known else identifier


def _language() -> str:
    return "en" if get_language() == "en" else "nl"


def source_name(code: str) -> str:
    """The source's name in the language of the page."""
    known = descriptions.source(code)
    return getattr(known.name, _language()) if known else code


def level_name(level: str) -> str:
    """The level in words."""
    return str(LEVELS.get(level, level))


def work_words(work: desk.WorkCard | None) -> dict[str, Any] | None:
    """What is going on in the background, and whether anybody does it."""
    if work is None:
        return None
    said = {
        "late": _("It waits for the background worker. Nothing is lost; it begins as soon as the worker runs."),
        "interrupted": _("The work stopped halfway. Nothing was stored by half; it will be taken up again."),
    }.get(work.state, "")
    return {
        "is_live": work.is_live,
        "title": str(WORKS[work.kind]),
        "step": said or str(STEPS.get(work.step, _("it begins in a moment"))),
        "is_stuck": bool(said),
        "problem": problem_words(work.problem) if work.state == "failed" else None,
    }


def problem_words(problem: dict[str, Any] | None) -> dict[str, Any] | None:
    """One sentence about a whole file, where in the file, and the columns that are new or missing."""
    if not problem:
        return None
    return {
        "sentence": sentence(problem["message"]),
        "where": place_words(problem),
        "missing": problem.get("missing") or [],
        "new": problem.get("new") or [],
        "cells": [_recomputed(name) for name in problem.get("cells") or []],
    }


def _recomputed(name: str) -> dict[str, str]:
    """A figure as the attacker names it (indicator|period|kind:area@edition), in words."""
    table, _colon, place = name.partition(":")
    indicator, period, kind = (*table.split("|"), "", "")[:3]
    what = "late" if kind.endswith("-late") or "#late" in place else kind
    return {
        "name": indicator_name(indicator),
        "period": words.period_words(period),
        "area": place.partition("@")[0].partition("#")[0],
        "what": str(COUNTS.get(what, what)),
    }


def error_lines(upload: desk.UploadCard) -> list[ErrorLine]:
    """The errors per cell in words; a whole-file problem is the one line."""
    faults = upload.errors or ([upload.problem | {"value": ""}] if upload.problem else [])
    return [
        ErrorLine(str(fault["row"] or ""), fault["column"] or "", fault.get("value") or "", sentence(fault["message"]))
        for fault in faults
    ]


def deliveries_page(actor: Actor) -> dict[str, Any]:
    """The desk: what waits for the actor first, then what is under way, then every release."""
    offered = [
        {
            "card": card,
            "source": source_name(card.source),
            "state": STATES[card.state],
            "errors": len(card.errors) or (1 if card.problem else 0),
        }
        for card in desk.uploads(actor)
    ]
    named = {one.id: one.name for one in coalitions(actor)}
    return {
        "may_import": bool(coalitions_where(actor, "import", "delivery")),
        "may_import_areas": may(actor, "import", "area") == "allow",
        "waiting": [_release_line(card) for card in desk.waiting_proposals(actor)],
        "offered": offered,
        "releases": [
            {**_release_line(one.card), "whose": _whose(one.card.coalition, named)} for one in desk.desk_releases(actor)
        ],
    }


def _whose(coalition: UUID | None, named: Mapping[UUID, str]) -> str:
    """The coalition by name; "" for everybody's."""
    return named.get(coalition, _("another coalition")) if coalition else ""


def _release_line(card: Any) -> dict[str, Any]:
    return {
        "card": card,
        "source": source_name(card.source),
        "periods": words.periods_words(card.periods),
        "state": STATES[card.status],
        "kind": KINDS[card.delivery],
    }


def upload_page(actor: Actor, card: desk.UploadCard) -> dict[str, Any]:
    """One offered file: the work, the answer in words, the numbers, the errors, the preview."""
    lines = error_lines(card)
    is_own = (known := descriptions.source(card.source)) is None or known.policy == "own"
    return {
        "card": card,
        "source": source_name(card.source),
        "state": STATES[card.state],
        "work": work_words(card.work),
        "problem": problem_words(card.problem),
        "answer": _answer(card, len(lines)),
        "errors": lines[:MOST_LINES],
        "more_errors": max(0, len(lines) - MOST_LINES),
        "preview": _preview(card.preview) if card.preview else None,
        "is_twin": bool(card.receipt and card.receipt["read"] and card.receipt["unchanged"] == card.receipt["read"]),
        "may_confirm": card.state == "checked" and card.coalition in coalitions_where(actor, "import", "delivery"),
        "may_discard": card.state in {"offered", "checked", "refused"}
        and card.coalition in coalitions_where(actor, "import", "delivery"),
        "is_own": is_own,
    }


def _answer(card: desk.UploadCard, errors: int) -> str:
    if card.state == "refused":
        if card.receipt is None:
            return _("This file cannot be read in. Nothing was stored.")
        one = _("There is 1 error in the file.")
        counted = one if errors == 1 else _("There are %(count)s errors in the file.") % {"count": errors}
        return f"{counted} {_('Nothing was stored. Mend the file and offer it again.')}"
    if card.state == "checked" and errors:
        told = {"count": errors}
        return _("The file can be stored. Some of its rows stay out (%(count)s); below we say which and why.") % told
    if card.state == "checked":
        return _("The file is in order. Look whether we read it as you meant, and store it then.")
    if card.state == "stored":
        return _("The figures are stored. They are on no page yet: propose them, and a second person publishes them.")
    if card.state == "discarded":
        return _("This file was thrown away.")
    if card.state == "expired":
        return _("Nobody stored this file within a day, so it was thrown away. Offer it again.")
    return ""


def _preview(found: dict[str, Any]) -> dict[str, Any]:
    columns = found["columns"]
    names = [indicator_name(one["indicator"]) for one in columns]
    shown = len(found["rows"][0]["cells"]) if found["rows"] else 0
    replaced = found.get("replaces")
    return {
        "layout": found["layout"],
        "edition": found["edition"],
        "periods": ", ".join(found["periods"]),
        "kind": KINDS[found["kind"]],
        "levels": [(level_name(level), count) for level, count in found["levels"].items()],
        "columns": [
            {"field": one["field"], "name": indicator_name(one["indicator"]), "id": one["indicator"]} for one in columns
        ],
        "heads": names[:shown],
        "rows": [
            {
                "area": row["area"],
                "level": level_name(row["level"]),
                "period": row["period"],
                "cells": [(name, _cell(cell)) for name, cell in zip(names, row["cells"], strict=False)],
            }
            for row in found["rows"]
        ],
        "left_out": max(0, len(columns) - shown),
        "replaces": {"kind": KINDS[replaced["delivery"]], "on": replaced["on"][:10]} if replaced else None,
    }


def _cell(cell: dict[str, Any]) -> str:
    """A value as it would be stored, with numerator and denominator where they are there."""
    if cell["value"] is None:
        return str(STATUS_WORDS.get(cell["status"], cell["status"]))
    text = number(cell["value"], 0 if float(cell["value"]).is_integer() else 2)
    if cell["numerator"] is not None and cell["denominator"] is not None:
        counts = {"above": number(cell["numerator"], 0), "under": number(cell["denominator"], 0)}
        text += " (" + _("%(above)s of %(under)s") % counts + ")"
    return text


def release_page(actor: Actor, found: desk.DeskRelease) -> dict[str, Any]:
    """One release: where it stands, what it shows and hides, what the attacker found, the next step."""
    card = found.card
    report = card.audit_report
    levels = desk.use_of(actor, card.id)
    return {
        "release": found,
        "card": card,
        "source": source_name(card.source),
        "periods": words.periods_words(card.periods),
        "state": STATES[card.status],
        "kind": KINDS[card.delivery],
        "indicators": [{"id": one, "name": indicator_name(one)} for one in card.indicators],
        "work": work_words(found.work),
        "licence": words.licence_words(card.licence),
        "levels": [
            {
                "name": level_name(one.level),
                "shown": one.shown,
                "hidden": one.hidden,
                "empty": one.empty,
                "share": round(one.share_hidden),
                "is_much": one.share_hidden > 40,
            }
            for one in levels
        ],
        "hidden": [
            {
                "area": one.area,
                "level": level_name(one.level),
                "period": one.period,
                "name": indicator_name(one.indicator),
            }
            for one in desk.hidden_cells(actor, card.id)
        ],
        "delivered": [
            {
                "area": one.area,
                "level": level_name(one.level),
                "period": one.period,
                "name": indicator_name(one.indicator),
                "value": _cell(vars(one)),
            }
            for one in desk.delivered_cells(actor, card.id)
        ],
        "report": report,
        "has_raw": desk.raw_file(actor, card.id) is not None,
        "steps": _steps(found),
    }


def _steps(found: desk.DeskRelease) -> list[dict[str, Any]]:
    """The line of states with who and when; what is not done yet is there as what comes."""
    card = found.card
    steps = [{"word": _("Imported"), "who": found.imported_by, "when": card.created_at, "is_done": True}]
    if card.policy == "own":
        proposed = card.status in {"proposed", "published"} or bool(card.proposed_by)
        steps.append({"word": _("Proposed"), "who": card.proposed_by, "when": None, "is_done": proposed})
    published = card.published_at is not None
    steps.append({"word": _("Published"), "who": card.published_by, "when": card.published_at, "is_done": published})
    if card.withdrawn_at:
        steps.append({"word": _("Withdrawn"), "who": "", "when": card.withdrawn_at, "is_done": True})
    return steps
