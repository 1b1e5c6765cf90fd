"""What went wrong, in the reader's language.

Commands say it in English, with file, row and column, for the command line and for machines. `data/faults.csv` has the
Dutch of each sentence; what stands between braces is taken over. A test keeps it complete.
"""

import csv
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kansrijk.figures.catalogue import indicators

_BRACES = re.compile(r"\{(\w+)\}")
DEEPEST = 2  # sentences within a sentence
# Words of ours inside a sentence; anything else is a name, code or number of the file and stays as it is.
WORDS = {
    "preliminary": gettext_lazy("preliminary"),
    "revised": gettext_lazy("revised"),
    "final": gettext_lazy("final"),
    "imported": gettext_lazy("imported"),
    "proposed": gettext_lazy("proposed"),
    "published": gettext_lazy("published"),
    "replaced": gettext_lazy("replaced"),
    "withdrawn": gettext_lazy("withdrawn"),
    "offered": gettext_lazy("offered"),
    "checked": gettext_lazy("checked"),
    "refused": gettext_lazy("refused"),
    "stored": gettext_lazy("stored"),
    "discarded": gettext_lazy("thrown away"),
    "expired": gettext_lazy("expired"),
    "waiting": gettext_lazy("waiting"),
    "shown": gettext_lazy("shown"),
    "commas": gettext_lazy("commas"),
    "semicolons": gettext_lazy("semicolons"),
    "commas or semicolons": gettext_lazy("commas or semicolons"),
    "tabs": gettext_lazy("tabs"),
    "share": gettext_lazy("per cent"),
    "per_1000": gettext_lazy("per 1,000"),
}


@cache
def known() -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """(English, its parts, Dutch), the sentence with most words of its own first. Parts: words, name, words, name …"""
    rows = []
    for room in ("kansrijk.figures", "kansrijk.areas"):
        text = files(room).joinpath("data/faults.csv").read_text("utf-8")
        rows += [(row["en"], tuple(_BRACES.split(row["en"])), row["nl"]) for row in csv.DictReader(text.splitlines())]
    return tuple(sorted(rows, key=lambda row: -len(_BRACES.sub("", row[0]))))


def filled(parts: Sequence[str], message: str) -> dict[str, str] | None:
    """What stands at the names of a sentence, each as short as can be; None where it is another sentence.

    By looking for the words in order, in time that follows the length of the message: a cell of somebody's file may
    stand in it, and a pattern can be made to search for hours.
    """
    words, names = parts[0::2], parts[1::2]
    if not names:
        return {} if message == words[0] else None
    if not (message.startswith(words[0]) and message.endswith(words[-1])):
        return None
    found: dict[str, str] = {}
    at, end = len(words[0]), len(message) - len(words[-1])
    for name, between in zip(names[:-1], words[1:-1], strict=True):
        place = message.find(between, at + 1, end)
        if place < 0:
            return None
        found[name], at = message[at:place], place + len(between)
    return found | {names[-1]: message[at:end]} if at < end else None


def sentence(message: str, deeper: int = DEEPEST) -> str:
    """The message in the language of the page; in English with a capital and a full stop."""
    if not (get_language() or "nl").startswith("nl"):
        return f"{message[:1].upper()}{message[1:]}{'' if message.endswith(('.', '?')) else '.'}"
    for _english, parts, dutch in known():
        found = filled(parts, message)
        if found is not None:
            return dutch.format(**{name: _filled_in(name, text, deeper) for name, text in found.items()})
    return message


def _filled_in(name: str, text: str, deeper: int) -> str:
    """An indicator is called by its name; anything else as it stands in the sentence, or by our word for it."""
    known_ones = indicators() if name == "indicator" else {}
    return known_ones[text].name.nl if text in known_ones else _word(text, deeper)


def _word(text: str, deeper: int) -> str:
    if text in WORDS:
        return str(WORDS[text])
    if (text.startswith("missing: ") or text.startswith("new: ")) or "; new: " in text:
        return text.replace("missing: ", _("missing: ")).replace("new: ", _("new: "))
    inner = sentence(text, deeper - 1) if " " in text and deeper else text
    return inner if inner != text else text.replace(" or ", _(" or ")).strip("'\"") if text[:1] in "'\"" else inner


def place_words(problem: dict[str, Any]) -> str:
    """Where in the file: “rij 3, kolom waarde”; '' where it is about the whole file."""
    parts = []
    if problem.get("row"):
        parts.append(_("row %(row)s") % {"row": problem["row"]})
    if problem.get("column"):
        parts.append(_("column %(column)s") % {"column": problem["column"]})
    return ", ".join(parts)
