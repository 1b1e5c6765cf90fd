"""What goes wrong has a Dutch sentence: each one that the code can say, found in the code itself."""

import ast
import re
import time
from pathlib import Path

import pytest
from django.utils import translation

import kansrijk.figures
from kansrijk.figures.sentences import filled, known, sentence

FIGURES = Path(kansrijk.figures.__file__).parent
CORE = FIGURES.parent / "core" / "disclosure"
AREAS = FIGURES.parent / "areas"
SAYS = {
    "BadInput",
    "BadFile",
    "Rejected",
    "_BadGeometry",
    "Fault",
    "NotFetched",
    "ShapeChanged",
    "_Garbage",
    "CannotRelease",
    "CannotMove",
    "BadCells",
    "refuse",
    "_fault",
}
# Not on the desk's screens: the command line and the interface alone answer these.
ELSEWHERE = ("queries/readings.py", "queries/area.py", "queries/several.py", "attacker/")


def _text(node: ast.expr) -> str | None:
    """The sentence with a stand-in for what is filled in, or None where it is not written out here."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "xx yy" for part in node.values)
    return None


def _said(path: Path) -> list[tuple[int, str]]:
    found = []
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        told: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in SAYS and node.args:
                told = [node.args[0 if name in SAYS - {"Fault", "Rejected", "refuse", "_fault"} else -1]]
        if isinstance(node, ast.Assign) and any(
            getattr(one, "id", "") in {"message", "problem"} for one in node.targets
        ):
            told = [node.value]
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in {"STOPPED", "NOT_ALLOWED", "BROKEN"}:
            told = [node.value]
        if isinstance(node, ast.Dict) and path.name in {"guard.py", "readings.py"}:
            told = list(node.values)
        if isinstance(node, ast.Return) and path.name in {"places.py", "cells.py"} and node.value is not None:
            told = [node.value]
        for one in told:
            text = _text(one)
            if text and " " in text:
                found.append((one.lineno, text))
    return found


def test_every_sentence_of_the_code_has_dutch():
    lost, count = [], 0
    with translation.override("nl"):
        for path in sorted([*FIGURES.rglob("*.py"), *CORE.rglob("*.py"), *AREAS.rglob("*.py")]):
            where = path.as_posix()
            if any(part in where for part in ELSEWHERE):
                continue
            for line, text in _said(path):
                count += 1
                if sentence(text) == text:
                    lost.append(f"{path.relative_to(FIGURES.parent)}:{line}: {text}")
    assert count > 100
    assert not lost, "add to figures/data/faults.csv:\n" + "\n".join(lost)


def test_the_same_is_filled_in_on_both_sides():
    for english, _, dutch in known():
        missing = set(re.findall(r"\{\w+\}", dutch)) - set(re.findall(r"\{\w+\}", english))
        assert not missing, english


def test_what_is_filled_in_is_kept_and_our_own_words_are_dutch():
    with translation.override("nl"):
        said = sentence("the row has 3 fields where the header has 7: cut off, or a stray separator")
        assert "3 velden" in said
        assert "7" in said
        older = sentence("this delivery is preliminary, and the final one of this period is stored")
        assert "voorlopig" in older
        assert "preliminary" not in older
        shape = sentence(
            "the source changed shape (missing: aantal; new: soort); nothing was stored, what was published stays"
        )
        assert "ontbreekt: aantal; nieuw: soort" in shape
        fetched = sentence("the answer was broken off; nothing was stored, try again later")
        assert fetched == "Het antwoord van de bron brak af. Er is niets opgeslagen. Probeer het later opnieuw."


@pytest.mark.parametrize("text", ["a{0.__class__}b", "{percent}", "%s %(x)s", "x" * 50_000])
def test_what_a_file_says_is_never_a_pattern(text):
    with translation.override("nl"):
        said = sentence(f"there is no source {text}")
    assert text in said


def test_english_readers_get_a_whole_sentence():
    with translation.override("en"):
        assert sentence("the file is empty") == "The file is empty."


@pytest.mark.req("WEB-51", "figures.sentences.filled")
@pytest.mark.parametrize(
    "text", [", " * 50_000, "x, " * 30_000 + " are missing", "at level " + " the periods " * 9_000]
)
def test_a_long_text_from_a_file_is_no_burden(text):
    """A pattern with several gaps would search such a text for hours."""
    started = time.perf_counter()
    with translation.override("nl"):
        sentence(text)
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("english", "message", "found"),
    [
        ("the file is empty", "the file is empty", {}),
        ("the file is empty", "the file is empty indeed", None),
        ("no {a} of {b} here", "no x of y of z here", {"a": "x", "b": "y of z"}),
        ("no {a} of {b} here", "no  of y here", None),
        ("{a}: {b}", "x: y: z", {"a": "x", "b": "y: z"}),
        ("{a}, {b}, {c}", "x, y", None),
        ("{a} times", " times", None),
        ("a {x} a", "a a", None),
    ],
)
def test_what_stands_in_a_sentence_is_found_as_short_as_can_be(english, message, found):
    assert filled(re.split(r"\{(\w+)\}", english), message) == found


def test_an_indicator_is_called_by_its_name_on_screen():
    told = "roken_in_zwangerschap, 2021, of GM9902@2023 cannot be true beside what was released before; compare both"
    with translation.override("nl"):
        said = sentence(told)
    assert said.startswith("Roken in de zwangerschap, 2021, van GM9902@2023")
    assert "released" not in said


def test_what_contradicts_is_named_without_the_key_of_the_attacker():
    from kansrijk.core.disclosure.attacker.narrow import Contradiction
    from kansrijk.figures.attacking import contradiction

    said = contradiction(Contradiction(3, "big2|2021|d:GM9902@2023#1"))
    assert said.startswith("big2, 2021, of GM9902@2023 cannot")
    assert "|" not in said


@pytest.mark.parametrize("key", ["big2|2021|n:GM9902@2023", "late:big2|2021|n:GM9902@2023"])
def test_what_others_give_away_is_named_without_the_key_of_a_cell(key):
    from kansrijk.figures.disclosing import _recomputed

    with translation.override("nl"):
        said = sentence(_recomputed(key))
    assert said.startswith("Vroeg geboren of te licht (Big 2), 2021, van GM9902@2023 is terug te rekenen uit wat al")
