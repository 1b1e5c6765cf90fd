"""How hard a Dutch text is to read: syllables, sentences, Flesch-Douma. Pure; used by test_plain_dutch.py."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "kansrijk"
# One syllable per match, longest first; a vowel with a trema begins its own.
NUCLEUS = re.compile(r"aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ij|ei|au|ou|[aeiouyàáâäèéêëìíîïòóôöùúûü]")
WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
FILL = re.compile(r"%\(\w+\)s|\{\w+\}|%s|https?://\S+")
SENTENCE_END = re.compile(r"[.?!:;]+(?:\s+|$)|\n+")
# Words that we do not use (design.md, section 5).
UNUSED = ("kwetsbaar gezin", "kwetsbare gezin", "screening", "cliënt", "client ", "clienten")


def syllables(word: str) -> int:
    return max(1, len(NUCLEUS.findall(word.lower())))


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence; what a page fills in counts as one word."""
    parts = SENTENCE_END.split(FILL.sub("woord", text))
    return [words for part in parts if (words := WORD.findall(part))]


def flesch_douma(text: str) -> float:
    """206.84 − 0.77 × syllables per 100 words − 0.93 × words per sentence (Douma 1960); higher reads easier."""
    found = sentences(text)
    words = [word for sentence in found for word in sentence]
    if not words:
        return 100.0
    return 206.84 - 77 * sum(map(syllables, words)) / len(words) - 0.93 * len(words) / len(found)


def longest(text: str) -> int:
    """Words in the longest sentence."""
    return max((len(sentence) for sentence in sentences(text)), default=0)


def unused(text: str) -> list[str]:
    """Words in the text that we do not use."""
    lower = f"{text.lower()} "
    return [word.strip() for word in UNUSED if word in lower]


def familiar(text: str) -> list[str]:
    """Words that say "je" to a reader; what parents read has texts of its own, in the rooms' data."""
    return re.findall(r"\b(?:je|jij|jou|jouw)\b", text.lower())


def _nl(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            is_dutch = isinstance(key, str) and (key == "nl" or key.endswith("_nl"))
            if is_dutch and isinstance(inner, str):
                yield inner
            else:
                yield from _nl(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _nl(inner)


def texts() -> Iterator[tuple[str, str]]:
    """(where, text) of all Dutch that people read: the catalogue and every room's data."""
    from kansrijk.web import catalogue

    for entry in catalogue.dutch():
        parts = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        yield from (("catalogue", part) for part in parts if entry.id and part)
    for file in sorted(PACKAGE.glob("*/data/**/*.y*ml")):
        content = yaml.safe_load(file.read_text("utf-8"))
        yield from ((str(file.relative_to(PACKAGE)), text) for text in _nl(content))
