"""What a coalition says of itself: ambition, stage, area, pillars, goals."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from kansrijk.areas.queries import find
from kansrijk.areas.queries.values import AreaRef
from kansrijk.coalition import rules
from kansrijk.coalition.commands.checking import known, sound, write_down
from kansrijk.coalition.commands.seeing import seen_from
from kansrijk.coalition.models import CoalitionArea, Goal, Pillar, Profile
from kansrijk.coalition.vocabulary import terms
from kansrijk.core.faults import BadInput
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Coalition
from kansrijk.trust.rules import Denied, require_may

MOST_AREAS = 60


@transaction.atomic
def set_profile(*, by: Actor, coalition: UUID, ambition: str, end_age: int, began_on: date | None, areas: str) -> None:
    """Stores what a coalition is about and where. `areas`: names or codes, one a line."""
    require_may(by, "update", "coalition", coalition=coalition)
    profile = _profile(coalition)
    profile.ambition = sound(ambition, "ambition", most=1000, is_needed=False)
    if end_age not in rules.END_AGES:
        raise BadInput(_("Choose one of the list."), field="end_age")
    profile.end_age, profile.began_on = end_age, began_on
    profile.save()
    set_areas(by=by, coalition=coalition, wanted=[line for line in areas.splitlines() if line.strip()])
    write_down(by, coalition, "profile changed", "U", "coalition", coalition)


@transaction.atomic
def set_areas(*, by: Actor, coalition: UUID, wanted: Sequence[str]) -> list[str]:
    """Stores which areas a coalition works for; returns their codes. Raises BadInput for a name nobody knows."""
    require_may(by, "update", "coalition", coalition=coalition)
    if len(wanted) > MOST_AREAS:
        raise BadInput(_("These are too many areas."), field="areas")
    country = "XX" if Coalition.objects.filter(pk=coalition, is_fictional=True).exists() else "NL"
    found = {ref.code: ref for ref in (_area(by, text, country) for text in wanted)}
    CoalitionArea.objects.filter(coalition=coalition).exclude(code__in=found).delete()
    for ref in found.values():
        CoalitionArea.objects.update_or_create(
            coalition_id=coalition,
            code=ref.code,
            defaults={"name": ref.name, "level": ref.level, "edition": ref.edition},
        )
    return list(found)


def _area(by: Actor, text: str, country: str) -> AreaRef:
    """The area that a line means: a code, or a name that one gemeente (else one area) carries."""
    hits = find(by, text.strip()[:80], country=country, limit=5)
    exact = [ref for ref in hits if ref.name.casefold() == text.strip().casefold() and ref.level == "gemeente"]
    if exact or len(hits) == 1 or (hits and hits[0].code == text.strip().upper()):
        return (exact or hits)[0]
    if not hits:
        raise BadInput(_("No place is called “%(name)s” here.") % {"name": text.strip()[:80]}, field="areas")
    named = ", ".join(f"{ref.name} ({ref.code})" for ref in hits[:4])
    raise BadInput(
        _("“%(name)s” can be several places. Write the code: %(named)s.") % {"name": text.strip()[:80], "named": named},
        field="areas",
    )


@transaction.atomic
def move_stage(*, by: Actor, coalition: UUID, event: str) -> str:
    """One stage forward or back; the new stage. Raises BadInput where there is none."""
    require_may(by, "update", "coalition", coalition=coalition)
    profile = _profile(coalition)
    try:
        profile.stage = rules.require_move(rules.STAGE_MOVES, profile.stage, event)
    except rules.CannotMove as error:
        raise BadInput(_("There is no stage beyond this one."), field="stage") from error
    profile.save(update_fields=["stage"])
    write_down(by, coalition, "stage changed", "U", "coalition", coalition, stage=profile.stage)
    return profile.stage


@transaction.atomic
def close_guide(*, by: Actor, coalition: UUID) -> None:
    """The guided start need not be shown any more; it stays where it is for who looks for it."""
    require_may(by, "update", "coalition", coalition=coalition)
    profile = _profile(coalition)
    profile.guide_closed_at = timezone.now()
    profile.save(update_fields=["guide_closed_at"])
    write_down(by, coalition, "guide closed", "U", "coalition", coalition)


@transaction.atomic
def add_pillar(*, by: Actor, coalition: UUID, name: str) -> UUID:
    """A pillar, at the end of the list; one that is there already is that one."""
    require_may(by, "update", "coalition", coalition=coalition)
    plain = sound(name, "name", most=120)
    last = Pillar.objects.filter(coalition=coalition).aggregate(at=Max("position"))["at"] or 0
    pillar, is_new = Pillar.objects.get_or_create(coalition_id=coalition, name=plain, defaults={"position": last + 1})
    if is_new:
        write_down(by, coalition, "pillar added", "C", "pillar", pillar.pk)
    return pillar.pk


@transaction.atomic
def add_goal(
    *,
    by: Actor,
    coalition: UUID,
    text: str,
    phase: str,
    national: str = "",
    pillar: UUID | None = None,
    area: str = "",
    indicator: str = "",
) -> UUID:
    """A goal of the coalition's own; the same text twice is one goal.

    With `area` (`GM9901@2023`) and `indicator` it begins at a figure and remembers value, period and release.
    """
    require_may(by, "update", "coalition", coalition=coalition)
    plain = sound(text, "text", most=300)
    known(phase, terms("phases"), "phase")
    if national:
        known(national, terms("national_goals"), "national")
    if pillar is not None and not Pillar.objects.filter(pk=pillar, coalition=coalition).exists():
        raise BadInput(_("Choose one of the list."), field="pillar")
    seen = seen_from(by, area, indicator)
    values = {"phase": phase, "national": national, "pillar_id": pillar, "seen": seen}
    goal, is_new = Goal.objects.get_or_create(
        coalition_id=coalition, text=plain, defaults={**values, "area": area, "indicator": indicator}
    )
    if is_new:
        write_down(by, coalition, "goal added", "C", "goal", goal.pk)
    return goal.pk


@transaction.atomic
def end_goal(*, by: Actor, goal: UUID, on: date) -> None:
    """A goal is no longer worked on; it stays to be read."""
    row = Goal.objects.select_for_update().filter(pk=goal).first()
    require_may(by, "update", "coalition", coalition=row.coalition_id if row else None)
    if row is None:
        raise Denied("update", "coalition")
    row.ended_on = on
    row.save(update_fields=["ended_on"])
    write_down(by, row.coalition_id, "goal ended", "U", "goal", row.pk)


def _profile(coalition: UUID) -> Profile:
    """The profile, made when it is first needed, and locked."""
    Profile.objects.get_or_create(coalition_id=coalition)
    return Profile.objects.select_for_update().get(coalition=coalition)
