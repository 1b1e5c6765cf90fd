"""What is wrong with a delivery is said in one sentence with file, row and column; nothing is stored."""

import pytest
from tests.figures.files import workbook, zipped

from kansrijk.core.faults import BadInput
from kansrijk.figures import commands
from kansrijk.figures.delivered import delivered_rows
from kansrijk.figures.models import Release, Row

pytestmark = pytest.mark.django_db
HEAD = "gebied;periode;indicator;waarde;teller;noemer;status\n"
GOOD = "GM9901@2024;2023;big2;;150;1000;\n"
KWB_HEAD = "niveau,code,naam,inwoners"


def _refused(beheer, path, source="tidy", **more):
    """The sentence of a refusal, and the proof that nothing was stored."""
    found = None
    try:
        receipt = commands.import_delivery(by=beheer, source=source, file=path, **more)
    except BadInput as error:
        found = error
    if found is None:
        assert receipt.is_refused
        assert receipt.read == receipt.rejected
        assert receipt.read == receipt.stored + receipt.unchanged + receipt.rejected
        assert receipt.release is None
        found = receipt.errors[0]
    assert Release.objects.count() == 0
    assert Row.objects.count() == 0
    return found


def test_a_good_file_passes(beheer, made_up, write):
    receipt = commands.import_delivery(by=beheer, source="tidy", file=write(HEAD + GOOD))
    assert (receipt.stored, receipt.errors) == (1, ())
    (row,) = delivered_rows(receipt.release)
    assert row.lower[0] == pytest.approx(12.92, abs=0.01)


@pytest.mark.req("DAT-05", "figures.interpreting.checking.check")
@pytest.mark.parametrize(
    ("content", "word", "row"),
    [
        ("", "empty", None),
        (HEAD, "nothing under it", 1),
        (HEAD + "GM9901@2024;2023;big2;1", "fields", 2),
        ((HEAD + "GM9901;2023;big2;é;;;\n").encode("cp1252"), "UTF-8", 2),
        ((HEAD + GOOD).replace(";", ","), None, None),
        ((HEAD + GOOD).replace(";", "\t"), "separated", 1),
        (b"%PDF-1.7 and so on", "PDF", None),
        (HEAD + GOOD + GOOD, "stands here 2 times", 2),
        (HEAD + "GM9901@2024;2023;big2;101;;;\n", "above 100", 2),
        (HEAD + "GM9901@2024;2093;big2;11;;;\n", "not been yet", 2),
        (HEAD + "GM9999@2024;2023;big2;11;;;\n", "no area of the edition of 2024", 2),
        (HEAD + "GM9901@2024;2023;big2;148,0;148;1000;\n", "above 100", 2),
        (HEAD + "GM9901@2024;2023;perinatale_sterfte_24w_7d;0,5;5;1000;\n", "is the unit per_1000", 2),
        ((HEAD + GOOD).encode().replace(b"150", b"15\x000"), "NUL", 2),
        (HEAD + 'GM9901@2024;2023;big2;"=1+1";;;\n', "formula", 2),
        (HEAD + "GM9901@2024;2023;big2;1.234;;;\n", "two ways", 2),
        (HEAD + "GM9901@2024;2023;big2;nan;;;\n", "not a number", 2),
        (HEAD + "GM9901@2024;2023;big2;-3;;;\n", "below zero", 2),
        (HEAD + "GM9901@2024;2023;bigg2;3;;;\n", "no indicator", 2),
        (HEAD + "GM9901@2024;volgend jaar;big2;3;;;\n", "not a period", 2),
        (HEAD + "GM9901@2024;2023;big2;;200;100;\n", "", 2),
        (HEAD + "GM9901@2024;2023;big2;;150,5;1000;\n", "a count of people is a whole number", 2),
        (HEAD + "GM9901@2024;2023;big2;;150;1000,5;\n", "a count of people is a whole number", 2),
        (HEAD + "GM9901@2024;2023;big2;;5;100;verborgen\n", "betrays", 2),
        (HEAD + "GM9901@2024;2023;big2;5;;;verborgen\n", "beside a status without", 2),
        (HEAD + GOOD + "GM9901@2024;2021-2023;big2;;450;3000;\n", "overlap", None),
        ("gebied;periode;indicator;waarde;nieuw\nGM9901;2023;big2;3;4\n", "new: nieuw", 1),
        ("gebied;periode;indicator;waarde;waarde\nGM9901;2023;big2;3;4\n", "twice", 1),
        (";".join(f"k{i}" for i in range(1_000_000)) + "\n", "1000000 columns", 1),
        (HEAD + '"GM9901;2023', "cannot be read", 2),
        (b"\x1f\x8b\x08 packed", "gzip", None),
        ("<!doctype html><html>", "web page", 1),
    ],
)
@pytest.mark.req("RES-11", "figures.interpreting")
@pytest.mark.req("WEB-28", "figures.readers")
def test_each_wrong_file_has_its_sentence(beheer, made_up, write, content, word, row):
    path = write(content)
    if word is None:  # a comma is a separator of this source too
        assert not commands.import_delivery(by=beheer, source="tidy", file=path).is_refused
        return
    error = _refused(beheer, path)
    assert word in error.message
    assert error.row == row


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (zipped(inside_dot_csv=b"x"), "not a workbook"),
        (zipped(xl__workbook_dot_xml=b"0" * 40_000_000), "unpacks"),
        (zipped(xl__workbook_dot_xml=b"<a/>")[:-10], "damaged"),
        (zipped(xl__workbook_dot_xml=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "damaged"),
        (workbook([["gebied", "periode", "indicator", "waarde"], ["GM9901", 2023, "big2", "=1"]]), "formula in the"),
        (workbook([[]]), "empty"),
        (b"\xd0\xcf\x11\xe0 old excel", "old Excel"),
        (b"$FL2 not really spss", "SPSS"),
        (b'{"value": [{"a": 1}, ', "JSON"),
        (b'{"value": []}', "no list"),
        (b"[" * 100_000, "nested"),
    ],
)
@pytest.mark.req("WEB-21", "figures.readers.guard")
@pytest.mark.req("WEB-23", "figures.readers.guard")
@pytest.mark.req("WEB-24", "figures.readers.guard")
@pytest.mark.req("WEB-25", "figures.readers.guard")
def test_bombs_and_broken_containers_are_not_opened(beheer, made_up, write, content, word):
    assert word in _refused(beheer, write(content, "cijfers.xlsx")).message


