"""The first page of a coalition, in words."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kansrijk.coalition import rules, words
from kansrijk.coalition.pages.wings import Wings, wings
from kansrijk.coalition.queries import GoalCard, Home, Step
from kansrijk.coalition.vocabulary import terms
from kansrijk.trust.queries import CoalitionCard


@dataclass(frozen=True)
class StepLine:
    """A step of the start: what to do, what is there, where it is done."""

    title: str
    there: str
    address: str
    is_done: bool
    is_next: bool


@dataclass(frozen=True)
class HomePage:
    """What the template draws."""

    lead: str
    stage: str
    stage_told: str
    moves: list[tuple[str, str]]
    places: list[tuple[str, str]]
    for_whom: str
    goals: list[tuple[str, list[GoalCard]]]
    wings: Wings
    steps: list[StepLine]
    shows_guide: bool
    driver: str


def home_page(coalition: CoalitionCard, found: Home, language: str) -> HomePage:
    """Says in one sentence who and where, then the parts."""
    stage = terms("stages")[found.profile.stage]
    there = [one for one in found.parties if one.is_in_force]
    names = [place.name for place in found.profile.places]
    count = ngettext("%(count)s party works together", "%(count)s parties work together", len(there)) % {
        "count": len(there)
    }
    lead = (
        _("%(count)s in %(where)s.") % {"count": count, "where": _listed(names)}
        if names
        else _("%(count)s.") % {"count": count}
    )
    worded = {"forward": _("To the next stage"), "back": _("One stage back")}
    driver = found.profile.driver
    return HomePage(
        lead=lead,
        stage=f"{stage.code} {stage.name(language)}",
        stage_told=str(stage.more[f"told_{language}"]),
        moves=[(event, worded[event]) for event in rules.moves_from(rules.STAGE_MOVES, found.profile.stage)],
        places=[(place.code, place.name) for place in found.profile.places],
        for_whom=str(words.END_AGES[found.profile.end_age]),
        goals=[
            (phase, [one for one in found.goals if one.phase == phase])
            for phase in rules.PHASES
            if any(one.phase == phase for one in found.goals)
        ],
        wings=wings(there, found.missing),
        steps=step_lines(coalition, found.steps),
        shows_guide=found.profile.guide_closed_at is None and not all(step.is_done for step in found.steps),
        driver=f"{driver}, {found.profile.driver_of}" if driver else "",
    )


def _listed(names: list[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def step_lines(coalition: CoalitionCard, steps: list[Step]) -> list[StepLine]:
    """The steps with their words and doors."""
    told = {
        "profile": (_("Say where you work and what for"), "coalition_profile"),
        "parties": (_("Add the parties"), "coalition_parties"),
        "people": (_("Add the people behind them"), "coalition_people"),
        "goals": (_("Write down your goals"), "coalition_goals"),
        "confirmed": (_("Ask everybody whether it is right"), "coalition_people"),
    }
    return [
        StepLine(
            told[step.code][0],
            _("%(count)s there") % {"count": step.count} if step.count else "",
            reverse(told[step.code][1], args=[coalition.slug]),
            step.is_done,
            step.is_next,
        )
        for step in steps
    ]
