"""Choices from the menu in words: beside each other, and one with the figures that it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kansrijk.coalition import rules, words
from kansrijk.coalition.pages.began import warning_of
from kansrijk.coalition.pages.gaps import WORDS, reference_words
from kansrijk.coalition.pages.goals import value_words
from kansrijk.coalition.queries.choices import ChoiceCard, NowFigure, Option, SeenFigure
from kansrijk.offer import menu

VERDICTS = {
    "considering": gettext_lazy("being considered"),
    "chosen": gettext_lazy("chosen"),
    "rejected": gettext_lazy("rejected"),
}


def name_of(intervention: str) -> str:
    """Its name on the menu; the word of the address where the menu lost it."""
    known = menu.interventions().get(intervention)
    return known.name if known else intervention


def gap_words(gap: tuple[str, str, str] | None) -> str:
    """The gap that a choice began at."""
    return reference_words(f"{WORDS[gap[0]]}.{gap[1]}.{gap[2]}") if gap else ""


@dataclass(frozen=True)
class FigureLine:
    """A figure then and now."""

    seen: SeenFigure
    name: str
    then: str
    now: str
    is_other: bool
    warning: str


def figure_lines(
    seen: Iterable[SeenFigure], names: dict[str, str], now: dict[str, NowFigure] | None = None
) -> list[FigureLine]:
    """As they were seen; with `now` what they are today."""
    found = []
    for one in seen:
        today = (now or {}).get(one.key)
        told = f"{value_words(today.value, today.unit)} ({today.period or '–'})" if today else ""
        warning = warning_of(one.standing, one.because)
        then = f"{value_words(one.value, one.unit)} ({one.period or '–'})"
        is_other = today is not None and today.is_other
        found.append(FigureLine(one, names.get(one.indicator, one.indicator), then, told, is_other, warning))
    return found


@dataclass(frozen=True)
class ChoiceLine:
    """One choice in a list or as a version."""

    card: ChoiceCard
    name: str
    verdict: str
    gap: str
    figures: list[FigureLine]


def choice_line(card: ChoiceCard, names: dict[str, str], now: dict[str, NowFigure] | None = None) -> ChoiceLine:
    """In words."""
    figures = figure_lines(card.seen, names, now)
    return ChoiceLine(card, name_of(card.intervention), str(VERDICTS[card.verdict]), gap_words(card.gap), figures)


@dataclass(frozen=True)
class ChoicesPage:
    """What the template draws: a column for each verdict."""

    columns: list[tuple[str, list[ChoiceLine]]]
    total: int
    again: list[ChoiceLine]


def choices_page(cards: list[ChoiceCard], names: dict[str, str]) -> ChoicesPage:
    """Beside each other, what asks to be looked at again first."""
    lines = [choice_line(card, names) for card in cards]
    columns = [
        (str(VERDICTS[verdict]).capitalize(), [line for line in lines if line.card.verdict == verdict])
        for verdict in rules.VERDICTS
    ]
    return ChoicesPage(columns, len(lines), [line for line in lines if line.card.looks_again])


def figure_choices(options: list[Option], kept: Iterable[SeenFigure], names: dict[str, str]) -> list[tuple[str, str]]:
    """(key, words) of the figures that may be ticked: those kept from before first, as they were seen."""
    told = {
        one.key: _("%(figure)s in %(place)s: %(value)s (%(period)s), as seen on %(day)s")
        % {
            "figure": names.get(one.indicator, one.indicator),
            "place": one.name,
            "value": value_words(one.value, one.unit),
            "period": one.period or "–",
            "day": date_format(one.on, "j F Y"),
        }
        for one in kept
    }
    for one in options:
        name = one.name_en if words.language() == "en" else one.name_nl
        told.setdefault(one.key, f"{name}: {value_words(one.value, one.unit)} ({one.period or '–'})")
    return list(told.items())


def table(cards: list[ChoiceCard], names: dict[str, str]) -> list[list[str]]:
    """Header and lines for a file: one line for each figure, one for a choice without."""
    head = [
        "interventie",
        "besluit",
        "waarom",
        "datum",
        "door",
        "witte vlek",
        "cijfer",
        "gebied",
        "waarde toen",
        "periode",
        "bron",
        "uitgave",
        "staat van de uitgave",
    ]
    lines = [head]
    for line in (choice_line(card, names) for card in cards):
        card = line.card
        first = [line.name, line.verdict, card.because, f"{card.decided_on:%d-%m-%Y}", card.written_name, line.gap]
        for one in line.figures:
            seen = one.seen
            value = value_words(seen.value, seen.unit)
            lines.append([*first, one.name, seen.name, value, seen.period, seen.source, seen.release, one.warning])
        if not line.figures:
            lines.append([*first, *[""] * 7])
    return lines


@dataclass(frozen=True)
class AtCoalition:
    """What a coalition of the reader did with a line of the menu."""

    coalition: UUID
    slug: str
    name: str
    verdict: str