def test_a_workbook_is_read(beheer, made_up, write):
    head = ["gebied", "periode", "indicator", "waarde", "teller", "noemer", "status"]
    path = write(workbook([head, ["GM9901", 2023, "big2", 15.0, 150, 1000, None]]), "cijfers.xlsx")
    assert commands.import_delivery(by=beheer, source="tidy", file=path).stored == 1


def test_a_workbook_under_another_name_is_read_by_its_content(beheer, made_up, write):
    head = ["gebied", "periode", "indicator", "waarde", "teller", "noemer", "status"]
    path = write(workbook([head, ["GM9901", 2023, "big2", 15.0, 150, 1000, None]]), "cijfers.csv")
    assert commands.import_delivery(by=beheer, source="tidy", file=path).stored == 1


def test_an_spss_file_is_read_by_its_labels(beheer, made_up, tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    import polars as pl

    path = tmp_path / "cijfers.sav"
    frame = pl.DataFrame(
        {
            "gebied": [1.0],
            "periode": [2023.0],
            "indicator": ["big2"],
            "waarde": [15.0],
            "teller": [150.0],
            "noemer": [1000.0],
        }
    )
    pyreadstat.write_sav(frame, str(path), variable_value_labels={"gebied": {1.0: "Verzonnen gemeente"}})
    receipt = commands.import_delivery(by=beheer, source="spss", file=path)
    assert receipt.errors == ()
    assert [row.area_code for row in delivered_rows(receipt.release)] == ["GM9901"]


def test_a_code_of_another_edition_says_which(beheer, made_up, write):
    from kansrijk.areas.commands import AreaRecord
    from kansrijk.areas.commands.registering import register_unaudited

    register_unaudited(2019, [AreaRecord("GM9955", "Eerder", "gemeente", country="XX")])
    error = _refused(beheer, write(HEAD + "GM9955@2024;2023;big2;11;;;\n".replace("@2024", "") + GOOD))
    assert "2019" in error.message


@pytest.mark.req("RES-13", "figures.interpreting.layouts")
def test_a_source_that_changed_shape_says_what_is_new_and_missing(beheer, write):
    path = write(f"{KWB_HEAD},nieuw\ngemeente,GM9901,Verzonnen,10,1\n")
    error = _refused(beheer, path, source="cbs-kwb")
    assert "missing: inwoners0tot15" in error.message
    assert "new: nieuw" in error.message


def test_a_file_of_another_source_names_the_difference(beheer, write):
    error = _refused(beheer, write("a,b\n1,2\n"), source="rivm-50150")
    assert "missing" in error.message


def test_a_column_with_another_unit_is_noticed(beheer, made_up, write):
    from kansrijk.areas.commands import AreaRecord
    from kansrijk.areas.commands.registering import register_unaudited

    codes = [f"GM97{i:02}" for i in range(30)]
    register_unaudited(2024, [AreaRecord(code, f"p {code}", "gemeente", country="XX") for code in codes])
    lines = "".join(f"gemeente,{code},2024,0.8\n" for code in codes)
    error = _refused(beheer, write("niveau,code,jaar,goed_ervaren_gezondheid_pct\n" + lines), source="rivm-50150")
    assert "another unit" in error.message


def test_a_rehearsal_gives_the_same_numbers_and_stores_nothing(beheer, made_up, write, settings):
    path = write(HEAD + GOOD)
    rehearsal = commands.import_delivery(by=beheer, source="tidy", file=path, dry_run=True)
    assert (rehearsal.read, rehearsal.stored, rehearsal.release) == (1, 1, None)
    assert Release.objects.count() == 0
    assert not (settings.DATA_DIR / "deliveries").exists()


def test_an_unknown_source_is_named(beheer, write):
    with pytest.raises(BadInput, match="cbs-kwb"):
        commands.import_delivery(by=beheer, source="cbs", file=write("x"))
