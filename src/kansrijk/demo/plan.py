"""The plans of the region's two coalitions, made by the commands of their coordinators."""

from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

import yaml
from django.db import transaction
from django.utils import timezone

from kansrijk.coalition import commands, queries
from kansrijk.coalition.commands import Offer, Proof, Reasons, Spending
from kansrijk.coalition.queries.choices import choices, figure_options, figure_places
from kansrijk.coalition.queries.region import region
from kansrijk.coalition.queries.stages import things
from kansrijk.demo.people import account_of
from kansrijk.trust.actors import Actor
from kansrijk.trust.queries import actor_for, coalitions


@cache
def _file() -> list[dict[str, Any]]:
    text = files("kansrijk.demo").joinpath("data/plan.yaml").read_text("utf-8")
    found: list[dict[str, Any]] = yaml.load(text, yaml.CSafeLoader)
    return found


def load() -> None:
    """Each plan once: what is there already stays as it is."""
    for one in _file():
        by, key = _at(one["by"], one["slug"])
        with transaction.atomic():
            if not choices(by, key):
                _choices(by, key, one["choices"])
                _evidence(by, key, one["evidence"])
                _budget(by, key, one)
                _region(by, key, one)


def _at(name: str, slug: str) -> tuple[Actor, UUID]:
    """A coordinator and the coalition."""
    account = account_of(name)
    assert account is not None, name
    by = actor_for(account)
    return by, next(card.id for card in coalitions(by) if card.slug == slug)


def _choices(by: Actor, coalition: UUID, entries: list[dict[str, Any]]) -> None:
    """Each rests on the figures of the coalition's first place, as they are when the demo is loaded."""
    code = figure_places(by, coalition)[0][0]
    known = {option.key.partition("|")[2]: option.key for option in figure_options(by, coalition, code)}
    for entry in entries:
        reasons = Reasons(
            entry["verdict"],
            entry["because"],
            timezone.localdate() + timedelta(days=entry["day"]),
            tuple(entry["gap"]) if "gap" in entry else None,  # type: ignore[arg-type]
            tuple(known[name] for name in entry.get("figures", ()) if name in known),
        )
        commands.write_choice(
            by=by, coalition=coalition, intervention=entry["intervention"], reasons=reasons, based_on=0
        )


def _evidence(by: Actor, coalition: UUID, entries: list[dict[str, Any]]) -> None:
    """Things of the coalition by their title, links and words."""
    known = {(one.kind, one.title): one.key for one in things(by, coalition)}
    for entry in entries:
        key = known[entry["kind"], entry["title"]] if "title" in entry else None
        proof = Proof(entry["kind"], key, text=entry.get("text", ""))
        commands.add_evidence(by=by, coalition=coalition, item=entry["item"], proof=proof)


def _budget(by: Actor, coalition: UUID, one: dict[str, Any]) -> None:
    """Grants of this year and the one before, activities, and actions that hang on them."""
    this = timezone.localdate().year
    actions = {card.title: card for card in queries.actions(by, coalition)}
    for entry in one["budget"]:
        amounts = {f"{name}_cents": entry[name] * 100 for name in ("planned", "committed", "spent")}
        spending = Spending(
            entry["funding"],
            this - entry["ago"],
            entry["activity"],
            is_done=entry.get("done", False),
            evidence=entry["evidence"],
            **amounts,
        )
        line = commands.add_budget_line(by=by, coalition=coalition, spending=spending)
        if "action" in entry:
            commands.hang_action(by=by, action=actions[entry["action"]].id, budget_line=line)
    for entry in one["grants"]:
        commands.set_grant(
            by=by,
            coalition=coalition,
            funding=entry["funding"],
            year=this - entry["ago"],
            granted_cents=entry["granted"] * 100,
            carried_out_cents=entry.get("carried", 0) * 100,
            source=entry["source"],
        )


def _region(by: Actor, coalition: UUID, one: dict[str, Any]) -> None:
    """The first coalition of the file is the host of the other, which took a version that the host then changed."""
    for entry in one.get("templates", ()):
        offer = Offer(entry["title"], entry.get("text", ""), entry["place"])
        commands.publish_template(by=by, coalition=coalition, kind=entry["kind"], offer=offer)
    if "host" not in one:
        return
    host = next(other for other in _file() if other["slug"] == one["host"])
    hosting, key = _at(host["by"], host["slug"])
    commands.join_region(by=by, coalition=coalition, code=commands.make_join_code(by=hosting, coalition=key))
    for found in region(by, coalition).offers:
        card = found.template
        if card.title in one["taken"]:
            commands.take_template(by=by, coalition=coalition, template=card.id, number=card.number)
    changed = {entry["title"]: entry["then"] for entry in host["templates"] if "then" in entry}
    for card in region(hosting, key).templates:
        if card.title in changed:
            offer = Offer(card.title, changed[card.title], card.place)
            commands.change_template(by=hosting, template=card.id, offer=offer, based_on=card.number)
