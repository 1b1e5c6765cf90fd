"""The funding lines as shipped, each with its source and date. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True)
class Funding:
    """A funding line. `carry_percent`: year → what of that year's part might be carried on, where a source says so."""

    code: str
    nl: str
    en: str
    is_spuk: bool
    source: str
    source_date: date
    carry_percent: Mapping[int, int] = field(default_factory=dict)

    def name(self, language: str) -> str:
        return self.en if language == "en" else self.nl


@cache
def funding_lines() -> dict[str, Funding]:
    """Code → funding line, in the order of the file."""
    text = files("kansrijk.coalition").joinpath("data/funding.yaml").read_text("utf-8")
    found = [Funding(**entry) for entry in yaml.load(text, yaml.CSafeLoader)["funding"]]
    by_code = {one.code: one for one in found}
    if len(by_code) != len(found):
        raise ValueError("funding.yaml: a code stands twice")
    return by_code
