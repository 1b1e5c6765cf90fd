"""Care paths of the fictional region: published, before the parties, a concept, and one that awaits a merge."""

from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

import yaml

from kansrijk.coalition.queries import agreements
from kansrijk.demo.people import account_of
from kansrijk.paths import commands, queries, rules, shipped
from kansrijk.paths.commands_agreements import hang_path
from kansrijk.paths.commands_region import take_path
from kansrijk.paths.writing import Own, lay_over, write
from kansrijk.trust.actors import VISITOR, Actor
from kansrijk.trust.models import Coalition
from kansrijk.trust.queries import actor_for


@cache
def _file(part: str = "paths") -> list[dict[str, Any]]:
    text = files("kansrijk.demo").joinpath("data/paths.yaml").read_text("utf-8")
    found: list[dict[str, Any]] = yaml.load(text, yaml.CSafeLoader)[part]
    return found


def is_loaded() -> bool:
    """Whether every path that is published in the file is there, in its second version where somebody follows it."""
    there = {(card.coalition_slug, card.slug): card.number for card in queries.paths_of(VISITOR) if card.is_published}
    wanted = {(one["coalition"], one["template"]) for one in _file() if one["until"] == "published"}
    return wanted <= set(there) and all(there[one["host"], one["path"]] > 1 for one in _file("follows"))


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
    for one in _file("follows"):
        _follow(one)


def _follow(one: dict[str, Any]) -> None:
    """Taken from the host and changed; then the host changes the same step, and more."""
    codes = ((one["coalition"], one["by"]), (one["host"], one["host_by"]))
    found = [(Coalition.objects.filter(slug=slug).first(), account_of(code)) for slug, code in codes]
    if any(coalition is None or account is None for coalition, account in found):
        return
    (ours, by), (theirs, hosting) = ((coalition.pk, actor_for(account)) for coalition, account in found)
    slug = one["path"]
    offered = next((card for card in queries.host_paths(by, ours) if card.slug == slug), None)
    if offered is None or offered.state != "new":
        return
    take_path(by=by, coalition=ours, host=one["host"], slug=slug, number=offered.number)
    _say(by, ours, one["coalition"], slug, one["step"], does=one["does"], within=one["within"], within_source="")
    _say(hosting, theirs, one["host"], slug, one["step"], does=one["host_does"], first_talk=one["host_first_talk"])
    commands.offer_version(by=hosting, coalition=theirs, slug=slug)
    _publish(hosting, theirs, one["host"], slug, one["host_says"])


def _say(by: Actor, coalition: UUID, at: str, slug: str, step: str, first_talk: str = "", **values: Any) -> None:
    """Other words in a step, and in the first talk where there are."""
    page = queries.path(by, at, slug)
    steps = tuple(replace(one, **values) if one.id == step else one for one in page.definition.steps)
    told = replace(page.definition, steps=steps, first_talk=first_talk or page.definition.first_talk)
    commands.save_draft(by=by, coalition=coalition, slug=slug, text=write(told), base=page.base)


def _publish(by: Actor, coalition: UUID, at: str, slug: str, name: str) -> None:
    """Every party agrees, as the coordinator writes down."""
    for party in rules.parties_to_tick(queries.path(by, at, slug).definition):
        commands.tick(by=by, coalition=coalition, slug=slug, party=party, name=name)
    commands.publish_version(by=by, coalition=coalition, slug=slug)


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
    _publish(by, coalition, one["coalition"], slug, one["said_by"])
