"""Attacks on whole releases, through the commands: earlier releases, windows, postcodes, editions, other publishers."""

import pytest
from django.db import DatabaseError, connection, transaction

from kansrijk.areas.commands import AreaRecord
from kansrijk.areas.commands.registering import register_unaudited
from kansrijk.areas.models import PostcodeLink, Succession
from kansrijk.core.faults import BadInput
from kansrijk.figures import commands, queries
from kansrijk.figures.commands.reporting import is_signed, signed
from kansrijk.figures.models import Release, Row
from kansrijk.trust.actors import VISITOR

pytestmark = pytest.mark.django_db
HEAD = "gebied;periode;indicator;teller;noemer;waarde;status\n"
WIJK = "WK990101"
ONE, TWO, THREE, FOUR = "BU99010101", "BU99010102", "BU99010201", "BU99010202"
Counts = dict[str, tuple[int, int]]


@pytest.fixture
def house(person, coalition, made_up, write):
    """publish(counts, period) imports, proposes and publishes as two people; returns the release."""
    first, second = person("epidemioloog", coalition), person("coordinator", coalition)

    def bring(counts: Counts, period: str = "2023", *, edition: int = 2024, name: str = "eigen.csv") -> Release:
        rows = "".join(f"{code}@{edition};{period};big2;{n};{d};;\n" for code, (n, d) in counts.items())
        path = write(HEAD + rows, name)
        receipt = commands.import_delivery(by=first, source="tidy", file=path, coalition=coalition.pk)
        assert not receipt.is_refused, receipt.errors
        return Release.objects.get(pk=receipt.release)

    def publish(counts: Counts, period: str = "2023", **options) -> Release:
        release = bring(counts, period, **options)
        commands.propose_release(by=first, release=release.pk)
        commands.publish_release(by=second, release=release.pk)
        return Release.objects.get(pk=release.pk)

    publish.bring, publish.first, publish.second = bring, first, second
    return publish


def _shown(code: str, period: str = "2023", edition: int = 2024) -> float | None:
    series = queries.series(VISITOR, code, edition, "big2")
    return next((one.numerator for one in series if one.period == period), None)


def _open(release: Release, code: str, numerator: int, denominator: int) -> None:
    """Shows a cell against the rules, as a mistake of ours would."""
    share = 100 * numerator / denominator
    Row.objects.filter(release=release, area_code=code).update(
        status=[0], value=[share], numerator=[float(numerator)], denominator=[float(denominator)]
    )


def _recoverable() -> list[str]:
    return [f"{one.table}:{one.cell}" for one in queries.audit_released(VISITOR).recoverable]


@pytest.mark.req("SDC-07", "a withdrawn release was read")
def test_a_withdrawn_release_goes_on_counting(house):
    counts = {WIJK: (91, 400), ONE: (4, 150), TWO: (87, 250)}
    first = house(counts)
    hidden = {code for code in counts if _shown(code) is None}
    assert {ONE} < hidden
    commands.withdraw_release(by=house.first, release=first.pk, because="een vergissing")
    second = house({**counts, WIJK: (92, 400), TWO: (88, 250)}, name="opnieuw.csv")
    assert {code for code in counts if _shown(code) is None} == hidden
    assert _recoverable() == []
    other = next(iter(hidden - {ONE}))
    _open(second, other, round(counts[other][0] / 5) * 5, counts[other][1])
    assert any(ONE in cell or other in cell for cell in _recoverable())


@pytest.mark.req("SDC-07", "a correction of a few people is not shown")
def test_a_correction_of_a_few_people_cannot_be_read_from_two_releases(house):
    counts = {WIJK: (202, 900), ONE: (101, 450), TWO: (101, 450)}
    house(counts)
    assert [_shown(code) for code in counts] == [200, 100, 100]
    house({**counts, WIJK: (203, 900), ONE: (103, 450), TWO: (100, 450)}, name="later.csv")
    assert _shown(TWO) == 100
    assert _shown(ONE) is None
    assert _recoverable() == []
    late = Release.objects.get(status="published")
    _open(late, ONE, 105, 450)
    assert [cell for cell in _recoverable() if "late" in cell and ONE in cell]


