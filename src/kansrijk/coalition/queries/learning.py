"""Training and embedding as they are read. Names of who was there are for who keeps the register."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kansrijk.coalition.models import Attendee, EmbeddingLine, Training, TrainingDay
from kansrijk.coalition.rules_learning import LINES
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may


@dataclass(frozen=True)
class DayCard:
    """A day with how many of each profession were there: (code, count)."""

    id: UUID
    held_on: date
    place: str
    counts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """All of them together."""
        return sum(count for _code, count in self.counts)


@dataclass(frozen=True)
class TrainingCard:
    """A training and its days, the newest first."""

    id: UUID
    title: str
    given_by: str
    about: str
    ended_on: date | None
    days: tuple[DayCard, ...]


def trainings(actor: Actor, coalition: UUID) -> list[TrainingCard]:
    """What is on offer first; three queries. Counts only."""
    require_may(actor, "read", "training", coalition=coalition)
    counted: dict[UUID, Counter[str]] = {}
    there = Attendee.objects.filter(day__training__coalition=coalition)
    for day, profession in there.values_list("day", "profession"):
        counted.setdefault(day, Counter())[profession] += 1
    days: dict[UUID, list[DayCard]] = {}
    for row in TrainingDay.objects.filter(training__coalition=coalition).order_by("-held_on"):
        counts = tuple(sorted(counted.get(row.pk, Counter()).items()))
        days.setdefault(row.training_id, []).append(DayCard(row.pk, row.held_on, row.place, counts))
    rows = Training.objects.filter(coalition=coalition).order_by("title", "id")
    found = [TrainingCard(r.pk, r.title, r.given_by, r.about, r.ended_on, tuple(days.get(r.pk, ()))) for r in rows]
    return sorted(found, key=lambda one: one.ended_on is not None)


def training(actor: Actor, coalition: UUID, key: UUID) -> TrainingCard:
    """One of them; `Denied` where this coalition has none of that key."""
    found = next((one for one in trainings(actor, coalition) if one.id == key), None)
    if found is None:
        raise Denied("read", "training")
    return found


def attendees(actor: Actor, coalition: UUID, day: UUID) -> list[tuple[str, str]]:
    """(profession, name) of a day, for who keeps the register."""
    require_may(actor, "write", "training", coalition=coalition)
    if not TrainingDay.objects.filter(pk=day, training__coalition=coalition).exists():
        raise Denied("write", "training")
    rows = Attendee.objects.filter(day=day).order_by("profession", "name")
    return [(one.profession, one.name) for one in rows]


@dataclass(frozen=True)
class LineCard:
    """How a line stood in a year; `stands` '' where nobody wrote it down."""

    line: str
    stands: str
    told: str
    evidence: str


def embedding_years(actor: Actor, coalition: UUID) -> list[int]:
    """Years of which something was written, the newest first."""
    require_may(actor, "read", "embedding", coalition=coalition)
    rows = EmbeddingLine.objects.filter(coalition=coalition)
    return sorted(set(rows.values_list("year", flat=True)), reverse=True)


def embedding(actor: Actor, coalition: UUID, year: int) -> tuple[LineCard, ...]:
    """The five lines of a year, in their order; one query."""
    require_may(actor, "read", "embedding", coalition=coalition)
    rows = {row.line: row for row in EmbeddingLine.objects.filter(coalition=coalition, year=year)}
    return tuple(
        LineCard(line, rows[line].stands, rows[line].told, rows[line].evidence)
        if line in rows
        else LineCard(line, "", "", "")
        for line in LINES
    )
