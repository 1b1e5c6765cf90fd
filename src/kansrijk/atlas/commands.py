"""Every write of the atlas: registering a run with its figures, and stopping it.

publish_bundle(*, by, folder, period, dpia, coalition=None, named={}) -> queries.RunCard      ends at *proposed*
stop_run(*, by, run, because) -> queries.RunCard              the kill-switch: its figures are withdrawn at once
"""

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kansrijk.atlas.arriving import Bundle, as_delivery, read_bundle
from kansrijk.atlas.models import Run
from kansrijk.atlas.queries import RunCard, run_card, seen_run
from kansrijk.core.faults import BadInput
from kansrijk.figures import catalogue
from kansrijk.figures import commands as figures
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import require_may

__all__ = ["publish_bundle", "stop_run"]
SOURCE = "atlas"


@transaction.atomic
def publish_bundle(
    *, by: Actor, folder: Path | str, period: str, dpia: str, coalition: UUID, named: Mapping[str, str] | None = None
) -> RunCard:
    """Registers the run of a bundle and proposes its figures; a second person publishes them (figures publish).

    `dpia`: the reference of the impact assessment, without which no algorithm is switched on. `named`: the catalogue's
    indicator for a name of the model; one that is not there must be the catalogue's own. Raises BadInput, Denied.
    """
    require_may(by, "import", "delivery", coalition=coalition)
    require_may(by, "propose", "release", coalition=coalition)
    if len(dpia.strip()) < 3:
        raise BadInput("say under which impact assessment (DPIA) this model is used", field="dpia")
    bundle = read_bundle(Path(folder))
    names = _names(bundle, named or {})
    release = _figures(by, bundle, period, names, coalition)
    run = Run.objects.create(
        coalition_id=coalition,
        release_id=release,
        period=period,
        indicators=sorted(names.values()),
        named=names,
        engine=str(bundle.card.get("engine", ""))[:40],
        code_version=version("kansrijk")[:40],
        estimates_sha256=bundle.sha256,
        inputs=bundle.card.get("inputs_sha256", {}),
        card=bundle.card,
        validation=bundle.validation,
        output_check=bundle.output_check,
        dpia=dpia.strip()[:120],
        registered_by_id=by.account,
    )
    _record(by, run, "run registered", "C")
    return run_card(run)


def _names(bundle: Bundle, named: Mapping[str, str]) -> dict[str, str]:
    """The catalogue's indicator for each of the model's; each a share that no person has."""
    found = {name: named.get(name, name) for name in bundle.indicators}
    known = catalogue.indicators()
    for name, indicator in found.items():
        if indicator not in known or known[indicator].unit != "share":
            raise BadInput(f"{indicator} is no share of the catalogue; say which one {name} is", field="named")
    if len(set(found.values())) < len(found):
        raise BadInput("two of the model's indicators have one name", field="named")
    return found


def _figures(by: Actor, bundle: Bundle, period: str, named: Mapping[str, str], coalition: UUID) -> UUID:
    """Through the gate of `figures`: imported, made whole, attacked, proposed."""
    with TemporaryDirectory(prefix="kansrijk-") as folder:
        file = Path(folder) / f"atlas-{bundle.sha256[:12]}.csv"
        file.write_text(as_delivery(bundle, period, named), "utf-8")
        receipt = figures.import_delivery(by=by, source=SOURCE, file=file, coalition=coalition, on_behalf=SOURCE)
    if receipt.is_refused or receipt.release is None:
        fault = receipt.errors[0]
        raise BadInput(fault.message, file="estimates.parquet", column=fault.column)
    if Run.objects.filter(release_id=receipt.release).exists():
        raise BadInput("this bundle is registered already", file="estimates.parquet")
    figures.propose_release(by=by, release=receipt.release)
    return receipt.release


@transaction.atomic
def stop_run(*, by: Actor, run: UUID | str, because: str) -> RunCard:
    """Switches a run off: its figures are taken back, and its page says since when and why. Raises BadInput, Denied."""
    found = seen_run(by, run, lock=True)
    if found is None:
        raise BadInput("there is no such run", field="run")
    require_may(by, "withdraw", "release", coalition=found.coalition_id)
    if found.stopped_at is not None:
        raise BadInput("this run was stopped already", field="run")
    if len(because.strip()) < 10:
        raise BadInput("say in a sentence why this run is stopped", field="because")
    figures.withdraw_release(by=by, release=found.release_id, because=because)
    found.stopped_at, found.stopped_because, found.stopped_by_id = timezone.now(), because.strip(), by.account
    found.save(update_fields=["stopped_at", "stopped_because", "stopped_by"])
    _record(by, found, "run stopped", "U")
    return run_card(found)


def _record(by: Actor, run: Run, event: str, action: str) -> None:
    audit.record(
        by=by,
        event=event,
        action=action,
        kind="run",
        reference=run.pk,
        coalition=run.coalition_id,
        detail={"period": run.period, "indicators": " ".join(run.indicators)},
    )