@pytest.mark.req("SDC-02", "V5b windows and years")
def test_windows_of_wijken_and_years_of_the_gemeente_are_one_table(house):
    for year, cases in ((2021, 62), (2022, 62), (2023, 61)):
        house({"GM9901": (cases, 900)}, str(year), name=f"{year}.csv")
    wijken = {WIJK: (4, 500), "WK990102": (88, 1000), "WK990103": (93, 1200)}
    windows = house(wijken, "2021-2023", name="venster.csv")
    hidden = [code for code in wijken if _shown(code, "2021-2023") is None]
    assert WIJK in hidden
    assert _recoverable() == []
    for code in set(hidden) - {WIJK}:
        _open(windows, code, round(wijken[code][0] / 5) * 5, wijken[code][1])
    assert [cell for cell in _recoverable() if WIJK in cell]


@pytest.mark.req("SDC-08", "V4 postcodes across buurten")
def test_postcodes_and_buurten_are_tied_by_the_addresses_they_share(house):
    register_unaudited(
        2024, [AreaRecord(code, code, "pc4", "XX00", country="XX", is_fictional=True) for code in ("0001", "0002")]
    )
    links = [("0001", ONE), ("0001", TWO), ("0002", THREE)]
    PostcodeLink.objects.bulk_create(
        PostcodeLink(postcode=pc4, level="buurt", code=code, edition=2024, addresses=500) for pc4, code in links
    )
    counts = {ONE: (4, 300), TWO: (55, 300), THREE: (70, 400), "0001": (59, 600), "0002": (70, 400)}
    release = house(counts)
    assert _shown(ONE) is None
    assert _shown(TWO) is None or _shown("0001") is None
    assert _recoverable() == []
    for code in (TWO, "0001"):
        _open(release, code, round(counts[code][0] / 5) * 5, counts[code][1])
    assert [cell for cell in _recoverable() if ONE in cell]


@pytest.mark.req("SDC-08", "V14 a boundary that moved")
def test_an_area_that_was_split_ties_its_two_editions(house):
    areas = [AreaRecord("XX00", "Verzonnen land", "country", country="XX", is_fictional=True)]
    areas += [AreaRecord("GM9901", "Verzonnen gemeente", "gemeente", "XX00", country="XX", is_fictional=True)]
    areas += [AreaRecord("WK990109", "Verzonnen oude wijk", "wijk", country="XX", is_fictional=True)]
    assert not register_unaudited(2023, areas).errors
    Succession.objects.bulk_create(
        Succession(
            from_edition=2023,
            to_edition=2024,
            from_code="WK990109",
            to_code=code,
            level="wijk",
            weight=1,
            kind="split",
            basis="woonadressen",
        )
        for code in (WIJK, "WK990102")
    )
    house({"WK990109": (60, 500)}, edition=2023, name="oud.csv")
    assert _shown("WK990109", edition=2023) == 60
    new = house({WIJK: (56, 400), "WK990102": (4, 100)}, name="nieuw.csv")
    assert _shown("WK990102") is None
    assert _shown(WIJK) is None
    assert _recoverable() == []
    _open(new, WIJK, 55, 400)
    assert [cell for cell in _recoverable() if "WK990102" in cell]


@pytest.mark.req("SDC-02", "V17 open tables of others")
def test_an_open_table_of_another_publisher_counts_as_known(house):
    counts = {WIJK: (61, 400), ONE: (4, 150), TWO: (57, 250)}
    release = house.bring(counts)
    other = Release.objects.get(pk=release.pk)
    other.pk, other.policy, other.status, other.source = None, "published_at_source", "published", "perinatal"
    other.coalition, other.published_at, other.sha256 = None, other.created_at, "0" * 64
    other.save(force_insert=True)
    Row.objects.create(
        release=other,
        area_code=TWO,
        edition=2024,
        level="buurt",
        period="2023",
        value=[22.8],
        lower=[None],
        upper=[None],
        numerator=[57.0],
        denominator=[250.0],
        status=[0],
    )
    commands.propose_release(by=house.first, release=release.pk)
    row = {one.area_code: one.status for one in Row.objects.filter(release=release)}
    assert row[ONE] == [2]
    assert row[WIJK] == [2]  # with it and the other's table the first buurt would be 61 less 57
    commands.publish_release(by=house.second, release=release.pk)
    assert _recoverable() == []
    _open(release, WIJK, 60, 400)
    assert [cell for cell in _recoverable() if ONE in cell]


