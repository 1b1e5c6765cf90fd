"""Readings of the region's figures (duiding): written by its people, judged by somebody else, one still waiting."""

from functools import cache
from importlib.resources import files

import yaml

from kansrijk.demo.land import Place
from kansrijk.demo.naming import EDITION
from kansrijk.demo.people import COALITION_SLUG, account_of
from kansrijk.figures import commands
from kansrijk.figures.models import ReadingText
from kansrijk.trust.actors import Actor
from kansrijk.trust.queries import actor_for


@cache
def _file() -> list[dict[str, str]]:
    text = files("kansrijk.demo").joinpath("data/readings.yaml").read_text("utf-8")
    found: list[dict[str, str]] = yaml.safe_load(text)["readings"]
    return found


def open_readings(*, by: Actor, places: list[Place]) -> None:
    """The region's coalition takes readings about its gemeenten."""
    for place in places:
        if place.level == "gemeente":
            commands.take_readings(by=by, coalition=COALITION_SLUG, area=place.code)


def load() -> None:
    """Writes each reading once, and lets somebody else approve it where the file names one."""
    for one in _file():
        if ReadingText.objects.filter(text=one["text"]).exists():
            continue
        reading = commands.write_reading(
            by=_person(one["by"]), area=one["area"], edition=EDITION, indicator=one["indicator"], text=one["text"]
        )
        if one["judged_by"]:
            text = ReadingText.objects.get(reading=reading)
            commands.moderate_reading(by=_person(one["judged_by"]), text=text.pk, approve=True)


def _person(code: str) -> Actor:
    account = account_of(code)
    assert account is not None, code
    return actor_for(account)
