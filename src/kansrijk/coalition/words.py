"""Words for what a coalition stores as codes."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kansrijk.coalition.vocabulary import choices, terms

SIDES = {"medical": _("medical side"), "social": _("social side"), "shared": _("both sides")}
END_AGES = {2: _("until the second birthday"), 4: _("until the fourth birthday"), 18: _("until the age of 18")}

STANDINGS = {
    "expired": _("expired"),
    "expiring": _("expires soon"),
    "review": _("look at it again"),
    "in_force": _("holds"),
    "coming": _("does not hold yet"),
    "ended": _("closed"),
}
ACTION_STATES = {"open": _("to do"), "busy": _("busy"), "done": _("done"), "dropped": _("dropped")}
ACTION_EVENTS = {
    "start": _("Begin with it"),
    "stop": _("Put it back"),
    "finish": _("Done"),
    "drop": _("Drop it"),
    "reopen": _("Open it again"),
}
FOUND = {"agreement": _("agreement"), "action": _("action"), "meeting": _("meeting"), "goal": _("goal")}


def language() -> str:
    """`nl` or `en`."""
    return "en" if get_language() == "en" else "nl"


def word(listed: str, code: str) -> str:
    """The word of a code in one of the lists; the code itself where the list has lost it."""
    term = terms(listed).get(code)
    return term.name(language()) if term else code


def options(listed: str) -> list[tuple[str, str]]:
    """(code, word) of a list, for a form."""
    return choices(listed, language())
