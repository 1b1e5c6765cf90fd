"""Real tables held against one another: Amsterdam's wijken in the funnel, Leiden beside others, two figures of all."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from kansrijk.areas import queries as places
from kansrijk.core.funnels import funnel_limits
from kansrijk.figures.catalogue import indicators
from kansrijk.figures.commands import import_delivery
from kansrijk.figures.pages.asked import areas
from kansrijk.figures.pages.compare import compare_page
from kansrijk.figures.pages.funnel import funnel_page, limits_for
from kansrijk.figures.pages.inequality import inequality_page
from kansrijk.figures.pages.scatter import scatter_page
from kansrijk.trust.actors import VISITOR
from kansrijk.trust.commands import installation_actor

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
NATIONAL = DATA / "kwb" / "kwb2024_gemeente_wijk_buurt_85984NED_subset.csv"
PERINATAL = DATA / "perinatal" / "kco_perinatal_totals_by_area.csv"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not NATIONAL.exists(), reason="the folder with real public data is not beside the checkout"),
]


@pytest.fixture
def perinatal(db):
    assert not import_delivery(by=installation_actor(), source="perinatal", file=PERINATAL).is_refused


@pytest.fixture
def national(db):
    assert not import_delivery(by=installation_actor(), source="cbs-kwb", file=NATIONAL).is_refused


def _raw(outcome: str) -> dict[str, tuple[float, float]]:
    with PERINATAL.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["uitkomst"] == outcome]
    return {row["geografie"]: (float(row["N"]), float(row["mean"])) for row in rows if row["N"] and row["mean"]}


def test_the_source_gives_no_margin_so_nobody_is_better_or_worse(perinatal):
    """The delivery has births and a percentage: no numerator is calculated back, and so no interval."""
    (block,) = compare_page(VISITOR, areas(VISITOR, ["GM0363", "GM0392"]), ["sga"]).blocks
    assert {line.verdict for line in block.lines} == {"not_compared"}
    assert block.reference_figure.value == pytest.approx(11.57, abs=0.01)
    assert block.frame.edition == 2017
    assert not any(line.interval for line in block.lines)


def test_the_funnel_of_amsterdam_agrees_with_limits_from_the_raw_file(perinatal):
    within = places.area(VISITOR, "GM0363", 2017)
    page = funnel_page(VISITOR, indicators()["sga"], "wijk", within=within)
    assert page.drawing is not None
    assert len(page.members) > 50
    raw = _raw("c00_sga")
    target = raw["Nederland"][1] / 100
    by_numbers = {(round(n), round(mean, 1)) for n, mean in raw.values()}
    for member in page.members:
        births = float(member.total.replace(".", "").replace(",", ""))
        value = float(member.value.split()[0].replace(",", "."))
        assert (round(births), value) in by_numbers
        limits = funnel_limits(births, target, 0.998)
        far = min(abs(value / 100 - float(limits.lower)), abs(value / 100 - float(limits.upper))) > 0.001
        if births >= 200 and far:
            inside = float(limits.lower) <= value / 100 <= float(limits.upper)
            assert (member.place != "outside") == inside, member


def test_small_denominators_get_exact_limits_and_large_ones_the_arcsine():
    lower, upper = limits_for(np.array([50.0, 300.0]), 0.148, 0.998)
    exact, smooth = funnel_limits(50, 0.148, 0.998, "exact"), funnel_limits(300, 0.148, 0.998)
    assert (lower[0], upper[0]) == (float(exact.lower), float(exact.upper))
    assert (lower[1] * 100, upper[1] * 100) == pytest.approx((9.06, 21.66), abs=0.005)
    assert lower[1] == float(smooth.lower)


def test_differences_within_amsterdam_are_more_than_chance(perinatal):
    page = inequality_page(VISITOR, places.area(VISITOR, "GM0363", 2017), indicators()["sga"], "wijk")
    told = " ".join(page.sentences)
    assert page.edition == 2017
    assert "%" in told
    shares = np.array(
        [float(part.value.split()[0].replace(",", ".")) for part in page.parts if part.value[0].isdigit()]
    )
    assert f"{shares.min():.1f}".replace(".", ",") in told.replace(".", ",")
    assert f"{shares.max():.1f}".replace(".", ",") in told.replace(".", ",")


def test_the_correlation_over_all_municipalities_is_that_of_the_raw_file(national):
    page = scatter_page(VISITOR, "woz_waarde", "koopwoningen", "gemeente", here=places.area(VISITOR, "GM0546"))
    with NATIONAL.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["niveau"] == "gemeente"]
    whole = [(float(r["wozWaarde"]), float(r["koopwoningen"])) for r in rows if r["wozWaarde"] and r["koopwoningen"]]
    x, y = np.array(whole).T
    told = " ".join(page.sentences).replace(",", ".")
    assert len(page.pairs) == 342
    assert f"{stats.pearsonr(x, y).statistic:.2f}" in told
    assert f"{stats.spearmanr(x, y).statistic:.2f}" in told
    assert [one.area.name for one in page.pairs if one.is_here] == ["Leiden"]


def test_wijken_within_a_municipality_stand_against_each_other_too(national):
    page = scatter_page(VISITOR, "woz_waarde", "koopwoningen", "wijk", within=places.area(VISITOR, "GM0363"))
    assert {one.area.code[:6] for one in page.pairs} == {"WK0363"}


def test_a_national_column_leaves_whole_and_named(client, national):
    text = client.get("/indicatoren/inwoners/cijfers.csv?niveau=gemeente").content.decode()
    rows = {row["area_code"]: row for row in csv.DictReader(io.StringIO(text))}
    assert len(rows) == 342
    assert (rows["GM0546"]["area_name"], float(rows["GM0546"]["value"])) == ("Leiden", 130_108)
    assert {row["fictional"] for row in rows.values()} == {"false"}
    high = client.get("/indicatoren/inwoners?volgorde=hoog").content.decode()
    table = high[high.rindex("<table") :]
    assert table.index("Amsterdam") < table.index("Rotterdam") < table.index("Utrecht")
