"""Opening a file in an emergency, in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kansrijk.families import glass, words

HOURS = {1: _("1 hour"), 2: _("2 hours"), 4: _("4 hours")}
OUTCOMES = {"right": _("This was right"), "wrong": _("This was not right")}
FAULTS: dict[str, Any] = {
    "because": _("Choose why this cannot wait."),
    "reason": _("Say why this cannot wait, in 20 to 500 characters and without a service number."),
    "hours": _("Choose for how long."),
    "judge": _("Nobody in this coalition can judge this afterwards, so it cannot be done. Call who keeps the file."),
    "one": _("You have one file open like this. Close that first."),
    "key": _("This form was sent before. Begin again."),
    "outcome": _("Choose whether this was right."),
    "note": _("Say why, in at most 500 characters and without a service number."),
    "nobody": _(
        "Your organisation keeps no file of exactly this name and day of birth. That you looked is written down."
    ),
}


def reasons() -> list[tuple[str, str]]:
    """(code, words) of the list, in the language of the page."""
    return [(one.code, one.name(words.language())) for one in glass.reasons().values()]


def reason(code: str) -> str:
    return glass.reasons()[code].name(words.language())
