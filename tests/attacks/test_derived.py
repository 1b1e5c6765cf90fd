"""SDC-08: what we derive ourselves is attacked before it is shown; one that gives something away is *verborgen*."""

import pytest
from django.test import Client
from django.utils import timezone
from tests.attacks.test_releases_attacked import FOUR, ONE, THREE, TWO, WIJK, _open
from tests.attacks.test_releases_attacked import house as house
from tests.figures.test_desk import work_off

from kansrijk.areas.commands import AreaRecord, make_working_area
from kansrijk.areas.commands.registering import register_unaudited
from kansrijk.areas.models import Succession
from kansrijk.figures import commands, deriving, queries
from kansrijk.figures.attacking import Derived
from kansrijk.figures.commands.working import TOO_MUCH
from kansrijk.figures.models import Work
from kansrijk.figures.places_attacked import Place
from kansrijk.trust.actors import VISITOR
from kansrijk.trust.models import Account

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# ONE has too few cases; with it TWO is hidden, or the wijk would give it away.
COUNTS = {
    "GM9901": (163, 1205),
    WIJK: (63, 405),
    "WK990102": (100, 800),
    ONE: (4, 150),
    TWO: (59, 255),
    THREE: (40, 400),
    FOUR: (60, 400),
}


def _derived(place: Place, cases: int, group: int, parts: int = 1) -> Derived:
    """Made of true counts and rounded once (`parts` 1), or of that many rounded figures."""
    return Derived("big2", place, cases, group, 2 * parts)


def _statuses(release) -> dict[str, str]:
    codes = (*COUNTS,)
    return {code: queries.figures_of(VISITOR, code, 2024, ["big2"])[0].status for code in codes}


@pytest.fixture
def released(house):
    release = house(COUNTS)
    statuses = _statuses(release)
    assert (statuses[ONE], statuses[TWO], statuses[THREE], statuses[FOUR]) == ("hidden", "hidden") + ("measured",) * 2
    return release


def _working_area(house, coalition, *parts: str) -> str:
    return make_working_area(
        by=house.second, coalition=coalition.pk, name="Ons werkgebied", edition=2024, part_codes=list(parts)
    )


@pytest.fixture
def member(house):
    client = Client()
    client.force_login(Account.objects.get(pk=house.second.account), backend=BACKEND)
    return client


def _told(client, code: str) -> str:
    """What the page says once the attacker looked, which a first visit asks of him."""
    first = client.get(f"/gebied/{code}@2024")
    if "nagerekend" in first.content.decode():
        work_off()
    page = client.get(f"/gebied/{code}@2024").content.decode()
    return page[page.index('id="omgerekend-big2"') :].split("</li>")[0]


def _merged(*merged: tuple[str, str, str]) -> None:
    """Buurten of 2024 that became one in 2025."""
    records = [AreaRecord("XX00", "Verzonnen land", "country", None, country="XX", is_fictional=True)]
    records += [AreaRecord("GM9901", "Verzonnen gemeente", "gemeente", "XX00", country="XX", is_fictional=True)]
    records += [AreaRecord(f"WK99010{n}", f"Wijk {n}", "wijk", country="XX", is_fictional=True) for n in (1, 2, 3)]
    records += [AreaRecord(new, f"Nieuw {new[-3:]}", "buurt", country="XX", is_fictional=True) for new, *_ in merged]
    assert not register_unaudited(2025, records).errors
    for new, *olds in merged:
        for old in olds:
            Succession.objects.create(
                from_edition=2024, to_edition=2025, from_code=old, to_code=new, level="buurt", weight=100,
                kind="merge", basis="adressen",
            )  # fmt: skip