@pytest.mark.req("SDC-01", "nothing goes out without the attacker's report")
def test_a_release_whose_report_is_gone_or_changed_is_not_published(house):
    release = house.bring({WIJK: (92, 400), ONE: (4, 150), TWO: (88, 250)})
    card = commands.propose_release(by=house.first, release=release.pk)
    report = card.audit_report
    assert is_signed(report)
    assert report["recoverable"] == []
    assert len(report["sha256"]) == 64
    forged = {**report, "hidden": 0}
    for wrong in (None, {}, forged, {**forged, "sha256": signed(forged)["sha256"]}):
        Release.objects.filter(pk=release.pk).update(audit_report=wrong)
        with pytest.raises(BadInput, match="report of the attacker"):
            commands.publish_release(by=house.second, release=release.pk)
    Release.objects.filter(pk=release.pk).update(audit_report=report)
    assert commands.publish_release(by=house.second, release=release.pk).audit_report["sha256"]


@pytest.mark.req("SDC-01", "the attacker goes over it once more")
def test_what_was_opened_after_the_proposal_is_refused(house):
    counts = {WIJK: (92, 400), ONE: (4, 150), TWO: (88, 250)}
    release = house.bring(counts)
    commands.propose_release(by=house.first, release=release.pk)
    for code in (WIJK, TWO):
        _open(release, code, round(counts[code][0] / 5) * 5, counts[code][1])
    with pytest.raises(BadInput, match="can be recomputed"):
        commands.publish_release(by=house.second, release=release.pk)
    assert queries.figures_of(VISITOR, WIJK, 2024, ["big2"])[0].status == "no_data"


@pytest.mark.req("SDC-04", "the table that pages read holds no hidden count")
def test_no_number_stands_behind_a_hidden_cell_in_the_table_that_pages_read(house):
    release = house({WIJK: (92, 400), ONE: (4, 150), TWO: (88, 250)})
    hidden = Row.objects.filter(release=release, status=[2])
    assert hidden.count() >= 2
    for row in hidden:
        assert (row.value, row.lower, row.upper, row.numerator, row.denominator) == ([None],) * 5
    for column in ("value", "lower", "upper", "numerator", "denominator"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"update figures_row set {column} = '{{4}}' where status = '{{2}}'")


@pytest.mark.req("SDC-10", "a level that is mostly hidden says so in the report")
def test_the_report_says_what_protection_costs(house):
    release = house.bring({ONE: (4, 150), TWO: (5, 250), WIJK: (92, 500), "WK990102": (88, 600)})
    report = commands.propose_release(by=house.first, release=release.pk).audit_report
    assert [(one["level"], one["share_hidden"]) for one in report["mostly_hidden"]] == [("buurt", 0.5)]
    assert report["policy_hidden"] >= 4


@pytest.mark.req("SDC-08", "a working area brings no counts of its own")
def test_counts_of_a_working_area_cannot_come_in_beside_those_of_its_parts(house, coalition, write):
    from kansrijk.areas.commands import make_working_area

    code = make_working_area(
        by=house.second, coalition=coalition.pk, name="Twee buurten", edition=2024, part_codes=[ONE, THREE]
    )
    rows = "".join(f"{area}@2024;2023;big2;{n};{d};;\n" for area, n, d in ((code, 60, 700), (ONE, 56, 300)))
    receipt = commands.import_delivery(
        by=house.first, source="tidy", file=write(HEAD + rows, "werkgebied.csv"), coalition=coalition.pk
    )
    assert receipt.is_refused
    assert any(code in fault.value for fault in receipt.errors)
