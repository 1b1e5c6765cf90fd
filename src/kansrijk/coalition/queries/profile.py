"""What a coalition is about and where."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kansrijk.coalition.models import CoalitionArea, Goal, Person, Pillar, Profile
from kansrijk.figures.queries import figures_of
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import require_may


@dataclass(frozen=True)
class Place:
    """An area that the coalition works for."""

    code: str
    name: str
    level: str


@dataclass(frozen=True)
class ProfileCard:
    """A coalition in a few words; `driver` is '' where nobody drives."""

    coalition: UUID
    ambition: str
    stage: str
    end_age: int
    began_on: date | None
    places: tuple[Place, ...]
    driver: str
    driver_of: str
    guide_closed_at: datetime | None


def profile(actor: Actor, coalition: UUID) -> ProfileCard:
    """Three queries. A coalition that said nothing yet is exploring, for children up to two."""
    require_may(actor, "read", "coalition", coalition=coalition)
    row = Profile.objects.filter(coalition=coalition).first() or Profile(coalition_id=coalition)
    places = CoalitionArea.objects.filter(coalition=coalition).order_by("level", "name", "code")
    driver = (
        Person.objects.filter(coalition=coalition, is_driver=True, left_on__isnull=True)
        .values_list("name", "party__organisation__name")
        .first()
    )
    return ProfileCard(
        coalition,
        row.ambition,
        row.stage,
        row.end_age,
        row.began_on,
        tuple(Place(one.code, one.name, one.level) for one in places),
        driver[0] if driver else "",
        driver[1] if driver else "",
        row.guide_closed_at,
    )


@dataclass(frozen=True)
class GoalCard:
    """A goal of the coalition's own."""

    id: UUID
    text: str
    phase: str
    national: str
    pillar: str
    area: str
    indicator: str
    ended_on: date | None
    seen: dict[str, Any]


def goals(actor: Actor, coalition: UUID) -> list[GoalCard]:
    """Those that are worked on first, in the order in which they were made."""
    require_may(actor, "read", "coalition", coalition=coalition)
    rows = Goal.objects.filter(coalition=coalition).select_related("pillar").order_by("ended_on", "made_at")
    found = [
        GoalCard(
            r.pk,
            r.text,
            r.phase,
            r.national,
            r.pillar.name if r.pillar else "",
            r.area,
            r.indicator,
            r.ended_on,
            r.seen,
        )
        for r in rows
    ]
    return sorted(found, key=lambda one: one.ended_on is not None)


def indicator_names(actor: Actor, language: str) -> dict[str, str]:
    """Indicator → its name. An area that does not exist has every figure, without data: one query."""
    return {one.indicator.id: one.indicator.name.in_language(language) for one in figures_of(actor, "", 0)}


def pillars(actor: Actor, coalition: UUID) -> list[tuple[UUID, str]]:
    """(key, name), in their order."""
    require_may(actor, "read", "coalition", coalition=coalition)
    return list(Pillar.objects.filter(coalition=coalition).order_by("position", "name").values_list("pk", "name"))