@pytest.mark.req("SDC-08", "figures.deriving.withheld")
def test_a_union_of_shown_parts_is_shown_to_members_and_to_nobody_else(released, house, coalition, member):
    code = _working_area(house, coalition, THREE, FOUR)
    told = _told(member, code)
    assert "<strong>13" in told, "100 of 800, from what was released"
    assert "opgeteld uit de delen" in told, "nothing merged: these are parts of today"
    assert Client().get(f"/gebied/{code}@2024").status_code == 404
    answer = member.get(f"/api/v1/observations?area={code}&indicator=big2").json()["observations"]
    assert [(one["value"], one["numerator"], one["denominator"], one["how"]) for one in answer] == [
        (13.0, 100.0, 800.0, "summed")
    ]
    refused = Client().get(f"/api/v1/observations?area={code}&indicator=big2")
    unknown = Client().get("/api/v1/observations?area=WG-AAAAAAAA&indicator=big2")
    assert refused.status_code == unknown.status_code
    assert refused.json()["title"] == unknown.json()["title"]


@pytest.mark.req("SDC-08", "figures.queries.told._judged")
def test_nothing_of_a_working_area_is_shown_before_the_attacker_looked(released, house, coalition, member, monkeypatch):
    """The page orders the work and comes by itself; a request never attacks, and another release is judged anew."""
    code = _working_area(house, coalition, THREE, FOUR)
    with monkeypatch.context() as in_a_request:
        in_a_request.setattr(deriving, "recoverable", lambda *given: pytest.fail("attacked inside a request"))
        for _ in range(2):
            page = member.get(f"/gebied/{code}@2024").content.decode()
            assert "We rekenen de eigen cijfers van dit gebied na" in page
            assert f'hx-get="/gebied/{code}@2024/nagerekend"' in page
            assert "omgerekend-big2" not in page
        assert member.get(f"/gebied/{code}@2024/nagerekend").status_code == 200
        answer = member.get(f"/api/v1/observations?area={code}&indicator=big2")
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert Work.objects.filter(kind="judge").count() == 1, "ordered once, however often it is asked"
    work_off()
    assert member.get(f"/gebied/{code}@2024/nagerekend")["HX-Refresh"] == "true"
    with monkeypatch.context() as in_a_request:
        in_a_request.setattr(deriving, "recoverable", lambda *given: pytest.fail("attacked inside a request"))
        assert "<strong>13" in _told(member, code)
    house({code: (2 * count, 2 * group) for code, (count, group) in COUNTS.items()}, "2022", name="eerder.csv")
    assert "omgerekend-big2" not in member.get(f"/gebied/{code}@2024").content.decode()
    assert Client().get(f"/gebied/{code}@2024/nagerekend").status_code == 404


def test_a_judgement_that_failed_is_told_and_not_ordered_each_second(released, house, coalition, member):
    code = _working_area(house, coalition, THREE, FOUR)
    member.get(f"/gebied/{code}@2024")
    Work.objects.update(state="failed", finished_at=timezone.now(), problem={"message": TOO_MUCH, "row": None})
    page = member.get(f"/gebied/{code}@2024").content.decode()
    assert "meer geheugen" in page
    assert "omgerekend-big2" not in page
    assert Work.objects.count() == 1


@pytest.mark.req("SDC-08", "figures.retelling.retell")
def test_a_union_with_a_hidden_part_is_hidden_and_tells_no_more_than_the_released_parts(
    released,
    house,
    coalition,
    member,
):
    code = _working_area(house, coalition, ONE, THREE)
    told = _told(member, code)
    assert "verborgen" in told
    assert "<strong>" not in told
    (cell,) = member.get(f"/api/v1/observations?area={code}&indicator=big2").json()["observations"]
    assert (cell["status"], cell["value"], cell["numerator"], cell["denominator"]) == ("hidden", None, None, None)


@pytest.mark.req("SDC-08", "figures.deriving.withheld")
def test_a_union_that_gives_something_away_is_withheld_and_worded(released, house, coalition, member):
    code = _working_area(house, coalition, ONE, THREE)
    _open(released, ONE, 4, 150)  # a mistake of ours: a small cell is shown
    told = _told(member, code)
    assert "verborgen" in told
    assert "<strong>" not in told


