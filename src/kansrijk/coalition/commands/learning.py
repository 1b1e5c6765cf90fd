"""Training: what is offered, when, who was there. And the embedding scan, a line for each year."""

import re
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kansrijk.coalition.commands.checking import known, sound, write_down
from kansrijk.coalition.models import Attendee, EmbeddingLine, Training, TrainingDay
from kansrijk.coalition.rules_learning import FIRST_YEAR, LINES, STANDS
from kansrijk.coalition.vocabulary import terms
from kansrijk.core.faults import BadInput
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may

MOST_NAMES = 100
_WITHIN = re.compile(r"/[a-z0-9][\w\-./@?=&%]*\Z")
_ELSEWHERE = re.compile(r"https://[^\s\"'<>]+\.[^\s\"'<>]+\Z")


@transaction.atomic
def add_training(*, by: Actor, coalition: UUID, title: str, given_by: str = "", about: str = "") -> UUID:
    """Something to learn; the same title is the same training."""
    require_may(by, "write", "training", coalition=coalition)
    values = {
        "given_by": sound(given_by, "given_by", most=150, is_needed=False),
        "about": sound(about, "about", most=1000, is_needed=False),
    }
    row, is_new = Training.objects.get_or_create(
        coalition_id=coalition, title=sound(title, "title", most=150), defaults=values
    )
    if is_new:
        write_down(by, coalition, "training added", "C", "training", row.pk)
    return row.pk


@transaction.atomic
def end_training(*, by: Actor, coalition: UUID, training: UUID) -> None:
    """No longer on offer; what was given stays. Twice is once."""
    require_may(by, "write", "training", coalition=coalition)
    row = _training(coalition, training)
    if row.ended_on is None:
        row.ended_on = timezone.localdate()
        row.save(update_fields=["ended_on"])
        write_down(by, coalition, "training ended", "U", "training", row.pk)


@transaction.atomic
def add_training_day(*, by: Actor, coalition: UUID, training: UUID, held_on: date, place: str = "") -> UUID:
    """A day on which it is given; the same day is the same."""
    require_may(by, "write", "training", coalition=coalition)
    row = _training(coalition, training)
    plain = sound(place, "place", most=200, is_needed=False)
    day, is_new = TrainingDay.objects.get_or_create(training=row, held_on=held_on, defaults={"place": plain})
    if is_new:
        write_down(by, coalition, "training day added", "C", "training", row.pk)
    return day.pk


@transaction.atomic
def write_attendees(*, by: Actor, coalition: UUID, day: UUID, profession: str, names: Sequence[str]) -> int:
    """Who of this profession was there: these and no others. Returns how many. Raises BadInput for a day to come."""
    require_may(by, "write", "training", coalition=coalition)
    row = TrainingDay.objects.select_for_update().filter(pk=day, training__coalition=coalition).first()
    if row is None:
        raise Denied("write", "training")
    known(profession, terms("party_kinds"), "profession")
    if row.held_on > timezone.localdate():
        raise BadInput(_("This day is still to come."), field="names")
    plain = sorted({sound(one, "names", most=120) for one in names if one.strip()})
    if len(plain) > MOST_NAMES:
        raise BadInput(_("These are too many names."), field="names")
    Attendee.objects.filter(day=row, profession=profession).exclude(name__in=plain).delete()
    for name in plain:
        Attendee.objects.get_or_create(day=row, profession=profession, name=name)
    write_down(by, coalition, "attendance written", "U", "training", row.training_id, count=len(plain))
    return len(plain)


def _training(coalition: UUID, key: UUID) -> Training:
    row = Training.objects.select_for_update().filter(pk=key, coalition=coalition).first()
    if row is None:
        raise Denied("write", "training")
    return row


@transaction.atomic
def write_embedding(
    *, by: Actor, coalition: UUID, year: int, line: str, stands: str, told: str = "", evidence: str = ""
) -> None:
    """How a line stands in a year, over what was written of it. `evidence`: a page of this product, or https://…"""
    require_may(by, "write", "embedding", coalition=coalition)
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        raise BadInput(_("Choose a year from %(first)s until now.") % {"first": FIRST_YEAR}, field="year")
    known(line, dict.fromkeys(LINES), "line")
    known(stands, dict.fromkeys(STANDS), "stands")
    shown = sound(evidence, "evidence", most=300, is_needed=False)
    if shown and not (_WITHIN.match(shown) or _ELSEWHERE.match(shown)):
        raise BadInput(_("Give a page of this product (/…) or a link that begins with https://."), field="evidence")
    values = {"stands": stands, "told": sound(told, "told", most=1000, is_needed=False), "evidence": shown}
    row, _is_new = EmbeddingLine.objects.update_or_create(coalition_id=coalition, year=year, line=line, defaults=values)
    write_down(by, coalition, "embedding written", "U", "embedding", row.pk, year=year, line=line)
