"""The region's figures: counted from made-up births, imported as the coalition's own, and released by two people."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import polars as pl

from kansrijk.core.births import summarise
from kansrijk.demo.land import Place
from kansrijk.demo.people import COALITION_SLUG, account_of
from kansrijk.demo.records import YEARS, births, chart
from kansrijk.figures import commands, queries
from kansrijk.trust.actors import VISITOR, Actor
from kansrijk.trust.queries import actor_for

INDICATORS = {"preterm": "vroeggeboorte", "sga": "sga", "big2": "big2"}
REFERENCE = "verzonnen groeicurve van de fictieve regio"
WINDOW = 3


def is_loaded() -> bool:
    """Whether the region has its released figures."""
    return any(card.source == "tidy" for card in queries.releases(VISITOR))


def load(*, coalition: UUID, places: list[Place], seed: int) -> None:
    """The epidemiologist imports and proposes, the coordinator publishes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"{COALITION_SLUG}.csv")
        file.write_text("\n".join(_lines(places, births(places, seed))) + "\n", "utf-8")
        receipt = commands.import_delivery(by=_person("epidemioloog"), source="tidy", file=file, coalition=coalition)
    if receipt.release is None:
        raise RuntimeError(f"the region's own figures were refused: {receipt.as_json()['errors'][:3]}")
    commands.propose_release(by=_person("epidemioloog"), release=receipt.release)
    commands.publish_release(by=_person("coordinator"), release=receipt.release)


def _person(role: str) -> Actor:
    account = account_of(role)
    assert account is not None, role
    return actor_for(account)


def _lines(places: list[Place], records: pl.DataFrame) -> Iterator[str]:
    yield "gebied;periode;indicator;waarde;teller;noemer;status;eenheid"
    buurten = [place for place in places if place.level == "buurt"]
    parents = {place.code: place.parent_code for place in places}
    key = {place.code: str(1000 + i) for i, place in enumerate(buurten)}
    counted = records.with_columns(pc4=pl.col("buurt").replace_strict(key)).drop("buurt")
    for target, by in ((lambda b: "XX00", "gemeente,year"), (lambda b: parents[parents[b]], "gemeente,year")):
        yield from _counted(counted, {key[b.code]: target(b.code) for b in buurten}, by)
    windows = counted.with_columns(year=pl.col("born_on").dt.year())
    last = YEARS[-1]
    for first in range(last - 3 * WINDOW + 1, last, WINDOW):
        part = windows.filter(pl.col("year").is_between(first, first + WINDOW - 1)).drop("year")
        yield from _counted(part, {key[b.code]: parents[b.code] for b in buurten}, "gemeente")


def _counted(records: pl.DataFrame, areas: dict[str, str], by: str) -> Iterator[str]:
    postcodes = pl.DataFrame({"pc4": list(areas), "gemeente": list(areas.values())})
    found = summarise(records, chart(), by=by, postcodes=postcodes, reference=REFERENCE)
    for row in found.filter(pl.col("population") == "all").iter_rows(named=True):
        if row["indicator"] in INDICATORS and row["denominator"] and row["area"] != "unknown":
            share = f"{100 * row['numerator'] / row['denominator']:.4f}".replace(".", ",")
            yield (
                f"{row['area']};{row['period']};{INDICATORS[row['indicator']]};{share};"
                f"{row['numerator']};{row['denominator']};measured;%"
            )
