"""Every read of the atlas. A run is seen by whoever sees its release: everybody once it is published.

runs(actor) -> list[RunCard]                                  newest first
run(actor, id) -> RunCard | None
register_entry(actor, id, …) -> dict | None                   the fields of the Algoritmeregister (AI-08)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kansrijk.atlas.models import Run
from kansrijk.figures import queries as figures
from kansrijk.trust.actors import Actor

_STATES = {"published": "in use", "proposed": "in development", "imported": "in development"}


@dataclass(frozen=True)
class RunCard:
    """A run as pages and the command show it; who registered it is not among it."""

    id: UUID
    release: UUID
    coalition: UUID
    coalition_name: str
    state: str
    period: str
    indicators: tuple[str, ...]
    named: Mapping[str, str]
    engine: str
    code_version: str
    estimates_sha256: str
    inputs: Mapping[str, str]
    card: Mapping[str, Any]
    validation: Mapping[str, Any]
    output_check: Mapping[str, Any]
    dpia: str
    registered_at: datetime
    stopped_at: datetime | None
    stopped_because: str

    def as_json(self) -> dict[str, Any]:
        """The answer of `kansrijk atlas publish --json`."""
        return {
            "run": str(self.id),
            "release": str(self.release),
            "status": self.state,
            "period": self.period,
            "indicators": list(self.indicators),
            "estimates_sha256": self.estimates_sha256,
            "dpia": self.dpia,
        }


def run_card(run: Run) -> RunCard:
    """The values of a stored run."""
    state = "out of use" if run.stopped_at else _STATES.get(run.release.status, "out of use")
    return RunCard(
        id=run.pk,
        release=run.release_id,
        coalition=run.coalition_id,
        coalition_name=run.coalition.name,
        state=state,
        period=run.period,
        indicators=tuple(run.indicators),
        named=run.named,
        engine=run.engine,
        code_version=run.code_version,
        estimates_sha256=run.estimates_sha256,
        inputs=run.inputs,
        card=run.card,
        validation=run.validation,
        output_check=run.output_check,
        dpia=run.dpia,
        registered_at=run.registered_at,
        stopped_at=run.stopped_at,
        stopped_because=run.stopped_because,
    )


def runs(actor: Actor) -> list[RunCard]:
    """Those that the actor may see, newest first. Two queries."""
    found = list(Run.objects.select_related("release", "coalition").order_by("-registered_at"))
    seen = figures.cards(actor, [one.release_id for one in found])
    return [run_card(one) for one in found if one.release_id in seen]


def run(actor: Actor, number: UUID | str) -> RunCard | None:
    """One run, or None where it is not there for this actor."""
    found = seen_run(actor, number)
    return None if found is None else run_card(found)


def seen_run(actor: Actor, number: UUID | str, *, lock: bool = False) -> Run | None:
    """The stored run that the actor may see, locked where it will be changed."""
    try:
        key = number if isinstance(number, UUID) else UUID(str(number))
    except ValueError:
        return None
    asked = Run.objects.select_for_update(of=("self",)) if lock else Run.objects
    found = asked.select_related("release", "coalition").filter(pk=key).first()
    return found if found is not None and figures.cards(actor, [found.release_id]) else None


def register_entry(actor: Actor, number: UUID | str, *, contact: str = "", page: str = "") -> dict[str, Any] | None:
    """What the Algoritmeregister asks of a run, in Dutch, within its lengths."""
    from kansrijk.atlas.register import entry

    found = run(actor, number)
    return None if found is None else entry(found, contact=contact, page=page)
