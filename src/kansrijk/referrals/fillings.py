"""What referrals put in the places that other rooms' templates name. None of it counts anything."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kansrijk.families.copies import Beside, tell_beside
from kansrijk.referrals import (
    asking,
    clock,
    queries,
    queries_meeting,
    queries_own,
    queries_own_copy,
    words,
    words_copy,
    words_meeting,
)
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import has_task_in_families
from kansrijk.web.slots import Filling, fill


def navigation(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """Referrals, for who has a task in families somewhere. No query: the ties say it."""
    if not has_task_in_families(actor):
        return None
    return Filling("web/nav_item.html", {"path": reverse("referral_places"), "word": _("Referrals")})


def of_file(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """What was sent about the person of this file, and the way to send."""
    coalition, file = context["coalition"], context["file"]
    lines = [(one, words.STATES[one.state]) for one in queries.of_file(actor, coalition.id, file.id)]
    values = {"coalition": coalition, "file": file, "lines": lines, "today": timezone.localdate()}
    return Filling("referrals/of_file.html", values)


def of_signal(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """From what was just written down to the help that fits it."""
    return Filling("referrals/of_signal.html", {"coalition": context["coalition"], "file": context["file"]})


def meeting_of_file(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """The way to talk together about this person's help; who works in a colleague's place plans no meeting."""
    if actor.acting:
        return None
    return Filling("referrals/meeting/of_file.html", {"coalition": context["coalition"], "file": context["file"]})


def own_meetings(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """On a parent's own page: who talks about her help, when, and what was agreed."""
    lines = [{"meeting": one, "tasks": words_meeting.told(one)} for one in queries_meeting.own_meetings(actor)]
    return Filling("referrals/meeting/own.html", {"lines": lines})


def own_help(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """On a parent's own page: the help that was asked for her, and how that stands."""
    lines = [(one, words.FOR_PARENTS[one.state]) for one in queries_own.own_referrals(actor)]
    return Filling("referrals/own_help.html", {"lines": lines})


def agreed_times(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """What counts where the parties of a coalition agreed on nothing."""
    return Filling(
        "referrals/proposed_times.html", {step: clock.PROPOSED[state] for state, step in clock.STEP_OF.items()}
    )


def of_parents_door(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """On the page for parents: ask to be called, where people receive that on screen. Nothing of B is asked."""
    place, language = context["place"], context["language"]
    if place.asked_at is None or not asking.is_spoken_of(place.kind):
        return None
    return Filling(
        "referrals/asking/link.html", {"place": place, "language": language, "word": asking.texts(language)["link"]}
    )


def of_parents_page(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """The way back to what was asked before."""
    language = context["language"]
    return Filling("referrals/asking/look_link.html", {"language": language, "word": asking.texts(language)["look"]})


def register() -> None:
    """Called when the application starts."""
    fill("navigation", navigation, order=19)
    fill("family.file", of_file, order=10)
    fill("family.signal", of_signal, order=10)
    fill("parents.door", of_parents_door, order=10)
    fill("parents.page", of_parents_page, order=10)
    fill("offer.agreed_times", agreed_times, order=10)
    fill("own_page.help", own_help, order=10)
    fill("own_page.help", own_meetings, order=20)
    fill("family.file", meeting_of_file, order=20)
    tell_beside(Beside(queries_own_copy.tables(), queries_own_copy.rows, words_copy.TITLES, words_copy.lines))
