"""A bundle becomes a registered run, and its figures go out through the gate: *geschat*, by a second person."""

import json

import pytest
from tests.atlas.bundles import CARD, ROWS, write_bundle

from kansrijk.atlas import commands, queries, register
from kansrijk.atlas.models import Run
from kansrijk.core.faults import BadInput
from kansrijk.figures import commands as figures
from kansrijk.figures import queries as shown
from kansrijk.trust.actors import VISITOR
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db


@pytest.fixture
def epidemioloog(person, coalition):
    return person("epidemioloog", coalition)


@pytest.fixture
def coordinator(person, coalition):
    return person("coordinator", coalition, 2)


@pytest.fixture
def publish(epidemioloog, coalition, made_up, tmp_path):
    def make(**changed):
        given = {"by": epidemioloog, "folder": write_bundle(tmp_path / "bundle"), "period": "2024",
                 "dpia": "DPIA 2026-7", "coalition": coalition.pk}  # fmt: skip
        return commands.publish_bundle(**{**given, **changed})

    return make


def figure(actor, code):
    return shown.figures_of(actor, code, 2024, ["big2"])[0]


@pytest.mark.req("AI-06", "atlas.commands.publish_bundle")
def test_a_run_is_registered_and_a_second_person_publishes_its_figures_as_estimates(publish, epidemioloog, coordinator):
    run = publish()
    assert run.state == "in development"
    assert queries.run(VISITOR, run.id) is None
    with pytest.raises(BadInput, match="second person"):
        figures.publish_release(by=epidemioloog, release=run.release)
    figures.publish_release(by=coordinator, release=run.release)
    wijk = figure(VISITOR, "WK990101")
    assert (wijk.status, wijk.value, wijk.lower, wijk.upper) == ("modelled", 16, 13, 20)
    assert (wijk.numerator, wijk.denominator) == (None, None)
    assert figure(VISITOR, "GM9901").value == 14
    assert (figure(VISITOR, "WK990102").status, figure(VISITOR, "WK990102").value) == ("too_uncertain", None)
    assert (figure(VISITOR, "BU99010101").status, figure(VISITOR, "BU99010101").value) == ("hidden", None)
    seen = queries.run(VISITOR, run.id)
    assert (seen.state, seen.inputs, seen.engine) == ("in use", CARD["inputs_sha256"], "unit-level 1")
    assert [one.id for one in queries.runs(VISITOR)] == [run.id]


@pytest.mark.req("AI-06", "atlas.commands.stop_run")
def test_the_kill_switch_takes_the_figures_back_at_once_and_says_why(publish, epidemioloog, coordinator):
    run = publish()
    figures.publish_release(by=coordinator, release=run.release)
    with pytest.raises(Denied):
        commands.stop_run(by=coordinator, run=run.id, because="Fout in de gewichten van de enquête.")
    with pytest.raises(BadInput, match="why"):
        commands.stop_run(by=epidemioloog, run=run.id, because="fout")
    stopped = commands.stop_run(by=epidemioloog, run=run.id, because="Fout in de gewichten van de enquête.")
    assert stopped.state == "out of use"
    assert figure(VISITOR, "WK990101").status == "no_data"
    with pytest.raises(BadInput, match="already"):
        commands.stop_run(by=epidemioloog, run=run.id, because="Fout in de gewichten van de enquête.")
    assert register.entry(stopped)["Status"] == "Buiten gebruik"


def test_who_is_of_another_coalition_finds_and_stops_no_run(publish, person):
    from kansrijk.trust.keys import new_wrapped_key
    from kansrijk.trust.models import Coalition

    run = publish()
    other = Coalition.objects.create(name="Andere", slug="andere", wrapped_key=new_wrapped_key())
    stranger = person("epidemioloog", other, 3)
    assert queries.runs(stranger) == []
    assert queries.run(stranger, run.id) is None
    with pytest.raises(BadInput, match="no such run"):
        commands.stop_run(by=stranger, run=run.id, because="Dit is niet van ons, weg ermee.")
    with pytest.raises(Denied):
        publish(by=stranger)
    with pytest.raises(Denied):
        publish(by=VISITOR)


