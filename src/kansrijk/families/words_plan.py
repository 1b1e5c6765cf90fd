"""The one plan of a person, in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Any] = {
    "goal": _("a goal: what this person wants to reach"),
    "task": _("a task: who does what"),
    "contact": _("the next contact: with whom and when"),
}
TITLES: dict[str, Any] = {"goal": _("Goals"), "task": _("Who does what"), "contact": _("Next contact")}
STATES: dict[str, Any] = {"done": _("done"), "dropped": _("no longer needed")}
FAULTS: dict[str, Any] = {
    "kind": _("Choose what this is."),
    "text": _("Say what it is, in at most 500 characters and without a service number."),
    "who": _("Say who does it."),
    "on_day": _("Say on which day, within two years."),
    "name": _("Say who coordinates."),
    "reach": _("Say how that one is reached."),
    "agreed_on": _("Say on which day the parent agreed to this, today or earlier."),
    "key": _("This form was sent before. Begin again."),
    "version": _("This was changed elsewhere in the meantime. Look at it again."),
}
