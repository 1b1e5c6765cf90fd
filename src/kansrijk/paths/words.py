"""The words of check and drawing, without Django: `data/words.yaml`."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

LANGUAGES = ("nl", "en")


@cache
def _words() -> dict[str, Any]:
    text = files("kansrijk.paths").joinpath("data/words.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return found


def say(group: str, name: str, language: str = "nl", /, **values: object) -> str:
    """One text, filled in. Raises KeyError for a text that is not there."""
    text: str = _words()[group][name][language if language in LANGUAGES else "nl"]
    return text.format(**values)


def for_families(answers: tuple[str, ...], language: str) -> str:
    """“ for a family with …”, or nothing when it goes for every family."""
    if not answers:
        return ""
    told = ", ".join(say("answers", answer, language) for answer in answers)
    text: str = _words()["for_families"][language]
    return text.format(answers=told)
