"""What was released of a coalition. Nothing here asks compartment B."""

from dataclasses import dataclass
from uuid import UUID

from kansrijk.results import rules
from kansrijk.results.models import ReleasedCell
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import require_may


@dataclass(frozen=True)
class Measured:
    """One released number. `status`: `measured` or `hidden`; `share`: whole percent, for what is a share of enough."""

    measure: str
    part: str
    year: int
    value: int | None
    share: int | None
    status: str


def measures(actor: Actor, coalition: UUID, year: int | None = None) -> list[Measured]:
    """By year, in the order of the handbook. Raises `Denied`."""
    require_may(actor, "read", "measure", coalition=coalition)
    rows = ReleasedCell.objects.filter(coalition=coalition)
    if year is not None:
        rows = rows.filter(year=year)
    found: dict[int, dict[str, int | None]] = {}
    for row in rows:
        found.setdefault(row.year, {})[f"{row.measure}:{row.part}"] = row.count
    return [
        Measured(*_parts(key), one, shown[key], rules.share(key, shown), "hidden" if shown[key] is None else "measured")
        for one, shown in sorted(found.items())
        for key in rules.KEYS
        if key in shown
    ]


def _parts(key: str) -> tuple[str, str]:
    measure, _, part = key.partition(":")
    return measure, part
