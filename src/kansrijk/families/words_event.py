"""What happened in a family, in words: what recording it does, said before the button, and what a form says."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kansrijk.families import life_events
from kansrijk.families.life_events import Kind
from kansrijk.families.queries_event import Before

STOPS = {
    life_events.STOP: _(
        "All help that was asked for this person stops at once. No message, reminder or time limit is left."
    ),
    life_events.MOVE: _("Help that was asked here comes back to who asked it. Who helps no longer sees what was sent."),
    life_events.NONE: _("Help that was asked goes on."),
}
CONSENTS = {
    life_events.END: _("What may be shared about this person ends. Nothing new is sent without asking again."),
    life_events.BY_AGE: _("What may be shared ends where not everybody agreed who has a say at this age."),
    life_events.ASK_AGAIN: _(
        "What may be shared stays about the mother alone. For a child you ask it anew, per receiver."
    ),
    life_events.KEEP: _("What may be shared stays as it is."),
}
LINK = _("The link to the own page opens nothing any more. You hand over a new one in person.")
ADDRESS = _("The address is erased, also what stood there earlier, and is not kept any more.")
OVER = _("No weeks are counted any more, and no due date is shown.")
PLAN = _("What is still open in the plan is dropped. The plan on the own page goes empty.")
RESPONSES = _("Questionnaires that were begun and not finished are stopped.")
RESTS = _("Nothing asks to be weighed again.")
NOBODY = _("The family gets no message of this.")
FINAL = _("What stops or is erased does not come back. You can take back the record, and ask help anew.")
OPEN = _("You can take this back later.")
COPIES = {"telephone": _("the telephone number"), "address": _("the address")}
FAULTS: dict[str, Any] = {
    "kind": _("Choose what happened."),
    "continues": _("This help cannot go on. Look at the list again."),
    "also": _("This file does not rest along. Look at the list again."),
    "children": _("No file of a child can be begun here."),
    "copies": _("This does not go into the file of a child."),
    "name": _("Give a name or your own reference, of at most 120 characters and without a service number."),
    "key": _("This form was sent before. Look at the file."),
}


def effects(found: Before) -> list[Any]:
    """What the button does here, one sentence each; only what there is to do."""
    kind = found.kind
    said = [STOPS[kind.stops], CONSENTS[kind.consents]]
    if kind.link == life_events.END and found.has_link:
        said.append(LINK)
    if kind.address == life_events.FORGET:
        said.append(ADDRESS)
    if kind.pregnancy == life_events.OVER and found.part == "mother":
        said.append(OVER)
    if kind.plan == life_events.DROP:
        said.append(PLAN)
    if kind.responses == life_events.STOP:
        said.append(RESPONSES)
    if kind.rests:
        said.append(RESTS)
    return [*said, NOBODY]


def is_final(kind: Kind) -> bool:
    """Whether something ends or is erased that taking back does not bring back."""
    return (
        kind.stops != life_events.NONE
        or kind.consents in (life_events.END, life_events.BY_AGE)
        or kind.link == life_events.END
        or kind.address == life_events.FORGET
    )


def done(kind: Kind) -> str:
    """What the page of the file says afterwards."""
    if kind.stops == life_events.STOP:
        return _now("Written down. Everything that was asked has stopped.")
    return _now("Written down.")
