"""What went wrong, in the reader's language.

Commands say it in English, with file, row and column, for the command line and for machines. `data/faults.csv` has the
Dutch of each sentence; what stands between braces is taken over. A test keeps it complete.
"""

import csv
import re
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

_BRACES = re.compile(r"\{(\w+)\}")
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
    "share": gettext_lazy("per cent"),
    "per_1000": gettext_lazy("per 1,000"),
}


@cache
def known() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """(English, its pattern, Dutch), the sentence with most words of its own first."""
    text = files("kansrijk.figures").joinpath("data/faults.csv").read_text("utf-8")
    rows = [(row["en"], _pattern(row["en"]), row["nl"]) for row in csv.DictReader(text.splitlines())]
    return tuple(sorted(rows, key=lambda row: -len(_BRACES.sub("", row[0]))))


def _pattern(english: str) -> re.Pattern[str]:
    parts = _BRACES.split(english)
    names = {name: f"(?P<{name}>.+?)" for name in parts[1::2]}
    return re.compile("".join(re.escape(part) if at % 2 == 0 else names[part] for at, part in enumerate(parts)), re.S)


def sentence(message: str) -> str:
    """The message in the language of the page; in English with a capital and a full stop."""
    if not (get_language() or "nl").startswith("nl"):
        return f"{message[:1].upper()}{message[1:]}{'' if message.endswith(('.', '?')) else '.'}"
    for _english, pattern, dutch in known():
        found = pattern.fullmatch(message)
        if found:
            return dutch.format(**{name: _word(text) for name, text in found.groupdict().items()})
    return message


def _word(text: str) -> str:
    if text in WORDS:
        return str(WORDS[text])
    if (text.startswith("missing: ") or text.startswith("new: ")) or "; new: " in text:
        return text.replace("missing: ", _("missing: ")).replace("new: ", _("new: "))
    inner = sentence(text) if " " in text else text
    return inner if inner != text else text.replace(" or ", _(" or ")).strip("'\"") if text[:1] in "'\"" else inner


def place_words(problem: dict[str, Any]) -> str:
    """Where in the file: “rij 3, kolom waarde”; '' where it is about the whole file."""
    parts = []
    if problem.get("row"):
        parts.append(_("row %(row)s") % {"row": problem["row"]})
    if problem.get("column"):
        parts.append(_("column %(column)s") % {"column": problem["column"]})
    return ", ".join(parts)
