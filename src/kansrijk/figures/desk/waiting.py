"""What of the figures waits for a person today."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijk.figures.desk.pages import indicator_name, source_name
from kansrijk.figures.queries import desk, readings
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import coalitions_where


@dataclass(frozen=True)
class Line:
    """One thing to do: where, what, since when."""

    title: str
    what: str
    address: str
    on: datetime


def lines(actor: Actor) -> list[Line]:
    """Oldest first."""
    found = [
        Line(
            f"{source_name(card.source)}, {', '.join(card.periods)}",
            _("waits for you as the second person"),
            reverse("desk_release", args=[card.id]),
            card.created_at,
        )
        for card in desk.waiting_proposals(actor)
    ]
    if coalitions_where(actor, "import", "delivery"):
        for card in desk.uploads(actor, states=("checked", "refused")):
            what = _("has errors") if card.state == "refused" else _("was checked and is not stored yet")
            found.append(Line(card.file_name, what, reverse("desk_upload", args=[card.id]), card.created_at))
    for card in readings.readings_to_moderate(actor, limit=50):
        name, place = indicator_name(card.indicator), card.area_name or card.area_code
        title = _("Reading about %(name)s, %(place)s") % {"name": name, "place": place}
        found.append(Line(title, _("waits for your decision"), reverse("reading_desk"), card.written_at))
    return sorted(found, key=lambda line: line.on)
