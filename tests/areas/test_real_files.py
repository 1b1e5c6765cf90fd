"""The real boundaries, tables and successions all import, twice, and reconcile."""

import time

import pytest

from kansrijk.areas import commands, queries
from kansrijk.trust.actors import VISITOR

pytestmark = pytest.mark.django_db

BOUNDARIES = [
    ("gemeente_2024_rd_dissolved.geojson", 2024, "gemeente", 342),
    ("gemeente_2024_wgs84_dissolved.geojson", 2024, "gemeente", 342),
    ("wijk_2024_wgs84_georef.geojson", 2024, "wijk", 3393),
    ("buurt_2024_wgs84_georef.geojson", 2024, "buurt", 14566),
    ("gemeente_2023_wgs84_dirksa.topojson", 2023, "gemeente", 342),
    ("wijk_2023_wgs84_dirksa.topojson", 2023, "wijk", 3352),
    ("buurt_2023_wgs84_dirksa.topojson", 2023, "buurt", 14421),
    ("gemeente_2014_rd_tmap3.geojson", 2014, "gemeente", 403),
    ("buurt_2014_wgs84_coarse_ties.topojson", 2014, "buurt", 11691),
    ("pc4_2020_rd_simpl60m_certegis.geojson", 2020, "pc4", 4068),
    ("ggdregio_2022_rd_certegis.geojson", 2022, "ggd_region", 25),
]


@pytest.mark.parametrize(("name", "edition", "level", "number"), BOUNDARIES)
def test_real_boundaries_import_twice(importer, shared, name, edition, level, number):
    started = time.perf_counter()
    first = commands.import_areas(by=importer, file=shared / "boundaries" / name, edition=edition)
    seconds = time.perf_counter() - started
    print(name, first.as_json(), f"{seconds:.1f} s", len(first.repaired), first.counts.errors[:3])
    assert (first.level, first.counts.read) == (level, number)
    assert first.counts.stored + first.counts.rejected == number
    again = commands.import_areas(by=importer, file=shared / "boundaries" / name, edition=edition)
    assert again.counts.unchanged == first.counts.stored
    assert again.counts.stored == 0
    drawn = queries.shapes(VISITOR, edition, level)
    assert len(drawn) == number - first.without_shape - first.counts.rejected
    print("bytes", {scale: sum(len(a.path) for a in queries.shapes(VISITOR, edition, level, scale=scale)) for scale in ("country", "region", "gemeente")})
