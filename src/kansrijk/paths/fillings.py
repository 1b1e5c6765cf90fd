"""What paths puts in the places that other rooms' templates name."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijk.paths import queries, shipped
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import may
from kansrijk.web.slots import Filling, fill


def navigation(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """The care paths."""
    return Filling("web/nav_item.html", {"path": reverse("paths"), "word": _("Paths")})


def search(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """Templates by a word in their name, their first talk or what they are called for parents."""
    text = str(context.get("q", "")).strip().casefold()[:80]
    if len(text) < 3:
        return None
    found = [one for one in shipped.templates().values() if text in f"{one.name} {one.first_talk}".casefold()]
    return Filling("paths/found.html", {"found": found[:8]}) if found else None


def today(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """Paths that lie before a party for which the actor ticks; for who writes paths: those with a newer version."""
    told = {
        "waiting": queries.waiting_for(actor),
        "hosts": queries.changed_by_hosts(actor),
        "templates": queries.changed_templates(actor),
    }
    return Filling("paths/today.html", told) if any(told.values()) else None


def agreement_paths(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """On the page of an agreement: the paths that hang on it, and for who writes it the way to hang one."""
    coalition, agreement = context["coalition"], context["agreement"]
    found = queries.paths_on(actor, coalition.id, coalition.slug, agreement.id)
    may_write = may(actor, "write", "agreement", coalition=coalition.id) == "allow" and agreement.ended_on is None
    if not (found.hung or may_write):
        return None
    return Filling("paths/on_agreement.html", {"found": found, "may_write": may_write})


def region_paths(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """On the page of the region: the paths that the hosts publish."""
    coalition = context["coalition"]
    offers = queries.host_paths(actor, coalition.id)
    if not offers:
        return None
    may_write = may(actor, "write", "path_draft", coalition=coalition.id) == "allow"
    return Filling("paths/region_paths.html", {"offers": offers, "may_write": may_write, "coalition": coalition})


def voice_about(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """Under a text that lies before readers: the way to the path that it is of, for who can open it."""
    coalition = context["coalition"]
    slug = queries.path_behind(actor, coalition.slug, context["text"])
    at = reverse("own_path", kwargs={"slug": coalition.slug, "path": slug}) if slug else ""
    return Filling("paths/voice_about.html", {"at": at}) if at else None


def register() -> None:
    """Called when the application starts."""
    fill("navigation", navigation, order=40)
    fill("search", search, order=40)
    fill("agreement.paths", agreement_paths, order=10)
    fill("region.paths", region_paths, order=10)
    fill("today", today, order=40)
    fill("voice.about", voice_about, order=10)
