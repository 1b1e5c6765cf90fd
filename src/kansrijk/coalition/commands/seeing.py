"""A figure as it is seen at the moment of a decision, to be kept with it; and seen again when it changed."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kansrijk.areas.codes import parse
from kansrijk.areas.queries import area as find_area
from kansrijk.coalition.commands.checking import known, write_down
from kansrijk.coalition.models.began import BEGIN_AT_FIGURES
from kansrijk.core.faults import BadInput
from kansrijk.figures.queries import figures_of
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may

_KEPT = ("period", "value", "unit", "lower", "upper", "status", "source", "definition_version", "release")


def as_seen(by: Actor, area: str, indicator: str) -> dict[str, object]:
    """The newest figure as the actor may see it; a hidden one is remembered as hidden. `area`: `GM9901@2023`."""
    at = parse(area)
    place = find_area(by, at.code, at.edition) if at else None
    found = figures_of(by, place.code, place.edition, [indicator]) if place else []
    if place is None or not found:
        raise BadInput(_("There is no such figure here."), field="indicator")
    told = found[0].as_json()
    return {"name": place.name, "on": timezone.localdate().isoformat(), **{name: told[name] for name in _KEPT}}


def seen_from(by: Actor, area: str, indicator: str) -> dict[str, object]:
    """What is kept with something that begins at a figure; empty where it begins without one."""
    if not area and not indicator:
        return {}
    return {"key": f"{area}|{indicator}", "area": area, "indicator": indicator, **as_seen(by, area, indicator)}


@transaction.atomic
def see_again(*, by: Actor, item: str, key: UUID) -> None:
    """The figure behind a goal, agreement or action is kept as it is today, in place of how it was seen before."""
    known(item, BEGIN_AT_FIGURES, "item")
    table, verb, kind = BEGIN_AT_FIGURES[item]
    row = table.objects.select_for_update().filter(pk=key).first()
    require_may(by, verb, kind, coalition=row.coalition_id if row else None)
    if row is None:
        raise Denied(verb, kind)
    if not row.seen:
        raise BadInput(_("There is no such figure here."), field="indicator")
    area, indicator = (row.area, row.indicator) if item == "goal" else (row.seen["area"], row.seen["indicator"])
    now = seen_from(by, area, indicator)
    if {**row.seen, "on": ""} != {**now, "on": ""}:
        before, row.seen = row.seen.get("release"), now
        row.save(update_fields=["seen"])
        write_down(by, row.coalition_id, "figure seen again", "U", item, row.pk, before=before, now=now["release"])
