"""Pulling goes on where it stopped and asks for nothing twice, in both versions, by the verb too."""

import json

import pytest
from tests.figures.source_like_cbs import TABLE
from tests.figures.test_pulling import _rows, _typed
from typer.testing import CliRunner

from kansrijk.figures import commands
from kansrijk.figures.models import Release, Row
from kansrijk.figures.pulling import Client, NotFetched, fetch_table


def _cells(count: int) -> list[dict[str, object]]:
    return [{"Id": number, "Measure": "M0", "Value": number, "Wijken": f"GM{number:04}"} for number in range(count)]


def _fetched(state) -> list[str]:
    """What was asked for rows."""
    return [one for one in state["asked"] if "TypedDataSet" in one or "Observations" in one]


def test_version_four_follows_the_next_link_to_the_end(cbs, tmp_path):
    state, client = cbs
    state["rows"], state["measures"] = _cells(7), [{"Identifier": "M0", "Title": "Aantal inwoners"}]
    fetched = fetch_table(client, TABLE, tmp_path, version=4)
    document = json.loads(fetched.path.read_text())
    assert [one["Value"] for one in document["value"]] == list(range(7))
    assert document["MeasureCodes"] == state["measures"]
    assert len(_fetched(state)) == 4


@pytest.mark.req("RES-14", "figures.pulling.tables._page")
@pytest.mark.parametrize("fault", ["broken", "garbage", "slow", "503"])
def test_version_four_goes_on_where_it_was(cbs, tmp_path, fault):
    state, client = cbs
    state["rows"], state["measures"], state["faults"] = _cells(7), [], ["", "", fault, fault]
    with pytest.raises(NotFetched, match="nothing was stored"):
        fetch_table(client, TABLE, tmp_path, version=4)
    assert list(tmp_path.glob("*.json")) == [], "half a table is none"
    state["faults"].clear()
    state["asked"].clear()
    fetched = fetch_table(client, TABLE, tmp_path, version=4)
    assert len(json.loads(fetched.path.read_text())["value"]) == 7
    assert len(_fetched(state)) == 2, "the two pages that came in are not asked for again"


@pytest.mark.parametrize("version", [3, 4])
def test_a_table_that_changed_meanwhile_is_fetched_from_the_start(cbs, tmp_path, version):
    """Pages of two moments are never one table."""
    state, client = cbs
    state["rows"] = _rows(7_000) if version == 3 else _cells(7)
    state["measures"], state["faults"] = [], ["", "garbage", "garbage"]
    with pytest.raises(NotFetched):
        fetch_table(client, TABLE, tmp_path, version=version)
    state["modified"], state["asked"], state["faults"] = "2026-01-01", [], []
    state["rows"] = [{**row, "ID": 1} for row in state["rows"]]
    fetched = fetch_table(client, TABLE, tmp_path, version=version)
    assert {row["ID"] for row in json.loads(fetched.path.read_text())["value"]} == {1}
    assert fetched.modified == "2026-01-01"


def test_a_page_that_was_kept_by_half_is_asked_for_again(cbs, tmp_path):
    state, client = cbs
    state["rows"], state["faults"] = _rows(7_000), ["", "garbage", "garbage"]
    with pytest.raises(NotFetched):
        fetch_table(client, TABLE, tmp_path)
    (kept,) = tmp_path.glob("*.pages/00000.json")
    kept.write_bytes(kept.read_bytes()[:1000])
    fetched = fetch_table(client, TABLE, tmp_path)
    assert len(json.loads(fetched.path.read_text())["value"]) == 7_000


def test_a_last_page_that_is_just_full_ends_too(cbs, tmp_path):
    state, client = cbs
    state["rows"] = _rows(10_000)
    assert len(json.loads(fetch_table(client, TABLE, tmp_path).path.read_text())["value"]) == 10_000
    assert len(_fetched(state)) == 3


@pytest.mark.req("RES-14", "figures.pulling.tables._v3_pages")
def test_fewer_rows_than_were_asked_for_are_not_the_end(cbs, tmp_path):
    """The Feed of CBS sets the size of its pages itself, and names where it goes on."""
    state, client = cbs
    state["rows"], state["page"] = _rows(2_500), 1_000
    fetched = json.loads(fetch_table(client, TABLE, tmp_path).path.read_text())
    assert [row["ID"] for row in fetched["value"]] == list(range(2_500))


def test_a_page_without_rows_that_goes_on_is_refused(cbs, tmp_path):
    state, client = cbs
    state["rows"], state["page"] = _rows(5), 0
    with pytest.raises(NotFetched, match="a page without rows"):
        fetch_table(client, TABLE, tmp_path)


