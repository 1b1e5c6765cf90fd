"""What the desk of areas shows, in words: values for the templates."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kansrijk.figures.desk.pages import MOST_LINES, ErrorLine, level_name, problem_words, work_words
from kansrijk.figures.desk.words import STATES
from kansrijk.figures.queries import area_uploads as queries
from kansrijk.figures.sentences import sentence
from kansrijk.trust.actors import Actor

FILES = {
    "boundaries": gettext_lazy("areas"),
    "successions": gettext_lazy("which area became which"),
}
CHANGES = {
    "same": gettext_lazy("stayed what it was"),
    "merge": gettext_lazy("merged"),
    "split": gettext_lazy("was split"),
    "border": gettext_lazy("had its border moved"),
    "rename": gettext_lazy("got another code"),
    "province": gettext_lazy("went to another province"),
}


def areas_page(actor: Actor) -> dict[str, Any]:
    """What was offered, which areas there are, and which changes are known."""
    return {
        "offered": [
            {
                "card": card,
                "what": FILES[card.kind],
                "state": STATES[card.state],
                "errors": len(card.errors) or (1 if card.problem else 0),
            }
            for card in queries.area_uploads(actor)
        ],
        "editions": [
            {
                "edition": one.edition,
                "levels": [(level_name(level), count) for level, count in one.levels],
                "postcodes": one.postcodes,
            }
            for one in queries.editions_held(actor)
        ],
        "moves": [{"card": one, "level": level_name(one.level)} for one in queries.moves_held(actor)],
    }


def upload_page(card: queries.AreaUploadCard) -> dict[str, Any]:
    """One offered file: the work, the answer in words, the numbers, the errors, what it holds."""
    lines = error_lines(card)
    return {
        "card": card,
        "what": FILES[card.kind],
        "state": STATES[card.state],
        "work": work_words(card.work),
        "problem": problem_words(card.problem),
        "answer": _answer(card, len(lines)),
        "errors": lines[:MOST_LINES],
        "more_errors": max(0, len(lines) - MOST_LINES),
        "preview": _preview(card.preview) if card.preview else None,
        "may_confirm": card.state == "checked",
        "may_discard": card.state in {"offered", "checked", "refused"},
    }


def error_lines(card: queries.AreaUploadCard) -> list[ErrorLine]:
    """The errors per row in words; a whole-file problem is the one line."""
    faults = card.errors or ([card.problem] if card.problem else [])
    return [
        ErrorLine(str(one["row"] or ""), one["column"] or one.get("field") or "", "", sentence(one["message"]))
        for one in faults
    ]


def _answer(card: queries.AreaUploadCard, errors: int) -> str:
    if card.state == "refused":
        return _("This file cannot be read in. Nothing was stored.")
    if card.state == "checked" and errors:
        told = {"count": errors}
        return (
            _("Areas with a wrong shape stay out (%(count)s). Store the others, or mend the file and offer it again.")
            % told
        )
    if card.state == "checked":
        return _("The file is in order. Look whether we read it as you meant, and store it then.")
    if card.state == "stored":
        return _("The areas are stored. Maps and pages show them from now on.")
    if card.state == "discarded":
        return _("This file was thrown away.")
    if card.state == "expired":
        return _("Nobody stored this file within a day, so it was thrown away. Offer it again.")
    return ""


def _preview(found: dict[str, Any]) -> dict[str, Any]:
    if "kinds" in found:
        return {"kinds": [(str(CHANGES.get(kind, kind)), count) for kind, count in found["kinds"].items()]}
    regions = [(level_name(one["level"]), one["count"], _listed(one)) for one in found.get("regions", [])]
    return {**found, "level": level_name(found["level"]), "regions": regions}


def _listed(one: dict[str, Any]) -> str:
    """The first names, and a sign that there are more."""
    return ", ".join(one["names"]) + (" …" if one["count"] > len(one["names"]) else "")
