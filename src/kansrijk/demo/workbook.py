"""A workbook as a coordinator would fill it in: 12 parties, 30 actions, 60 organisations, 150 services, made up."""

import io
from collections.abc import Iterable
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import openpyxl
import yaml
from openpyxl.writer.excel import save_workbook

from kansrijk.coalition.vocabulary import terms
from kansrijk.coalition.workbook.template import template
from kansrijk.demo.offer import lines
from kansrijk.demo.people import COALITIONS

PARTIES, ACTIONS = 12, 30
_LEVELS = {"execution": "uitvoering", "organisation": "organisatie", "board": "bestuur"}
_PHASES = {"before": "voor", "during": "tijdens", "after": "na", "": ""}


def workbook(today: date) -> bytes:
    """The template filled in with what the region's own files say; all of it is made up. Days count from `today`."""
    book = openpyxl.load_workbook(io.BytesIO(template()))
    one = yaml.safe_load(files("kansrijk.demo").joinpath("data/coalitions.yaml").read_text("utf-8"))[0]

    def day(count: int | None) -> str:
        return "" if count is None else f"{today + timedelta(days=count):%d-%m-%Y}"

    parties = [entry for entry in one["parties"] if "left" not in entry][:PARTIES]
    names = {entry["name"] for entry in parties}
    people = [entry for entry in one["people"] if entry["party"] in names]
    kinds = {code: term.nl for code, term in terms("party_kinds").items()}
    _fill(book["Partijen"], ([entry["name"], kinds[entry["kind"]], day(entry["joined"])] for entry in parties))
    _fill(book["Mensen"], (_person(entry) for entry in people))
    _fill(book["Afspraken"], (_agreement(entry, names, day) for entry in one["agreements"]))
    _fill(book["Overleg"], (_meeting(entry, names, day) for entry in one["meetings"]))
    _fill(book["Acties"], _actions(one["actions"], {entry["name"] for entry in people}, day))
    _fill(book["Hulp"], [row for place in COALITIONS for row in lines(place, today)[1:]])
    out = io.BytesIO()
    save_workbook(book, out)
    return out.getvalue()


def _fill(page: Any, rows: Iterable[list[str]]) -> None:
    """From the row below the example."""
    for number, row in enumerate(rows, start=3):
        for column, text in enumerate(row, start=1):
            if text:
                page.cell(number, column).value = text


def _person(entry: dict[str, Any]) -> list[str]:
    said = [str(entry.get(name, "")) for name in ("party", "name", "role", "expertise", "email", "phone")]
    return [*said, "ja" if entry.get("driver") else "nee"]


def _agreement(entry: dict[str, Any], names: set[str], day: Any) -> list[str]:
    signed = entry.get("signed", {})
    by = "; ".join(name for name in signed.get("by", ()) if name in names)
    dates = [day(entry.get(name)) for name in ("from", "until", "review")]
    head = [_LEVELS[entry["level"]], entry["title"], entry["text"], entry.get("measure", "")]
    return [*head, *dates, by, day(signed.get("day")) if by else ""]


def _meeting(entry: dict[str, Any], names: set[str], day: Any) -> list[str]:
    present = "; ".join(name for name in entry.get("present", ()) if name in names)
    said = [str(entry.get(name, "")) for name in ("at", "place", "points", "minutes")]
    return [entry["title"], day(entry["day"]), *said, present]


def _actions(own: list[dict[str, Any]], people: set[str], day: Any) -> list[list[str]]:
    """Those of the region, and then what the programme's 14 actions ask of a coalition that begins."""
    found = [
        [
            entry["title"],
            entry.get("owner", "") if entry.get("owner") in people else "",
            "",
            day(entry.get("due")),
            _PHASES[entry.get("phase", "")],
            "",
            "ja" if entry.get("state") == "done" else "nee",
        ]
        for entry in own
    ]
    asked = [term.nl for term in terms("programme_actions").values()]
    begin = [f"{verb}: {name}" for verb in ("Beginnen", "Wie doet dit") for name in asked]
    return [*found, *([title] for title in begin)][:ACTIONS]
