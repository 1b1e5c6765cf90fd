"""What the region's two coalitions show: one a published page with news, one a draft. Made by commands of a person."""

from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

import yaml
from django.db import transaction
from django.utils import timezone

from kansrijk.coalition import commands, queries
from kansrijk.demo.people import account_of
from kansrijk.trust.actors import Actor
from kansrijk.trust.queries import actor_for, coalitions


@cache
def _file() -> list[dict[str, Any]]:
    text = files("kansrijk.demo").joinpath("data/public.yaml").read_text("utf-8")
    found: list[dict[str, Any]] = yaml.load(text, yaml.CSafeLoader)
    return found


def load() -> None:
    """Each coalition once: where blocks were chosen there is nothing to do."""
    for one in _file():
        by = _actor(one["by"])
        key = next(card.id for card in coalitions(by) if card.slug == one["slug"])
        if not queries.public_desk(by, key).blocks:
            with transaction.atomic():
                _page(by, key, one)


def _actor(code: str) -> Actor:
    account = account_of(code)
    assert account is not None, code
    return actor_for(account)


def _page(by: Actor, coalition: UUID, one: dict[str, Any]) -> None:
    today = timezone.localdate()

    def day(entry: dict[str, Any]) -> date | None:
        return today + timedelta(days=entry["day"]) if "day" in entry else None

    for code in one["says_yes"]:
        commands.show_myself(by=_actor(code), coalition=coalition, is_public=True)
    people = {person.name: person.id for person in queries.people(by, coalition)}
    coming = [meeting.id for meeting in queries.meetings(by, coalition) if not meeting.is_over]
    commands.set_public_page(
        by=by,
        coalition=coalition,
        about=one["about"],
        blocks=one["blocks"],
        indicators=one["indicators"],
        meetings=coming[:2],
        contact=people.get(one["contact"]),
    )
    for entry in one["news"]:
        texts = {"title": entry["title"], "text": entry["text"]}
        commands.write_news(by=by, coalition=coalition, posted_on=day(entry), **texts)
    for entry in one["reports"]:
        dated_on = day(entry) or today
        commands.add_report(by=by, coalition=coalition, title=entry["title"], dated_on=dated_on, link=entry["link"])
    for entry in one["letters"]:
        commands.write_letter(by=by, coalition=coalition, **entry)
    _learning(by, coalition, one, today)
    if one["is_public"]:
        commands.publish_page(by=by, coalition=coalition)


def _learning(by: Actor, coalition: UUID, one: dict[str, Any], today: date) -> None:
    """Training and who was there; the five lines of this year and the one before."""
    for entry in one["trainings"]:
        texts = {name: entry[name] for name in ("title", "given_by", "about")}
        key = commands.add_training(by=by, coalition=coalition, **texts)
        for held in entry["days"]:
            on = today + timedelta(days=held["day"])
            day = commands.add_training_day(by=by, coalition=coalition, training=key, held_on=on, place=held["place"])
            for profession, names in held.get("there", {}).items():
                commands.write_attendees(by=by, coalition=coalition, day=day, profession=profession, names=names)
    for entry in one["embedding"]:
        commands.write_embedding(by=by, coalition=coalition, **{**entry, "year": today.year + entry["year"]})