@pytest.mark.req("RES-14", "figures.pulling.tables.fetch_table")
@pytest.mark.parametrize("version", [3, 4])
def test_a_table_that_changes_while_it_is_fetched_is_no_table(cbs, tmp_path, version):
    state, client = cbs
    state["rows"] = _rows(7) if version == 3 else _cells(7)
    state["measures"], state["then_modified"] = [], "2026-01-01"
    with pytest.raises(NotFetched, match="changed while it was fetched; nothing was stored"):
        fetch_table(client, TABLE, tmp_path, version=version)
    assert list(tmp_path.iterdir()) == [], "no page of another moment stays"
    assert fetch_table(client, TABLE, tmp_path, version=version).modified == "2026-01-01"


@pytest.mark.parametrize("root", ["", f"/{TABLE}/"])
def test_a_next_page_may_be_told_from_its_own(cbs, tmp_path, root):
    state, client = cbs
    state["rows"], state["measures"] = _cells(5), []
    state["next_root"] = root or "./"
    document = json.loads(fetch_table(client, TABLE, tmp_path, version=4).path.read_text())
    assert len(document["value"]) == 5
    assert {one.partition("?")[0] for one in _fetched(state)} == {f"/{TABLE}/Observations"}


def test_a_source_that_names_itself_by_http_is_asked_by_https(monkeypatch):
    asked = []
    monkeypatch.setattr(Client, "_once", lambda _, whole: asked.append(whole) or {})
    client = Client("https://opendata.cbs.nl/ODataFeed/odata")
    client.get(client.after("T/TypedDataSet", "http://opendata.cbs.nl/ODataFeed/odata/T/TypedDataSet?$skip=10000"))
    assert asked == ["https://opendata.cbs.nl/ODataFeed/odata/T/TypedDataSet?$skip=10000"]
    for elsewhere in (
        "http://opendata.cbs.nl:8080/x",
        "http://opendata.cbs.nl@evil.example/x",
        "http://cbs.evil.example/x",
    ):
        with pytest.raises(NotFetched, match="another host"):
            client.get(elsewhere)
    assert len(asked) == 1


@pytest.fixture
def verb(cbs, beheer, made_up, monkeypatch):
    """`kansrijk figures pull …` against the source of the tests: (its state, run)."""
    from kansrijk.cli.main import app

    state, client = cbs
    state["rows"] = [_typed("GM9901", "Gemeente", 120), _typed("WK990101", "Wijk", 60)]
    monkeypatch.setattr("kansrijk.figures.commands.pulls.Client", lambda base: client)
    return state, lambda *words: CliRunner().invoke(app, ["figures", "pull", "cbs-kwb", *words])


@pytest.mark.django_db
def test_the_verb_pulls_once_and_the_second_time_fetches_no_row(verb):
    state, run = verb
    first = run("--year", "2024", "--json")
    assert first.exit_code == 0, first.output
    assert json.loads(first.stdout)["stored"] == 2
    state["asked"].clear()
    again = run("--year", "2024", "--json")
    told = json.loads(again.stdout)
    assert (told["stored"], told["unchanged"]) == (0, 2)
    assert _fetched(state) == []
    assert len(state["asked"]) == 1, "only when it was changed"
    assert Release.objects.count() == 1
    state["modified"], state["asked"] = "2025-12-24", []
    state["rows"] = [_typed("GM9901", "Gemeente", 121), _typed("WK990101", "Wijk", 60)]
    newer = json.loads(run("--year", "2024", "--json").stdout)
    assert (newer["stored"], newer["unchanged"]) == (1, 1)
    assert _fetched(state) != []


@pytest.mark.django_db
@pytest.mark.req("RES-14", "cli.figures.pull")
@pytest.mark.parametrize("fault", ["broken", "garbage", "slow", "503", "404"])
def test_a_source_that_fails_is_one_line_and_stores_nothing(verb, fault):
    state, run = verb
    state["faults"] = [fault, fault]
    done = run("--year", "2024")
    assert done.exit_code == 1
    assert "nothing was stored" in done.stderr
    assert "Traceback" not in done.output
    assert Release.objects.count() == Row.objects.count() == 0
    state["faults"] = []
    assert run("--year", "2024").exit_code == 0


@pytest.mark.django_db
def test_a_year_without_a_table_is_said(verb):
    _, run = verb
    done = run("--year", "1899")
    assert done.exit_code == 1
    assert "no table of 1899" in done.stderr


@pytest.mark.django_db
def test_pulled_figures_are_those_of_the_verb_import(verb, tmp_path, settings):
    """The kept document is an ordinary delivery of `cbs-odata`: read in by hand it changes nothing."""
    _, run = verb
    run("--year", "2024")
    (kept,) = (settings.DATA_DIR / "pulled").glob("*.json")
    from kansrijk.trust.commands import installation_actor

    receipt = commands.import_delivery(by=installation_actor(), source="cbs-odata", file=kept, period="2024")
    assert (receipt.stored, receipt.unchanged) == (0, 2)
