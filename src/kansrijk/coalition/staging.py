"""The points that usually carry a stage, as shipped. Pure."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True)
class Point:
    """A point of the list: its code, the stage that it carries, and its words."""

    code: str
    stage: str
    nl: str
    en: str

    def words(self, language: str) -> str:
        return self.en if language == "en" else self.nl


@cache
def points() -> dict[str, Point]:
    """Code → point, in the order of the file."""
    text = files("kansrijk.coalition").joinpath("data/stages.yaml").read_text("utf-8")
    found = [Point(**entry) for entry in yaml.load(text, yaml.CSafeLoader)["items"]]
    by_code = {one.code: one for one in found}
    if len(by_code) != len(found):
        raise ValueError("stages.yaml: a code stands twice")
    return by_code