@pytest.mark.req("SDC-08", "figures.deriving.recoverable")
def test_differencing_a_union_against_released_parts_is_found(released, house, coalition):
    """V4: the union of a hidden and a shown buurt, minus the shown one, is the hidden one."""
    code = _working_area(house, coalition, ONE, THREE)
    union = _derived(Place("2023", 2024, code), 44, 550)
    assert deriving.recoverable([union]) == {union}
    harmless = _derived(Place("2023", 2024, _working_area(house, coalition, THREE, FOUR)), 100, 800, parts=2)
    assert deriving.recoverable([harmless]) == frozenset()
    assert deriving.recoverable([harmless, union]) == {union}


@pytest.mark.req("SDC-08", "figures.deriving.recoverable")
def test_a_difference_that_is_a_hidden_cell_is_found(released):
    """The wijk without its other buurt is the buurt that was hidden."""
    difference = _derived(Place("2023", 2024, ONE), 5, 150)
    assert deriving.recoverable([difference]) == {difference}
    shown = _derived(Place("2023", 2024, THREE), 40, 400)
    assert deriving.recoverable([shown]) == frozenset()


@pytest.mark.req("SDC-08", "figures.deriving.recoverable")
def test_a_pooled_window_that_gives_a_hidden_year_is_found(house):
    for year, cases in (("2021", 40), ("2022", 4)):
        house({"GM9901": (cases, 400)}, year, name=f"{year}.csv")
    assert queries.series(VISITOR, "GM9901", 2024, "big2")[1].status == "hidden"
    window = _derived(Place("2021-2022", 2024, "GM9901"), 44, 800)
    assert deriving.recoverable([window]) == {window}


@pytest.mark.req("SDC-08", "figures.deriving.recoverable")
@pytest.mark.req("SDC-08", "figures.queries.told")
def test_a_figure_told_in_other_borders_that_gives_a_hidden_part_is_found_and_one_of_shown_parts_is_told(
    released,
    house,
    made_up,
):
    _merged(("BU99010109", ONE, THREE), ("BU99010309", FOUR, TWO))
    told = _derived(Place("2023", 2025, "BU99010109"), 44, 550)
    assert deriving.recoverable([told]) == {told}
    page = Client().get("/gebied/BU99010109@2025").content.decode()
    line = page[page.index('id="omgerekend-big2"') :].split("</li>")[0]
    assert "verborgen" in line
    assert "<strong>" not in line


@pytest.mark.req("SDC-08", "figures.queries.told._judged")
def test_own_figures_in_other_borders_of_any_area_are_judged_by_the_worker_first(
    released,
    house,
    made_up,
    monkeypatch,
):
    """A visitor's page and request wait too; a file says when to come back; nobody attacks inside a request."""
    _merged(("BU99010309", FOUR, THREE))
    visitor, address = Client(), "/gebied/BU99010309@2025"
    asked = "/api/v1/observations?area=BU99010309@2025&edition=2025&indicator=big2"
    with monkeypatch.context() as in_a_request:
        in_a_request.setattr(deriving, "recoverable", lambda *given: pytest.fail("attacked inside a request"))
        for _ in range(2):
            page = visitor.get(address).content.decode()
            assert "We rekenen de eigen cijfers van dit gebied na" in page
            assert f'hx-get="{address}/nagerekend"' in page
            assert "omgerekend-big2" not in page
        for waiting in (
            visitor.get(asked),
            visitor.get(f"{address}/cijfers.csv"),
            visitor.get(f"{address}/cijfers.xlsx"),
        ):
            assert (waiting.status_code, waiting["Retry-After"]) == (503, "5")
        assert visitor.get(asked.replace("&edition=2025", "")).status_code == 200, "published figures do not wait"
    assert Work.objects.filter(kind="judge").count() == 1, "ordered once, however often it is asked"
    work_off()
    with monkeypatch.context() as in_a_request:
        in_a_request.setattr(deriving, "recoverable", lambda *given: pytest.fail("attacked inside a request"))
        page = visitor.get(address).content.decode()
        assert "<strong>13" in page[page.index('id="omgerekend-big2"') :].split("</li>")[0]
        published, one = visitor.get(asked).json()["observations"]
        assert published["status"] == "no_data"
        assert (one["value"], one["numerator"], one["how"]) == (13.0, 100.0, "summed")
        assert "summed" in visitor.get(f"{address}/cijfers.csv").content.decode()


