"""What experts by experience of the region read and said, made by the commands of a coordinator and of a reader."""

from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

import yaml
from django.db import transaction
from django.utils import timezone

from kansrijk.coalition import commands, queries
from kansrijk.coalition.commands import ToRead
from kansrijk.coalition.queries.voices import texts_to_read
from kansrijk.demo.people import account_of
from kansrijk.trust.actors import Actor
from kansrijk.trust.queries import actor_for, coalitions


@cache
def _file() -> list[dict[str, Any]]:
    text = files("kansrijk.demo").joinpath("data/voices.yaml").read_text("utf-8")
    found: list[dict[str, Any]] = yaml.load(text, yaml.CSafeLoader)
    return found


def load() -> None:
    """Each coalition once: where texts lie before readers there is nothing to do."""
    for one in _file():
        by, reader = _actor(one["by"]), _actor(one["reader"])
        if by is None or reader is None:  # a database of before there were readers
            continue
        key = next(card.id for card in coalitions(by) if card.slug == one["slug"])
        if not texts_to_read(by, key):
            with transaction.atomic():
                for entry in one["texts"]:
                    _text(by, reader, key, entry)


def _actor(code: str) -> Actor | None:
    account = account_of(code)
    return actor_for(account) if account else None


def _text(by: Actor, reader: Actor, coalition: UUID, entry: dict[str, Any]) -> None:
    """A text, what was said of it, and the answers."""
    agreements = {card.title: card.id for card in queries.agreements(by, coalition)}
    until = timezone.localdate() + timedelta(days=entry["until"]) if "until" in entry else None
    agreement = agreements[entry["agreement"]] if "agreement" in entry else None
    about = entry.get("about", "")
    to_read = ToRead(entry["title"], entry.get("text", ""), entry["question"], agreement, until, about=about)
    text = commands.offer_text(by=by, coalition=coalition, to_read=to_read)
    for said in entry.get("comments", ()):
        comment = commands.comment_on(by=reader, text=text, comment=said["text"])
        if "answer" in said:
            told = {"answer": said["answer"], "changed": said.get("changed", "")}
            commands.answer_comment(by=by, comment=comment, is_public=said.get("public", False), **told)
    if entry.get("closed"):
        commands.close_text(by=by, text=text)
