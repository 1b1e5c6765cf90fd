"""What codes of families are called on screen, and what a form says of what cannot be."""

from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kansrijk.families import signals
from kansrijk.families.signals import Moment, Said
from kansrijk.offer import vocabulary

PARTS = {"mother": _("mother"), "partner": _("partner"), "child": _("child")}
STEPS = {
    1: _("Who is it about?"),
    2: _("When is it?"),
    3: _("What carries, what weighs?"),
    4: _("What does the parent want?"),
}
PHASES = {
    "before": _("before pregnancy"),
    "during": _("during pregnancy"),
    "after": _("after birth"),
    "unknown": _("I do not know"),
}
SITUATIONS = {
    "wish": _("wish for a child"),
    "between": _("between two pregnancies"),
    "no_wish": _("no wish for a child now"),
    "unknown": _("I do not know"),
}
LAYERS = {
    "micro": _("Close by: parent, child and family"),
    "meso": _("Around the family: friends, neighbourhood, school and care"),
    "macro": _("In society: money, work, housing and schooling"),
}
SUFFICIENCIES = {"sufficient": _("Yes"), "insufficient": _("No"), "unknown": _("We do not know yet")}
WEIGHING_STEPS = {
    1: _("Is what carries enough?"),
    2: _("What do you choose together?"),
    3: _("With whom, and until when?"),
}
NO_LEVEL = "none"
PRESENT = {
    "parent": _("the parent"),
    "other_parent": _("the other parent"),
    "own_person": _("somebody the parent brought"),
    "interpreter": _("an interpreter"),
    "colleague": _("a colleague"),
}
SIDES = {"risk": _("On the side that weighs"), "protective": _("On the side that carries")}
STATES = {
    "suspected": _("suspected"),
    "discussed": _("discussed"),
    "confirmed": _("confirmed"),
    "gone": _("no longer"),
}
WISHES = {"yes": _("yes"), "not_now": _("not now"), "no": _("no"), "unknown": _("not asked yet")}
INTERPRETER = {"yes": _("yes"), "no": _("no"), "unknown": _("I do not know")}
AGES = {
    "days": (_("%(number)s day old"), _("%(number)s days old")),
    "weeks": (_("%(number)s week old"), _("%(number)s weeks old")),
    "months": (_("%(number)s month old"), _("%(number)s months old")),
    "years": (_("%(number)s year old"), _("%(number)s years old")),
}
NEEDS = {signals.STAY_OR_INSURANCE: _("help with stay or insurance")}
FAULTS: dict[str, Any] = {
    "name": _("Give a name or your own reference, of at most 120 characters and without a service number."),
    "part": _("Choose whose file it is."),
    "born_on": _("This day lies in the future or too long ago."),
    "telephone": _("This number is too long, or can be a service number; we never keep that."),
    "address": _("This is too long, holds a number that can be a service number, or the address is secret."),
    "key": _("This form was sent before. Begin again."),
    "phase": _("Choose when it is, or that you do not know."),
    "situation": _("Choose which it is, or that you do not know."),
    "due_on": _("This due date does not belong to a pregnancy of now."),
    "child_born_on": _("This day lies in the future or too long ago."),
    "instrument": _("Choose what you talked with."),
    "factors": _("One of these is never written down here. Open the card of the meldcode. Nothing was changed."),
    "agreed": _("What stands under “only with agreement” is kept when the parent agrees. Tick that, or take it out."),
    "wish": _("Choose what the parent wants, or that you did not ask yet."),
    "interpreter": _("Choose yes, no or that you do not know."),
    "language": _("Choose a language of the list."),
    "words": _("At most 1000 characters, and no service number: we never keep that."),
    "contact": _("At most 200 characters, and no service number: we never keep that."),
    "sufficiency": _("Choose yes, no or that you do not know yet."),
    "level": _("Choose a level, or that there is none now. Where a conversation comes first, there is none yet."),
    "reason": _("This is another level than the definition leaves open. Say why, in 10 to 500 characters."),
    "present": _("A weighing is of the two of you. Without the parent there is none."),
    "view": _("At most 1000 characters, and no service number: we never keep that."),
    "weighed_on": _("This day lies in the future, or more than a month ago."),
    "reweigh_on": _("Choose a day after the weighing, within a year."),
    "version": _(
        "This was changed elsewhere in the meantime. What you filled in stands here still: look, and send it again."
    ),
}


def level(code: str) -> str:
    """What a level is called; where none was chosen, that."""
    return vocabulary.levels()[code].name(language()) if code else _now("no level now")


def language() -> str:
    return get_language() or "nl"


def moment(at: Moment, today: date) -> str:
    """ "during pregnancy, 22+3 weeks": the phase with what is known of it."""
    told = [str(PHASES[at.phase])] if at.phase != "unknown" else [_now("phase not known")]
    if at.phase == "before":
        told.append(_now("situation not known") if at.situation == "unknown" else str(SITUATIONS[at.situation]))
    if at.phase == "during":
        week = signals.week_of(at.due_on, today) if at.due_on else ""
        told.append(_now("%(week)s weeks") % {"week": week} if week else _now("due date not known"))
    if at.phase == "after":
        told.append(age(at.child_born_on, today) if at.child_born_on else _now("age not known"))
    return ", ".join(told)


def spoken(said: Said) -> str:
    """ "Polish, with an interpreter": the language and whether an interpreter is needed, as far as known."""
    told = [vocabulary.languages()[said.language].name(language())] if said.language else []
    if said.interpreter == "yes":
        told.append(_now("an interpreter is needed"))
    return ", ".join(told)


def age(born_on: date, today: date) -> str:
    """ "9 weeks old"."""
    number, unit = signals.age_of(born_on, today)
    one, more = AGES[unit]
    return str(one if number == 1 else more) % {"number": number}