@pytest.mark.req("SDC-08", "figures.commands.judging.order_judgement")
def test_a_crowd_of_areas_cannot_fill_the_queue(released, house, made_up, monkeypatch):
    from kansrijk.figures.commands import judging

    _merged(("BU99010309", FOUR, THREE))
    monkeypatch.setattr(judging, "MOST_WAITING", 0)
    page = Client().get("/gebied/BU99010309@2025").content.decode()
    assert "er is een rij" in page
    assert "omgerekend-big2" not in page
    assert not Work.objects.filter(kind="judge").exists()


@pytest.mark.req("SDC-08", "figures.queries.reexpressed._unjudged")
def test_a_column_of_own_figures_in_other_borders_shows_no_sum_that_nobody_attacked(released, house, made_up):
    """Map and columns of the interface: what was merged is hidden there, what stayed what it was is as published."""
    _merged(("BU99010309", FOUR, THREE))
    told = queries.told_column(VISITOR, "big2", "buurt", 2025, country="XX")
    assert (told.how, told.column.status.tolist()) == (("",), [2])
    asked = "/api/v1/observations?indicator=big2&level=buurt&edition=2025&country=XX"
    (one,) = Client().get(asked).json()["observations"]
    assert (one["status"], one["value"], one["numerator"], one["denominator"]) == ("hidden", None, None, None)


def _course(client) -> str:
    return client.get("/insluiten/BU99010309/big2?vorm=verloop").content.decode()


@pytest.mark.req("SDC-08", "figures.embedding.views.block")
def test_a_block_in_another_site_orders_the_attacker_itself_and_shows_nothing_before(
    released, house, made_up, monkeypatch
):
    """Nobody may ever open the page of that area: the block would leave its own figures out for ever."""
    _merged(("BU99010309", FOUR, THREE))
    house({"BU99010309": (150, 900)}, "2024", edition=2025, name="2024.csv")
    visitor = Client()
    with monkeypatch.context() as in_a_request:
        in_a_request.setattr(deriving, "recoverable", lambda *given: pytest.fail("attacked inside a request"))
        for _ in range(2):
            waiting = visitor.get("/insluiten/BU99010309/big2?vorm=verloop")
            assert "Eigen cijfers uit andere grenzen staan hier nog niet" in waiting.content.decode()
            assert "max-age=5" in waiting["Cache-Control"], "a proxy asks again soon"
    assert Work.objects.filter(kind="judge").count() == 1, "ordered once, however often it is asked"
    work_off()
    with monkeypatch.context() as in_a_request:
        in_a_request.setattr(deriving, "recoverable", lambda *given: pytest.fail("attacked inside a request"))
        page = _course(visitor)
    assert "Eigen cijfers uit andere grenzen staan hier nog niet" not in page
    assert '<th scope="row">2023</th><td class="k-number">13' in page
    assert "max-age=600" in visitor.get("/insluiten/BU99010309/big2?vorm=verloop")["Cache-Control"]


@pytest.mark.req("SDC-08", "figures.queries.told.judgements")
def test_a_line_through_the_years_finds_the_judgement_that_the_page_of_the_area_ordered(
    released, house, coalition, made_up
):
    """The page leaves out the years in which an area was what it is now, the line does not: both ask their own way."""
    from kansrijk.areas import queries as places
    from kansrijk.figures.queries.told import told_of

    _merged(("BU99010309", FOUR, THREE))
    # The same buurt with its own figure of 2023 in an edition between: only the page takes the older sum for that year.
    records = [AreaRecord("XX00", "Verzonnen land", "country", None, country="XX", is_fictional=True)]
    records += [AreaRecord("BU99010309", "Nieuw 309", "buurt", country="XX", is_fictional=True)]
    assert not register_unaudited(2026, records).errors
    for old, new, code in ((2024, 2026, FOUR), (2024, 2026, THREE)):
        Succession.objects.create(
            from_edition=old, to_edition=new, from_code=code, to_code="BU99010309", level="buurt", weight=100,
            kind="merge", basis="adressen",
        )  # fmt: skip
    Succession.objects.create(
        from_edition=2025, to_edition=2026, from_code="BU99010309", to_code="BU99010309", level="buurt", weight=100,
        kind="same", basis="adressen",
    )  # fmt: skip
    house({THREE: (50, 400), FOUR: (70, 400)}, "2022", name="2022.csv")
    house({"BU99010309": (101, 800)}, "2023", edition=2025, name="2023-25.csv")
    area = places.area(VISITOR, "BU99010309", 2026)
    assert Client().get("/gebied/BU99010309@2026").status_code == 200
    work_off()
    assert not told_of(VISITOR, area, waits=True).is_waiting
    assert "We rekenen de eigen cijfers" not in Client().get("/gebied/BU99010309@2026").content.decode()


