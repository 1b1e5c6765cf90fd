"""Shared by the screens on which a newer text is laid into a path: the choices as sent, and what is shown of them."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.paths.comparing import Change
from kansrijk.paths.merging import SIDES, Point
from kansrijk.paths.queries import Beside
from kansrijk.paths.views.own import field_word

CHOICE = "keuze-"


def chosen_in(request: HttpRequest) -> dict[str, str]:
    """Key of a conflict → the side that was chosen; anything else counts as no choice."""
    sent = {key.removeprefix(CHOICE): value for key, value in request.POST.items() if key.startswith(CHOICE)}
    return {key: str(value) for key, value in sent.items() if value in SIDES}


def shown(beside: Beside | None, chosen: dict[str, str]) -> dict[str, Any]:
    """For `paths/_merge.html`."""
    if beside is None:
        return {"beside": None}
    return {
        "beside": beside,
        "changes": [_change(one) for one in beside.changes],
        "comes": [_change(one) for one in beside.comes],
        "conflicts": [(one, _where(one), chosen.get(one.key, "")) for one in beside.merged.conflicts],
        "kept": [(one, _where(one)) for one in beside.merged.kept],
    }


def _change(one: Change) -> tuple[str, str, str, str]:
    return one.where, field_word(one.field), one.before, one.after


def _where(one: Point) -> str:
    """`Eerste contact: doet wat`."""
    word = field_word(one.field)
    return f"{one.where}: {word.lower()}" if one.where else word


def refused(error: BadInput) -> str:
    """Why nothing was stored, in words."""
    return {
        "number": _("There is a newer version meanwhile. It stands below."),
        "chosen": _("Choose a text wherever both changed the same. Nothing was stored yet."),
        "state": _("This version lies before the parties. Take it back first, then change it."),
        "id": _("You have a path of that name already. Compare the two, and take over by hand what fits."),
    }.get(error.field or "", _("Together this is no path that can be stored: %(why)s") % {"why": error.message})
