"""Regions of any named grouping: those that tables of others name by column, and one that a file names itself."""

import pytest

from kansrijk.areas import commands, queries
from kansrijk.areas.models import Area, Containment
from kansrijk.areas.queries.named import wholes
from kansrijk.trust.actors import VISITOR

pytestmark = pytest.mark.django_db
ROWS = (("GM9990", "Aa", "Noord"), ("GM9991", "Bee", "Noord"), ("GM9992", "Cee", "Zuid"))


@pytest.fixture
def read(tmp_path, importer):
    def _read(text: str):
        path = tmp_path / "regios.csv"
        path.write_text(text, "utf-8")
        return commands.import_areas(by=importer, file=path, edition=2024)

    return _read


@pytest.mark.parametrize(
    ("column", "kind"),
    [("jeugdregio", "youth_region"), ("vsv", "vsv"), ("zorgkantoor", "insurer_region"), ("ggdregio", "ggd_region")],
)
def test_a_known_grouping_comes_by_its_column(read, column, kind):
    read(f"gemeentecode,gemeentenaam,{column}\n" + "".join(f"{code},{name},{where}\n" for code, name, where in ROWS))
    assert set(Containment.objects.values_list("kind", flat=True)) == {kind}
    assert Containment.objects.count() == 3


def test_any_other_grouping_comes_by_its_own_name(read):
    lines = "".join(f"{code},{name},VVT-samenwerking,{where}\n" for code, name, where in ROWS)
    text = f"gemeentecode,gemeentenaam,groepering,regio\n{lines}"
    assert read(text).counts.stored == 3
    regions = Area.objects.filter(level="region")
    assert set(regions.values_list("name", flat=True)) == {"Noord", "Zuid"}
    assert set(Containment.objects.values_list("kind", flat=True)) == {"vvt_samenwerking"}
    place = queries.area(VISITOR, "GM9990@2024")
    assert "Noord" in {one.name for one in wholes(VISITOR, place)[1]}
    read(text)
    assert (regions.count(), Containment.objects.count()) == (2, 3), "twice is once"


def test_a_file_with_two_groupings_is_refused(read):
    with pytest.raises(commands.BadFile, match="one grouping"):
        read("gemeentecode,gemeentenaam,groepering,regio\nGM9990,Aa,een,Noord\nGM9991,Bee,twee,Noord\n")
    assert not Area.objects.exists()