LIMITS = "area,period,population,indicator,numerator,denominator,unknown,reference\n"


def _births(house, coalition, write, hidden: tuple[int, int]):
    """A release of births by the epidemiologist and the coordinator: of one wijk SGA is about too few."""
    rows = {
        "WK990101": ((40, 500), hidden, (46, 485)),
        "WK990102": ((400, 6000), (600, 5800), (950, 5750)),
    }
    text = LIMITS
    for code, (preterm, sga, big2) in rows.items():
        for name, (n, d) in (("preterm", preterm), ("sga", sga), ("big2", big2)):
            chart = "none" if name == "preterm" else "hoftiezer_geboortegewicht"
            text += f"{code}@2024,2021-2023,all,{name},{n},{d},3,{chart}\n"
    receipt = commands.import_delivery(
        by=house.first, source="births", file=write(text, "telling.csv"), coalition=coalition.pk
    )
    assert not receipt.is_refused, receipt.errors
    commands.propose_release(by=house.first, release=receipt.release)
    commands.publish_release(by=house.second, release=receipt.release)


@pytest.mark.req("SDC-08", "figures.retelling._bounds")
@pytest.mark.parametrize("hidden", [(4, 490), (1, 490), (8, 485), (4, 460)])
def test_limits_of_a_sum_are_the_same_whatever_is_hidden_in_it(house, coalition, member, write, hidden):
    """They come from what the release shows: the other wijk, and the births of known term of this one."""
    _births(house, coalition, write, hidden)
    assert queries.figures_of(VISITOR, "WK990101", 2024, ["sga"])[0].status == "hidden"
    code = _working_area(house, coalition, "WK990101", "WK990102")
    member.get(f"/gebied/{code}@2024")
    work_off()
    page = member.get(f"/gebied/{code}@2024").content.decode()
    told = page[page.index('id="omgerekend-sga"') :].split("</li>")[0]
    assert "verborgen" in told
    assert "Het ligt ergens van 9,4 tot 17,6." in told, "598 of 6,304 to 1,104 of 6,300"
    answer = member.get(f"/api/v1/observations?area={code}&indicator=sga").json()["observations"]
    assert [one["value"] for one in answer] == [None]
    assert str(hidden[1]) not in told
    years = member.get(f"/vergelijk?gebied={code}@2024&indicator=sga&vorm=verloop").content.decode()
    assert "verborgen, ergens van 9,4 tot 17,6" in years
    assert "Wat er in deze grenzen is, is verborgen om mensen te beschermen." in years
    assert "Bron: de coalitie of GGD zelf" in " ".join(years.split()), "the source of what is hidden, not another one"


@pytest.mark.req("SDC-08", "figures.retelling._bounds")
@pytest.mark.parametrize(("one", "two"), [(4, 59), (1, 62), (7, 56)])
def test_a_table_of_our_own_that_shows_no_group_leaves_no_limit(house, coalition, member, one, two):
    house({**COUNTS, ONE: (one, 150), TWO: (two, 255)})
    code = _working_area(house, coalition, ONE, THREE)
    told = _told(member, code)
    assert "verborgen" in told
    assert "Het ligt ergens van" not in told
