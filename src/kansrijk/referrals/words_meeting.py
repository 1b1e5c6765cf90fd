"""What a case meeting is called on screen, and what a form says of what cannot be."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

PARENTS = {
    "asked": _("asked, not answered yet"),
    "coming": _("they come"),
    "present": _("they were there"),
    "absent": _("they are not there"),
}
ABSENCE = {
    "own_wish": _("they did not want to"),
    "ill": _("they were ill"),
    "not_reached": _("they were not reached"),
    "practical": _("time, travel or somebody to mind the children"),
    "other": _("something else"),
}
WHO = {"organiser": _("who organises it"), "parents": _("the parents")}
FAULTS: dict[str, Any] = {
    "consent": _("The parent did not agree to this meeting, or stopped. Ask first."),
    "held_on": _("Choose a day from today on, within the time that the parent agreed to."),
    "agenda": _("Write it down in at most 1000 characters, without a service number."),
    "service": _("Choose who takes part and is not there yet."),
    "agreed": _("Everybody who agreed to this meeting agrees to who takes part. Ask and tick."),
    "agreed_on": _("Choose the day on which the parent said yes: today or earlier, and before the meeting."),
    "parents": _("Say whether the parents are there."),
    "absence": _("Say why the parents are not there."),
    "who": _("Choose who does it."),
    "text": _("Write it down in at most 1000 characters, without a service number."),
    "due_on": _("Choose a day on or after the meeting, within a year."),
    "feedback": _("Write it down in at most 1000 characters, without a service number."),
    "state": _("This meeting ended. Nothing more is written down here."),
    "key": _("This was sent before, or the parent's agreement ended. Look at what it says now."),
}


def told(meeting: Any) -> list[str]:
    """What was agreed, as the person it is about reads it: what, by whom, by when."""
    line = _now("%(what)s (%(who)s, by %(day)s)")
    return [
        line % {"what": what, "who": WHO.get(who, who), "day": date_format(day, "j F Y")}
        for what, who, day, _is_done in meeting.tasks
    ]
