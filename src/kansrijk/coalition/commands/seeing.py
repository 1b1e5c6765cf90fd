"""A figure as it is seen at the moment of a decision, to be kept with it."""

from django.utils import timezone
from django.utils.translation import gettext as _

from kansrijk.areas.codes import parse
from kansrijk.areas.queries import area as find_area
from kansrijk.core.faults import BadInput
from kansrijk.figures.queries import figures_of
from kansrijk.trust.actors import Actor

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
