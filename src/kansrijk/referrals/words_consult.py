"""What advice without a name is called on screen, and what a form says of what cannot be."""

from typing import Any

from django.utils.translation import gettext_lazy as _

PHASES = {
    "before": _("before a pregnancy"),
    "during": _("during the pregnancy"),
    "after": _("after the birth"),
    "unknown": _("I do not know"),
}
FAULTS: dict[str, Any] = {
    "organisation": _("Choose whom you ask."),
    "phase": _("Choose when it is, or that you do not know."),
    "question": _("Write it down in at most 1000 characters."),
    "answer": _("Write it down in at most 1000 characters."),
    "points": _("By this somebody can be found: a number, an address, a day or a mail address. Take it out."),
    "is_nameless": _("Read it again and tick that nobody can be recognised in it."),
    "key": _("This form was sent before. Look at what it says now."),
}
