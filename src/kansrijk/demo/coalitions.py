"""The region's two coalitions at work: parties, agreements, meetings and actions, made by the commands of a person."""

from datetime import date, time, timedelta
from functools import cache, cached_property
from importlib.resources import files
from typing import Any
from uuid import UUID

import yaml
from django.db import transaction
from django.utils import timezone

from kansrijk.coalition import commands, queries
from kansrijk.coalition.commands import Task, Terms
from kansrijk.coalition.queries.choices import figure_options, figure_places
from kansrijk.demo.people import account_of
from kansrijk.trust.actors import Actor
from kansrijk.trust.queries import actor_for, coalitions


@cache
def _file() -> list[dict[str, Any]]:
    text = files("kansrijk.demo").joinpath("data/coalitions.yaml").read_text("utf-8")
    found: list[dict[str, Any]] = yaml.load(text, yaml.CSafeLoader)
    return found


def load() -> None:
    """Each coalition once: where it has parties there is nothing to do."""
    for one in _file():
        account = account_of(one["by"])
        assert account is not None, one["by"]
        by = actor_for(account)
        key = next(card.id for card in coalitions(by) if card.slug == one["slug"])
        if not queries.parties(by, key):
            with transaction.atomic():
                _Load(by, key).everything(one)


class _Load:
    """One coalition of the file. Days are counted from today."""

    def __init__(self, by: Actor, coalition: UUID) -> None:
        self.by, self.coalition, self.today = by, coalition, timezone.localdate()
        self.parties: dict[str, UUID] = {}
        self.people: dict[str, UUID] = {}
        self.agreements: dict[str, UUID] = {}
        self.pillars: dict[str, UUID] = {}

    @cached_property
    def figure_place(self) -> str:
        """The first place of the coalition in the newest edition that has figures."""
        code = figure_places(self.by, self.coalition)[0][0]
        return figure_options(self.by, self.coalition, code)[0].key.partition("|")[0]

    def day(self, count: int | None) -> date | None:
        return None if count is None else self.today + timedelta(days=count)

    def everything(self, one: dict[str, Any]) -> None:
        commands.set_profile(
            by=self.by,
            coalition=self.coalition,
            ambition=one["ambition"],
            end_age=one["end_age"],
            began_on=self.day(one["began"]),
            areas="\n".join(one["areas"]),
        )
        for _ in range(one["stage"]):
            commands.move_stage(by=self.by, coalition=self.coalition, event="forward")
        for name in one["pillars"]:
            self.pillars[name] = commands.add_pillar(by=self.by, coalition=self.coalition, name=name)
        for goal in one["goals"]:
            pillar = self.pillars.get(goal.get("pillar", ""))
            texts = {name: goal[name] for name in ("text", "phase", "national")}
            if "figure" in goal:
                texts |= {"area": self.figure_place, "indicator": goal["figure"]}
            commands.add_goal(by=self.by, coalition=self.coalition, pillar=pillar, **texts)
        self.who(one)
        self.reminders(one["reminders"])
        for entry in one["agreements"]:
            self.agreement(entry)
        for entry in one["meetings"]:
            self.meeting(entry)
        for entry in one["actions"]:
            self.action(entry)
        for entry in one["parties"]:
            if "left" in entry:
                left_on = self.today + timedelta(days=entry["left"])
                commands.end_party(by=self.by, party=self.parties[entry["name"]], left_on=left_on)

    def who(self, one: dict[str, Any]) -> None:
        for entry in one["parties"]:
            self.parties[entry["name"]] = commands.add_party(
                by=self.by,
                coalition=self.coalition,
                name=entry["name"],
                kind=entry["kind"],
                joined_on=self.today + timedelta(days=entry["joined"]),
            )
        for entry in one["people"]:
            texts = {name: entry.get(name, "") for name in ("role", "expertise", "email", "phone")}
            self.people[entry["name"]] = commands.add_person(
                by=self.by,
                coalition=self.coalition,
                party=self.parties[entry["party"]],
                name=entry["name"],
                is_driver=entry.get("driver", False),
                **texts,
            )

    def reminders(self, entry: dict[str, Any]) -> None:
        """The day on which they go, and who wants none."""
        commands.set_reminders(by=self.by, coalition=self.coalition, weekday=entry["weekday"])
        for code in entry.get("stopped_by", ()):
            account = account_of(code)
            assert account is not None, code
            commands.choose_reminders(by=actor_for(account), coalition=self.coalition, wanted=False)

    def agreement(self, entry: dict[str, Any]) -> None:
        about = Terms(
            title=entry["title"],
            measure=entry.get("measure", ""),
            valid_from=self.day(entry.get("from")),
            valid_until=self.day(entry.get("until")),
            review_on=self.day(entry.get("review")),
            covers=entry.get("covers", ()),
            area=self.figure_place if "figure" in entry else "",
            indicator=entry.get("figure", ""),
        )
        key = commands.make_agreement(
            by=self.by, coalition=self.coalition, level=entry["level"], text=entry["text"], about=about
        )
        self.agreements[entry["title"]] = key
        signed = entry.get("signed", {"day": 0, "by": []})
        for name in signed["by"]:
            signed_on = self.today + timedelta(days=signed["day"])
            commands.sign(by=self.by, agreement=key, party=self.parties[name], signed_on=signed_on)
        if "then" in entry:
            commands.write_text(by=self.by, agreement=key, text=entry["then"], based_on=1)

    def meeting(self, entry: dict[str, Any]) -> None:
        key = commands.plan_meeting(
            by=self.by,
            coalition=self.coalition,
            title=entry["title"],
            held_on=self.today + timedelta(days=entry["day"]),
            begins_at=time.fromisoformat(entry["at"]),
            place=entry["place"],
            points=entry.get("points", ""),
        )
        if "minutes" in entry:
            present = [self.parties[name] for name in entry["present"]]
            commands.write_minutes(by=self.by, meeting=key, minutes=entry["minutes"], present=present, version=0)
        for decision in entry.get("decisions", ()):
            commands.decide(
                by=self.by,
                meeting=key,
                text=decision["text"],
                owner=self.people.get(decision.get("owner", "")),
                due_on=self.day(decision.get("due")),
            )

    def action(self, entry: dict[str, Any]) -> None:
        task = Task(
            title=entry["title"],
            owner=self.people[entry["owner"]],
            phase=entry.get("phase", ""),
            pillar=self.pillars.get(entry.get("pillar", "")),
            agreement=self.agreements.get(entry.get("agreement", "")),
            covers=entry.get("covers", ()),
            due_on=self.day(entry.get("due")),
            area=self.figure_place if "figure" in entry else "",
            indicator=entry.get("figure", ""),
        )
        key = commands.make_action(by=self.by, coalition=self.coalition, task=task)
        event = {"busy": "start", "done": "finish", "dropped": "drop"}.get(entry.get("state", ""))
        if event:
            commands.move_action(by=self.by, action=key, event=event)
