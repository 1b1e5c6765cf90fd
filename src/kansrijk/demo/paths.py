"""Care paths of the fictional region: three agreed and published, one before the parties, one still a concept."""

from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

import yaml

from kansrijk.coalition.queries import agreements
from kansrijk.demo.people import account_of
from kansrijk.paths import commands, queries, rules, shipped
from kansrijk.paths.commands_agreements import hang_path
from kansrijk.paths.writing import Own, lay_over, write
from kansrijk.trust.actors import VISITOR, Actor
from kansrijk.trust.models import Coalition
from kansrijk.trust.queries import actor_for


@cache
def _file() -> list[dict[str, Any]]:
    text = files("kansrijk.demo").joinpath("data/paths.yaml").read_text("utf-8")
    found: list[dict[str, Any]] = yaml.load(text, yaml.CSafeLoader)["paths"]
    return found


def is_loaded() -> bool:
    """Whether every path that is published in the file is there."""
    there = {(card.coalition_slug, card.slug) for card in queries.paths_of(VISITOR) if card.is_published}
    return {(one["coalition"], one["template"]) for one in _file() if one["until"] == "published"} <= there


def load() -> None:
    """Each path once, as far as the file says: by the same commands that a coordinator calls."""
    if is_loaded():
        return
    for one in _file():
        coalition = Coalition.objects.filter(slug=one["coalition"]).values_list("pk", flat=True).first()
        account = account_of(one["by"])
        if coalition is None or account is None:
            continue
        by = actor_for(account)
        if any(card.slug == one["template"] for card in queries.paths_of(by, one["coalition"])):
            continue
        _make(one, coalition, by)


def _make(one: dict[str, Any], coalition: UUID, by: Actor) -> None:
    slug = one["template"]
    commands.start_path(by=by, coalition=coalition, template=slug)
    page = queries.path(by, one["coalition"], slug)
    template = shipped.templates()[slug]
    limits = {step.id: one["limit"] if step.within == "local" else step.within for step in template.steps}
    own = Own(owner=one["owner"], checked_on=str(one["checked_on"]), parties=one.get("parties", {}), limits=limits)
    text = write(lay_over(page.definition, own))
    commands.save_draft(by=by, coalition=coalition, slug=slug, text=text, base=page.base)
    if "agreement" in one:
        key = next(card.id for card in agreements(by, coalition) if card.title == one["agreement"])
        hang_path(by=by, agreement=key, slug=slug)
    if one["until"] == "concept":
        return
    commands.offer_version(by=by, coalition=coalition, slug=slug)
    if one["until"] == "offered":
        return
    for party in rules.parties_to_tick(template):
        commands.tick(by=by, coalition=coalition, slug=slug, party=party, name=one["said_by"])
    commands.publish_version(by=by, coalition=coalition, slug=slug)
