"""The region's figures: births counted and surroundings made up, imported as the GGD's own, released by two people."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import polars as pl

from kansrijk.core.births import summarise
from kansrijk.core.births_standard import Standard, checked_standard, make_standard, with_expected
from kansrijk.core.faults import BadInput
from kansrijk.demo import context, records, there
from kansrijk.demo.land import Lot, Place, lots
from kansrijk.demo.naming import BIRTHS, COUNTRY, EDITION, SURROUNDINGS
from kansrijk.demo.people import account_of
from kansrijk.figures import commands
from kansrijk.trust.actors import Actor
from kansrijk.trust.queries import actor_for

WINDOW = 3
"""Years in a window of wijken and postcode areas (numbers: a wijk has too few births in one year)."""
OF_WIJKEN = ("preterm", "sga", "big2", "perinatal_mortality_24w_7d")
"""What is counted per wijk and PC4: of mortality one definition, because there it stays hidden nearly everywhere."""
FIRST_KEY = 1000
"""Birth records hold no postcode that begins with 00, so each lot stands in for one from here on."""
Step = Callable[[str], None]


@dataclass(frozen=True)
class _Delivery:
    source: str
    name: str
    text: str
    kind: str | None


def load(*, coalition: UUID, places: list[Place], seed: int, step: Step) -> None:
    """Each delivery: the epidemiologist imports and proposes, the coordinator publishes. What is there is left."""
    present = there.published()
    with tempfile.TemporaryDirectory() as folder:
        for one in _deliveries(places, seed):
            step(one.name)
            if one.name in present:
                continue
            file = Path(folder, one.name)
            file.write_text(one.text, "utf-8")
            try:
                _release(file, one, coalition)
            except BadInput as error:
                if not present:
                    raise
                # What was published for an earlier region is public, and would give away what this one hides.
                raise there.earlier(one.name) from error


def _release(file: Path, one: _Delivery, coalition: UUID) -> None:
    receipt = commands.import_delivery(
        by=_person("epidemioloog"), source=one.source, file=file, coalition=coalition, delivery=one.kind
    )
    if receipt.release is None:
        raise BadInput(f"was refused: {receipt.as_json()['errors'][:3]}", file=one.name)
    commands.propose_release(by=_person("epidemioloog"), release=receipt.release)
    commands.publish_release(by=_person("coordinator"), release=receipt.release)


def _person(role: str) -> Actor:
    account = account_of(role)
    assert account is not None, role
    return actor_for(account)


def _deliveries(places: list[Place], seed: int) -> Iterator[_Delivery]:
    yield _Delivery(BIRTHS, "fictief-geboorten.csv", _births(places, seed), None)
    for file in context.deliveries(places, seed):
        yield _Delivery(SURROUNDINGS, file.name, "\n".join(file.lines) + "\n", file.delivery)


def _births(places: list[Place], seed: int) -> str:
    """The births summarised per year for gemeenten and the whole, and per window for wijken, PC4s and PC3s."""
    divided = lots(places)
    counted = records.births(places, divided, seed).with_columns(pc4=pl.col("lot") + FIRST_KEY)
    counted = counted.drop("lot", "buurt")
    chart = records.chart().with_columns(pl.lit(records.REFERENCE).alias("reference"))
    table, _ = make_standard(counted, chart, records.STANDARD)
    standard = checked_standard(table)
    last = records.YEARS[-1]
    of_wijk = {place.code: place.parent_code for place in places if place.level == "buurt"}
    yearly: tuple[Callable[[Lot], str], ...] = (lambda lot: COUNTRY, lambda lot: f"GM{lot.buurt[2:6]}")
    pooled: tuple[Callable[[Lot], str], ...] = (
        lambda lot: of_wijk[lot.buurt],
        lambda lot: lot.pc4,
        lambda lot: f"{lot.pc4[:3]}X",
    )
    parts = [_summary(counted, divided, target, "gemeente,year", standard) for target in yearly]
    for first in range(last - 3 * WINDOW + 1, last, WINDOW):
        inside = counted.filter(pl.col("born_on").dt.year().is_between(first, first + WINDOW - 1))
        found = [_summary(inside, divided, target, "gemeente", standard) for target in pooled]
        parts += [one.filter(pl.col("indicator").is_in(OF_WIJKEN)) for one in found]
    return pl.concat(parts).write_csv()


def _summary(
    births: pl.DataFrame, divided: list[Lot], target: Callable[[Lot], str], by: str, standard: Standard
) -> pl.DataFrame:
    """Counted by the area that `target` gives for a lot."""
    keys = [FIRST_KEY + index for index in range(len(divided))]
    places = pl.DataFrame({"pc4": keys, "gemeente": [f"{target(lot)}@{EDITION}" for lot in divided]})
    summary = summarise(births, records.chart(), by=by, postcodes=places, reference=records.REFERENCE)
    return with_expected(summary, standard)
