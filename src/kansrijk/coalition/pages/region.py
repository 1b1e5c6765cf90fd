"""Regional mode in words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy

from kansrijk.coalition import queries, words
from kansrijk.coalition.queries.region import Beside, OfferCard, TemplateCard

KINDS = {
    "agreement": gettext_lazy("agreement"),
    "goal": gettext_lazy("goal"),
    "action": gettext_lazy("action"),
    "point": gettext_lazy("point of the list of stages"),
}
STATES = {
    "new": gettext_lazy("new"),
    "changed": gettext_lazy("the host changed this"),
    "taken": gettext_lazy("taken over"),
    "left": gettext_lazy("left as it is"),
}
LISTS = {"agreement": "levels", "goal": "phases", "action": "phases", "point": "stages"}


@dataclass(frozen=True)
class OfferLine:
    """A template in a list."""

    card: TemplateCard
    kind: str
    place: str
    state: str
    waits: bool
    decided_by: str = ""
    decided_at: datetime | None = None


def template_line(card: TemplateCard, offer: OfferCard | None = None) -> OfferLine:
    """In words; `waits`: somebody has to decide."""
    place = words.word(LISTS[card.kind], card.place) if card.place else ""
    if offer is None:
        return OfferLine(card, str(KINDS[card.kind]), place, "", waits=False)
    state, waits = str(STATES[offer.state]), offer.state in {"new", "changed"}
    return OfferLine(card, str(KINDS[card.kind]), place, state, waits, offer.decided_by, offer.decided_at)


def offer_lines(offers: tuple[OfferCard, ...]) -> list[OfferLine]:
    """What waits for a decision first."""
    lines = [template_line(one.template, one) for one in offers]
    return sorted(lines, key=lambda line: not line.waits)


@dataclass(frozen=True)
class BesidePage:
    """What the template draws: what changes when it is taken over, line by line."""

    found: Beside
    line: OfferLine
    upstream: list[tuple[str, str]]
    here: list[tuple[str, str]]
    address: str


def beside_page(slug: str, found: Beside) -> BesidePage:
    """`upstream`: from the version taken to the newest; `here`: from one's own words to the newest."""
    offer = found.offer
    return BesidePage(
        found,
        template_line(offer.template, offer),
        queries.difference(found.before, found.newest) if found.before else [],
        queries.difference(found.own, found.newest) if found.own else [],
        _address(slug, offer.template.kind, offer.made) if offer.made else "",
    )


def _address(slug: str, kind: str, key: UUID) -> str:
    """Where what was made of it stands."""
    if kind in {"agreement", "action"}:
        page = {"agreement": "coalition_agreement", "action": "coalition_action"}[kind]
        return reverse(page, kwargs={"slug": slug, "number": key})
    return reverse("coalition_goals" if kind == "goal" else "coalition_stages", args=[slug])
