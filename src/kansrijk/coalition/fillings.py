"""What the coalition puts in the places that other rooms' templates name."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijk.coalition import fillings_plan, queries, words
from kansrijk.coalition.pages.began import STANDINGS
from kansrijk.coalition.queries.seeing import begun_to_look_at
from kansrijk.trust.actors import Actor
from kansrijk.trust.queries import coalitions
from kansrijk.trust.rules import coalitions_where
from kansrijk.web.slots import Filling, fill


def navigation(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """The coalition, for those who take part in one. No query: the ties of the actor say it."""
    if not coalitions_where(actor, "read", "coalition"):
        return None
    return Filling("web/nav_item.html", {"path": reverse("coalitions"), "word": _("Coalition")})


def _address(what: str, slug: str, key: object) -> str:
    """Where a thing of a coalition stands."""
    if what == "goal":
        return reverse("coalition_goals", args=[slug])
    page = {"agreement": "coalition_agreement", "action": "coalition_action", "meeting": "coalition_meeting"}[what]
    return reverse(page, kwargs={"slug": slug, "number": key})


def search(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """What the actor's own coalitions wrote, found in Dutch."""
    hits = queries.search(actor, str(context.get("q", "")))
    found = [
        {"title": one.title, "what": words.FOUND[one.what], "address": _address(one.what, one.slug, one.key)}
        for one in hits
    ]
    return Filling("coalition/found.html", {"found": found}) if found else None


def today(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """Own actions that are late or due this week, and agreements that expire. By date, nothing else."""
    told = {"late": _("the day has passed"), "due": _("due this week"), **words.STANDINGS}
    lines = [
        {
            "title": one.title,
            "what": told[one.what],
            "on": one.on,
            "address": _address("action" if one.what in {"late", "due"} else "agreement", one.slug, one.key),
        }
        for one in queries.waiting(actor)
    ]
    return Filling("coalition/today.html", {"lines": lines}) if lines else None


def area_goal(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """On the page of an area: make a goal, agreement or action of a figure, for who may in a coalition."""
    rights = {"goals": ("update", "coalition"), "agreements": ("write", "agreement"), "actions": ("write", "action")}
    where = {name: coalitions_where(actor, *right) for name, right in rights.items()}
    if not any(where.values()) or "area" not in context:
        return None
    own = coalitions(actor)
    offered = {name: [card for card in own if card.id in keys] for name, keys in where.items()}
    return Filling("coalition/area_action.html", {**offered, "is_several": len(own) > 1, "area": context["area"]})


def figures_today(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """Goals, agreements and actions whose figure was withdrawn or replaced."""
    lines = [
        {
            "title": one.title,
            "what": words.FOUND[one.what],
            "warning": STANDINGS[one.standing],
            "address": _address(one.what, one.slug, one.key),
        }
        for one in begun_to_look_at(actor)
    ]
    return Filling("coalition/figures_today.html", {"lines": lines}) if lines else None


def home_next(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """On the first page of a coalition: what is late, what expires, the next meeting."""
    coalition = context["coalition"]
    live = queries.actions(actor, coalition.id, with_ended=False)
    agreements = queries.agreements(actor, coalition.id)
    meeting = next((one for one in queries.meetings(actor, coalition.id) if not one.is_over), None)
    urgent = [
        {"id": one.id, "title": one.title, "standing": words.STANDINGS[one.standing]}
        for one in agreements
        if one.standing in {"expired", "expiring", "review"}
    ]
    if not (live or agreements or meeting):
        return None
    late = sum(1 for one in live if one.is_overdue)
    behind = sum(1 for one in live if one.is_left_behind)
    values = {
        "coalition": coalition,
        "open": len(live),
        "late": late,
        "behind": behind,
        "urgent": urgent,
        "meeting": meeting,
    }
    return Filling("coalition/home_next.html", values)


def register() -> None:
    """Called when the application starts."""
    fill("navigation", navigation, order=15)
    fill("search", search, order=40)
    fill("today", today, order=20)
    fill("today", figures_today, order=24)
    fill("area.actions", area_goal, order=10)
    fill("coalition.home", home_next, order=10)
    fillings_plan.register()
