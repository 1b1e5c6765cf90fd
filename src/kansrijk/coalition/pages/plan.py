"""The doors to the plan of a coalition, in the order in which one goes through them."""

from django.urls import reverse
from django.utils.translation import gettext as _


def doors(slug: str) -> list[tuple[str, str, str]]:
    """(title, what it is for, address)."""
    found = [
        (_("Gaps in the help"), _("Where is help missing, and what could come there?"), "coalition_gaps"),
        (_("Choices from the menu"), _("What do we choose, what not, and why?"), "coalition_choices"),
        (_("How far we are"), _("What carries the stage in which we are?"), "coalition_stages"),
        (_("Budget"), _("What comes in, what is it for, and what was spent?"), "coalition_budget"),
        (_("Read along"), _("What do parents and others with experience think of it?"), "coalition_voices"),
        (_("Together in the region"), _("What does a host offer, and what do you take over?"), "coalition_region"),
        (_("What is arranged of the programme"), _("Which agreements and actions cover what?"), "coalition_coverage"),
    ]
    return [(title, told, reverse(name, args=[slug])) for title, told, name in found]