@pytest.mark.parametrize("meaning", ["migration background", "nationaliteit van de moeder"])
@pytest.mark.req("AI-04", "atlas.arriving._require_inputs")
def test_a_bundle_made_with_a_forbidden_input_elsewhere_is_refused(publish, tmp_path, meaning):
    card = {**CARD, "covariates": {"g7": meaning}}
    with pytest.raises(BadInput, match="may not be an input"):
        publish(folder=write_bundle(tmp_path / "other", card=card))
    assert not Run.objects.exists()


def test_without_an_assessment_nothing_is_registered(publish):
    with pytest.raises(BadInput, match="DPIA"):
        publish(dpia=" ")
    assert not Run.objects.exists()


SMALL = ("BU99010101", "buurt", 6, 0.4, 0.2, 0.6, "modelled")
LOOSE = ("BU99010101", "buurt", 600, 0.4, None, None, "modelled")
STRANGE = ("BU99999999", "buurt", 600, 0.4, 0.3, 0.5, "modelled")


@pytest.mark.parametrize(
    ("row", "sentence"), [(SMALL, "output rules"), (LOOSE, "without an interval"), (STRANGE, "BU99999999|no area|area")]
)
@pytest.mark.req("SDC-01", "atlas.arriving.read_bundle")
def test_a_bundle_is_judged_again_when_it_arrives(publish, tmp_path, row, sentence):
    with pytest.raises(BadInput, match=sentence):
        publish(folder=write_bundle(tmp_path / "other", rows=[*ROWS[:3], row]))
    assert not Run.objects.exists()


@pytest.mark.parametrize("name", ["model-card.json", "validation.json", "output-check.json", "estimates.parquet"])
def test_half_a_bundle_is_none(publish, tmp_path, name):
    folder = write_bundle(tmp_path / "half")
    (folder / name).unlink()
    with pytest.raises(BadInput, match="missing"):
        publish(folder=folder)
    (folder / name).write_text("[nonsense", "utf-8")
    with pytest.raises(BadInput, match="readable"):
        publish(folder=folder)


def test_a_name_of_the_model_is_told_or_it_is_refused(publish, tmp_path):
    folder = write_bundle(tmp_path / "y0", indicator="y0")
    with pytest.raises(BadInput, match="y0"):
        publish(folder=folder)
    assert publish(folder=folder, named={"y0": "big2"}).indicators == ("big2",)
    with pytest.raises(BadInput, match="already"):
        publish(folder=folder, named={"y0": "big2"})


@pytest.mark.req("SDC-01", "figures.disclosing._is_estimate")
def test_only_the_room_brings_estimates_in_and_no_other_figure_passes_for_one(epidemioloog, coalition, made_up, write):
    head = "gebied;periode;indicator;waarde;ondergrens;bovengrens;status\n"
    file = write(head + "GM9901;2024;big2;14;13;16;modelled\n", "zelf.csv")
    with pytest.raises(BadInput, match="only"):
        figures.import_delivery(by=epidemioloog, source="atlas", file=file, coalition=coalition.pk)
    tidy = write("gebied;periode;indicator;waarde;status\nGM9901;2024;big2;14;geschat\n", "eigen.csv")
    receipt = figures.import_delivery(by=epidemioloog, source="tidy", file=tidy, coalition=coalition.pk)
    with pytest.raises(BadInput, match="no numerator and denominator"):
        figures.propose_release(by=epidemioloog, release=receipt.release)


@pytest.mark.req("AI-08", "atlas.register.entry")
def test_the_entry_of_the_register_keeps_its_fields_and_lengths(publish, epidemioloog):
    run = publish()
    found = queries.register_entry(epidemioloog, run.id, contact="atlas@voorbeeld.test")
    wanted = {"Naam", "Korte omschrijving", "Organisatie", "Thema", "Status", "Begindatum", "Einddatum",
              "Contactgegevens", "Link publiekspagina", "Publicatiecategorie", "Link bronregistratie", "Doel en impact",
              "Afwegingen", "Menselijke tussenkomst", "Risicobeheer", "Wettelijke basis", "Impacttoetsen", "Gegevens",
              "Technische werking", "Leverancier", "Link broncode", "Tags"}  # fmt: skip
    assert set(found) == wanted
    assert found["Status"] in register.STATES.values()
    assert found["Publicatiecategorie"] in register.CATEGORIES
    assert "DPIA 2026-7" in found["Impacttoetsen"]
    assert all(len(found[name]) <= most for name, most in register.LENGTHS.items())
    assert json.dumps(found)
    assert queries.register_entry(VISITOR, run.id) is None
