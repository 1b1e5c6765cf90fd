"""Importing a delivery: read, recognised, checked, stored and (published at source) released, or nothing at all."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from kansrijk.core.announce import announce
from kansrijk.core.faults import BadInput
from kansrijk.figures import delivered, descriptions
from kansrijk.figures.catalogue import indicators
from kansrijk.figures.commands import knowing, storing
from kansrijk.figures.commands.announcements import ReleasePublished
from kansrijk.figures.commands.keeping import keep_file
from kansrijk.figures.commands.receipts import Receipt
from kansrijk.figures.interpreting import (
    Delivery,
    Fault,
    as_rows,
    as_sums,
    chart_of,
    check,
    choose_layout,
    interpret_long,
    interpret_wide,
    standards_of,
    versions,
)
from kansrijk.figures.interpreting.checking import overlapping
from kansrijk.figures.interpreting.places import file_period
from kansrijk.figures.models import Release
from kansrijk.figures.readers import Table, read
from kansrijk.figures.rules import DELIVERIES, is_older_delivery
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import require_may

Progress = Callable[[str], None]
Witness = Callable[[Delivery, str, Release | None], None]
_ALIVE = ("imported", "proposed", "published")


class _Refused(Exception):
    """Rolls back; carries the faults."""

    def __init__(self, delivery: Delivery, faults: list[Fault]) -> None:
        super().__init__("refused")
        self.delivery, self.faults = delivery, faults


class _Rehearsed(Exception):
    """Rolls a rehearsal back; carries what it would have answered."""

    def __init__(self, receipt: Receipt) -> None:
        super().__init__("rehearsed")
        self.receipt = receipt


def import_delivery(
    *,
    by: Actor,
    source: str,
    file: Path | str,
    period: str | None = None,
    dry_run: bool = False,
    coalition: UUID | None = None,
    progress: Progress | None = None,
    delivery: str | None = None,
    modified: str = "",
    retrieved_at: datetime | None = None,
    witness: Witness | None = None,
    on_behalf: str = "",
) -> Receipt:
    """Imports one file. With any fault in it nothing is stored, and the receipt names file, row, column and value.

    `coalition` makes it that coalition's own until released. `delivery` (preliminary, revised, final) defaults to what
    the source says of the period; an older one never replaces a newer one, nor does one `modified` earlier.
    `witness` is shown what was recognised, its kind and the release it takes the place of: for a preview.
    `on_behalf`: the room that made the figures, for a source that only that room imports.
    Raises BadInput where the file as a whole is wrong, Denied where the actor may not.
    """
    started = time.monotonic()
    require_may(by, "import", "delivery", coalition=coalition)
    known_source = descriptions.source(source)
    if known_source is None:
        names = ", ".join(descriptions.sources())
        raise BadInput(f"there is no source {source!r}; the sources are {names}", field="source")
    if known_source.only_by != on_behalf:
        raise BadInput(f"{source} is imported by {known_source.only_by or 'nobody else'} only", field="source")
    path = Path(file)
    tell = progress or (lambda _: None)
    tell("reading")
    table = read(path, _separators(known_source))
    work = _Work(by, known_source, path, table, period, coalition, delivery, modified, retrieved_at or timezone.now())
    work.is_rehearsal, work.witness = dry_run, witness or (lambda delivery, kind, previous: None)
    try:
        with transaction.atomic():
            receipt = work.run(tell)
            receipt = replace(receipt, seconds=round(time.monotonic() - started, 3))
            if dry_run:
                raise _Rehearsed(replace(receipt, release=None, is_dry_run=True))
    except _Rehearsed as rehearsal:
        return rehearsal.receipt
    except _Refused as refusal:
        receipt = work.refused(refusal, round(time.monotonic() - started, 3))
        if not dry_run:
            work.record("delivery refused", receipt, audit.FAILED)
        return replace(receipt, is_dry_run=dry_run)
    return receipt


def _separators(source: descriptions.Source) -> str:
    known = {one for layout in source.layouts for one in layout.separators}
    return "".join(sorted(known | {",", ";", "\t"}))


class _Work:
    """One import, step by step; `run` is called inside the transaction."""

    def __init__(
        self,
        by: Actor,
        source: descriptions.Source,
        path: Path,
        table: Table,
        period: str | None,
        coalition: UUID | None,
        delivery: str | None,
        modified: str,
        retrieved_at: datetime,
    ) -> None:
        self.by, self.source, self.path, self.table = by, source, path, table
        self.told, self.coalition, self.modified = period, coalition, modified
        self.retrieved_at, self.delivery_kind = retrieved_at, delivery
        self.layout = choose_layout(source, table)
        self.chart = chart_of(self.layout, table)
        self.standards = standards_of(self.layout, table)
        self.table = as_sums(self.layout, as_rows(self.layout, table), period)
        self.whole = file_period(source, self.layout, self.table, period)
        self.is_rehearsal = False
        self.witness: Witness = lambda delivery, kind, previous: None
        self.sha = sha256(path.read_bytes()).hexdigest()

    def run(self, tell: Progress) -> Receipt:
        self._lock()
        twin = self._same_file()
        if twin is not None:
            return self._receipt(twin, "/".join(twin.periods), stored=0, unchanged=len(self.table.rows))
        tell("interpreting")
        interpret = interpret_long if self.layout.long else interpret_wide
        known = knowing.known_before(self.layout, self.table, self.whole)
        told = None if self.layout.registers_areas else known
        delivery = interpret(self.source, self.layout, self.table, period=self.told, known=told)
        delivery = replace(delivery, edition=known.edition)
        tell("checking")
        known, faults = knowing.register_areas(self.by, delivery, known)
        unknown = [code for code in delivery.codes if code not in known.levels]
        this_year = timezone.localdate().year
        faults += check(delivery, this_year=this_year, known=known, elsewhere=knowing.elsewhere(unknown))
        previous = self._previous(delivery)
        faults += [*self._windows(delivery, previous), *self._ratios(delivery)]
        if faults or not delivery.codes:
            self.witness(delivery, self._kind(delivery), previous)
            raise _Refused(delivery, faults or [Fault(None, "", "", "nothing in the file could be used")])
        tell("storing")
        release = self._store(delivery, previous)
        self.witness(delivery, self._kind(delivery), previous)
        stored_rows = delivery.read - delivery.set_aside
        unchanged = storing.unchanged_rows(
            release.pk, previous.pk if previous else None, delivery, is_own=release.policy == "own"
        )
        if previous is not None and release.policy == "own":
            delivered.forget(previous.pk)
        receipt = self._receipt(
            release,
            "/".join(delivery.all_periods),
            stored=stored_rows - unchanged,
            unchanged=unchanged,
            rejected=delivery.set_aside,
            remarks=tuple(delivery.remarks),
        )
        self.record("delivery imported", receipt, audit.SUCCESS)
        if release.status == "published":
            announce(published(release))
        if not self.is_rehearsal:
            keep_file(self.path, release)
        return receipt

    def _lock(self) -> None:
        """Two imports of one source wait for each other."""
        key = int.from_bytes(sha256(f"figures {self.source.code}".encode()).digest()[:7], "big")
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [key])

    def _releases(self) -> QuerySet[Release]:
        return Release.objects.filter(source=self.source.code, coalition=self.coalition)

    def _same_file(self) -> Release | None:
        """The release of this very file, still in force. Raises BadInput when it was replaced since."""
        twins = self._releases().filter(sha256=self.sha).order_by("-created_at")
        if self.whole is not None:
            twins = twins.filter(periods=[self.whole])
        for twin in twins:
            if twin.status in _ALIVE:
                return twin
            if twin.status == "replaced":
                raise BadInput("this is an older delivery: a newer one replaced it", file=self.path.name, field="file")
        return None

    def _kind(self, delivery: Delivery) -> str:
        if self.delivery_kind is not None:
            return self.delivery_kind
        kinds = [self.source.delivery_of(period) for period in delivery.all_periods]
        return min(kinds, key=DELIVERIES.index) if kinds else "final"

    def _previous(self, delivery: Delivery) -> Release | None:
        """The release this one takes the place of. Raises BadInput when that one is newer."""
        same = self._releases().filter(edition=delivery.edition, periods=delivery.all_periods, status__in=_ALIVE)
        for other in same:
            if is_older_delivery(self._kind(delivery), other.delivery):
                raise BadInput(
                    f"this delivery is {self._kind(delivery)}, and the {other.delivery} one of this period is stored",
                    file=self.path.name,
                )
            if self.modified and other.source_modified and self.modified < other.source_modified:
                raise BadInput(
                    f"this delivery is of {self.modified}, and that of {other.source_modified} is stored",
                    file=self.path.name,
                )
        names = {placed.indicator for placed in delivery.columns}
        alike = [one for one in same if one.layout == self.layout.id and set(one.columns) & names]
        return max(alike, key=lambda one: one.created_at) if alike else None

    def _windows(self, delivery: Delivery, previous: Release | None) -> list[Fault]:
        """Own figures: not one window beside another that is stored."""
        if self.source.policy != "own":
            return []
        names = sorted({placed.indicator for placed in delivery.columns})
        others = self._releases().filter(status__in=_ALIVE, columns__overlap=names)
        new = set(zip(delivery.levels, delivery.periods, strict=True))
        for other in others.exclude(pk=previous.pk) if previous else others:
            stored = delivered.windows(other)
            for level in sorted({level for level, _ in new} & {level for level, _ in stored}):
                clash = overlapping([period for at, period in new | stored if at == level])
                if clash:
                    message = (
                        f"at level {level} the periods {clash[0]} and {clash[1]} overlap; "
                        "a stored release has the other window"
                    )
                    return [Fault(None, "period", clash[1], message)]
        return []

    def _ratios(self, delivery: Delivery) -> list[Fault]:
        """A standardised ratio of one's own is made of birth records and a reference: nothing else can be made safe."""
        if self.source.policy != "own" and self.coalition is None:
            return []
        message = "a standardised ratio of one's own is made of birth records, with births summarise --standard"
        names = {one.indicator for one in delivery.columns if indicators()[one.indicator].is_ratio}
        return [Fault(None, "indicator", name, message) for name in sorted(names - set(self.standards.rates))]

    def _store(self, delivery: Delivery, previous: Release | None) -> Release:
        at_once = self.source.policy == "published_at_source" and self.coalition is None
        methods = storing.with_intervals(delivery, is_own=not at_once)
        now = timezone.now()
        columns = {placed.indicator for placed in delivery.columns}
        release = Release.objects.create(
            source=self.source.code,
            layout=self.layout.id,
            periods=delivery.all_periods,
            edition=delivery.edition,
            levels=sorted(set(delivery.levels)),
            column_levels=storing.levels_by_column(delivery),
            status="published" if at_once else "imported",
            delivery=self._kind(delivery),
            policy=self.source.policy if self.coalition is None else "own",
            coalition_id=self.coalition,
            columns=[placed.indicator for placed in delivery.columns],
            column_periods=[placed.period for placed in delivery.columns],
            source_fields=[placed.field[:200] for placed in delivery.columns],
            interval_methods=methods,
            definition_versions={
                placed.indicator: indicators()[placed.indicator].definition_version for placed in delivery.columns
            }
            | {key: value for key, value in versions(self.layout, self.chart).items() if key in columns}
            | {key: self.standards.name for key in self.standards.rates if key in columns},
            standards=self.standards.as_json(),
            row_count=len(delivery.codes),
            sha256=self.sha,
            file_name=self.path.name[:200],
            file_bytes=self.path.stat().st_size,
            licence=self.source.licence,
            citation=self._citation(),
            source_modified=self.modified,
            retrieved_at=self.retrieved_at,
            published_at=now if at_once else None,
            imported_by_id=self.by.account,
            replaces=previous,
        )
        storing.copy_rows(release.pk, delivery, is_own=release.policy == "own")
        if previous is not None and (at_once or previous.status == "imported"):
            Release.objects.filter(pk=previous.pk).update(status="replaced")
        return release

    def _citation(self) -> str:
        """The source's own words, the birthweight chart that the figures were made with, and the reference."""
        chart = f" Groeicurve: {self.chart}." if self.chart else ""
        standard = f" Referentie van de verhoudingen: {self.standards.name}." if self.standards.name else ""
        return f"{self.source.citation}{chart}{standard}"

    def _receipt(
        self,
        release: Release | None,
        period: str,
        *,
        stored: int,
        unchanged: int,
        rejected: int = 0,
        remarks: tuple[Fault, ...] = (),
    ) -> Receipt:
        return Receipt(
            source=self.source.code,
            period=period,
            read=stored + unchanged + rejected,
            stored=stored,
            unchanged=unchanged,
            rejected=rejected,
            errors=remarks,
            release=release.pk if release else None,
            sha256=self.sha,
            seconds=0.0,
        )

    def refused(self, refusal: _Refused, seconds: float) -> Receipt:
        """Everything rejected: one fault stops the whole delivery."""
        delivery = refusal.delivery
        period = "/".join(delivery.all_periods) or (self.whole or "")
        receipt = self._receipt(None, period, stored=0, unchanged=0, rejected=delivery.read)
        return replace(receipt, read=delivery.read, errors=tuple(refusal.faults), is_refused=True, seconds=seconds)

    def record(self, event: str, receipt: Receipt, outcome: int) -> None:
        audit.record(
            by=self.by,
            event=event,
            action="C",
            kind="delivery",
            reference=receipt.release or self.sha,
            data_class="D0" if self.coalition is None else "D1",
            coalition=self.coalition,
            outcome=outcome,
            detail={"source": receipt.source, "period": receipt.period, "sha256": self.sha, "rows": receipt.read},
        )


def published(release: Release) -> ReleasePublished:
    """The announcement of a release."""
    return ReleasePublished(
        release.pk,
        release.source,
        tuple(dict.fromkeys(release.columns)),
        tuple(release.levels),
        release.edition,
        tuple(release.periods),
    )
