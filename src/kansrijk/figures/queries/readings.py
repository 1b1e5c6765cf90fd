"""Readings as pages, documents and moderators see them."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kansrijk.areas import queries as places
from kansrijk.areas.models import Area
from kansrijk.figures.models import ReadingArea, ReadingText
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import coalitions_where, may


@dataclass(frozen=True)
class ReadingCard:
    """One version of a reading. `version` above 1: rewritten since. `because` is the moderator's reason, if any."""

    id: UUID
    text_id: UUID
    area_code: str
    edition: int
    indicator: str
    period: str
    name: str
    role: str
    has_account: bool
    email: str
    text: str
    version: int
    state: str
    written_at: datetime
    moderated_at: datetime | None
    because: str
    is_own: bool = False
    area_name: str = ""

    def as_json(self) -> dict[str, object]:
        """What anybody may know."""
        return {
            "area": f"{self.area_code}@{self.edition}",
            "indicator": self.indicator,
            "period": self.period or None,
            "name": self.name,
            "role": self.role,
            "text": self.text,
            "version": self.version,
            "written_on": self.written_at.date().isoformat(),
        }


def _named(cards: list[ReadingCard]) -> list[ReadingCard]:
    """With the name of each area. One query."""
    rows = Area.objects.filter(code__in={card.area_code for card in cards}, coalition__isnull=True)
    names = {(code, edition): name for code, edition, name in rows.values_list("code", "edition", "name")}
    return [replace(card, area_name=names.get((card.area_code, card.edition), card.area_code)) for card in cards]


def _card(row: ReadingText, actor: Actor, *, with_email: bool = False) -> ReadingCard:
    reading = row.reading
    return ReadingCard(
        id=reading.pk,
        text_id=row.pk,
        area_code=reading.area_code,
        edition=reading.edition,
        indicator=reading.indicator,
        period=reading.period,
        name=reading.name,
        role=reading.role,
        has_account=reading.account_id is not None,
        email=reading.email if with_email else "",
        text=row.text,
        version=row.number,
        state=row.state,
        written_at=row.written_at,
        moderated_at=row.moderated_at,
        because=row.because,
        is_own=actor.account is not None and reading.account_id == actor.account,
    )


def readings_of(actor: Actor, area_code: str, indicators: Collection[str] | None = None) -> list[ReadingCard]:
    """The approved readings about an area, of every edition, newest first; for pages and documents. One query."""
    if may(actor, "read", "reading") != "allow":
        return []
    rows = ReadingText.objects.filter(state="shown", reading__area_code=area_code).select_related("reading")
    if indicators is not None:
        rows = rows.filter(reading__indicator__in=list(indicators))
    return [_card(row, actor) for row in rows.order_by("-written_at")]


def own_readings(actor: Actor) -> list[ReadingCard]:
    """The newest version of everything the actor wrote, newest first."""
    if actor.is_visitor:
        return []
    rows = ReadingText.objects.filter(reading__account=actor.account).exclude(state="replaced")
    return _named([_card(row, actor) for row in rows.select_related("reading").order_by("-written_at")[:200]])


def readings_to_moderate(actor: Actor, *, limit: int = 200) -> list[ReadingCard]:
    """What waits for a decision in the coalitions that the actor moderates, oldest first, one's own left out."""
    own = coalitions_where(actor, "moderate", "reading")
    rows = ReadingText.objects.filter(state="waiting", reading__coalition__in=own).select_related("reading")
    rows = rows.exclude(reading__account=actor.account)
    return _named([_card(row, actor, with_email=True) for row in rows.order_by("written_at")[:limit]])


def readings_shown_by(actor: Actor, *, limit: int = 200) -> list[ReadingCard]:
    """What is shown now in the coalitions that the actor moderates, newest first."""
    own = coalitions_where(actor, "moderate", "reading")
    rows = ReadingText.objects.filter(state="shown", reading__coalition__in=own).select_related("reading")
    return _named([_card(row, actor) for row in rows.order_by("-moderated_at")[:limit]])


def takes_readings(actor: Actor, area: places.AreaRef) -> bool:
    """Whether a coalition moderates what is said about this area."""
    above = [area, *places.ancestors(actor, area)]
    return ReadingArea.objects.filter(gemeente__in=[one.code for one in above if one.level == "gemeente"]).exists()
