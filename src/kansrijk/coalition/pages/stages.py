"""The stage checklist in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kansrijk.coalition import words
from kansrijk.coalition.pages.choices import name_of
from kansrijk.coalition.queries.stages import EvidenceCard, ItemCard, StageCard, Thing
from kansrijk.coalition.staging import points
from kansrijk.coalition.vocabulary import terms

KINDS = {
    "agreement": gettext_lazy("agreement"),
    "action": gettext_lazy("action"),
    "meeting": gettext_lazy("meeting"),
    "goal": gettext_lazy("goal"),
    "choice": gettext_lazy("choice from the menu"),
    "link": gettext_lazy("link"),
    "text": gettext_lazy("in words"),
}


@dataclass(frozen=True)
class EvidenceLine:
    """One piece of evidence: what it is and where it stands."""

    card: EvidenceCard
    kind: str
    title: str
    address: str
    standing: str


@dataclass(frozen=True)
class ItemLine:
    """A point and its evidence."""

    card: ItemCard
    words: str
    evidence: list[EvidenceLine]


@dataclass(frozen=True)
class StageLine:
    """A stage; `open` names the points without evidence."""

    card: StageCard
    name: str
    told: str
    items: list[ItemLine]
    open: list[str]


def _address(slug: str, card: EvidenceCard) -> str:
    """Where the thing stands; the link itself for a link."""
    if card.kind == "link":
        return card.link
    if card.kind == "goal":
        return reverse("coalition_goals", args=[slug])
    if card.kind == "choice":
        return reverse("coalition_choice", kwargs={"slug": slug, "intervention": card.mark})
    named = {"agreement": "coalition_agreement", "meeting": "coalition_meeting", "action": "coalition_action"}
    return reverse(named[card.kind], kwargs={"slug": slug, "number": card.key}) if card.kind in named else ""


def item_line(slug: str, card: ItemCard) -> ItemLine:
    """One point."""
    said = card.text or points()[card.code].words(words.language())
    evidence = [
        EvidenceLine(
            one,
            str(KINDS[one.kind]),
            name_of(one.mark) if one.mark else one.title or one.text or one.link,
            _address(slug, one),
            str(words.STANDINGS[one.standing]) if one.standing in {"expired", "ended"} else "",
        )
        for one in card.evidence
    ]
    return ItemLine(card, said, evidence)


def stage_lines(slug: str, cards: Iterable[StageCard]) -> list[StageLine]:
    """Every stage, with what still has no evidence."""
    language = words.language()
    found = []
    for card in cards:
        term = terms("stages")[card.code]
        items = [item_line(slug, one) for one in card.items]
        without = [one.words for one in items if not one.evidence]
        name = f"{term.code} {term.name(language)}"
        found.append(StageLine(card, name, str(term.more[f"told_{language}"]), items, without))
    return found


def thing_choices(things: Iterable[Thing]) -> list[tuple[str, list[tuple[str, str]]]]:
    """(kind, [(reference, name)]) for a form."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for one in things:
        name = name_of(one.title) if one.kind == "choice" else one.title[:90]
        grouped.setdefault(str(KINDS[one.kind]).capitalize(), []).append((f"{one.kind}:{one.key}", name))
    return [("", [("", _("nothing of this"))]), *grouped.items()]


def table(slug: str, cards: Iterable[StageCard]) -> list[list[str]]:
    """Header and lines for a file: one for each piece of evidence, one for a point without."""
    lines = [["fase", "punt", "soort bewijs", "bewijs", "toelichting", "datum", "door"]]
    for stage in stage_lines(slug, cards):
        for item in stage.items:
            for one in item.evidence:
                card = one.card
                told = card.text if card.text != one.title else ""
                day = f"{card.added_on:%d-%m-%Y}"
                lines.append([stage.name, item.words, one.kind, one.title, told, day, card.added_name])
            if not item.evidence:
                lines.append([stage.name, item.words, "", "", "", "", ""])
    return lines
