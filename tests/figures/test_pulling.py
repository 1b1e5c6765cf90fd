"""Fetching over OData, against a stub that answers as CBS does: 10,000-row limit, nextLink, slow, broken, garbage."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from kansrijk.areas.models import Area
from kansrijk.figures import commands
from kansrijk.figures.models import Row
from kansrijk.figures.pulling import Client, NotFetched, fetch_table

TABLE = "85984NED"


class _Cbs(BaseHTTPRequestHandler):
    """State lies on the server: rows, modified, faults (how many answers go wrong, and how), asked (addresses)."""

    def log_message(self, *args) -> None:
        pass

    def do_GET(self) -> None:
        state = self.server.state
        state["asked"].append(self.path)
        parts = urlsplit(self.path)
        query = {key: value[0] for key, value in parse_qs(parts.query).items()}
        if "TypedDataSet" in parts.path or "Observations" in parts.path:
            fault = state["faults"].pop(0) if state["faults"] else ""
            if fault:
                self._fail(fault)
                return
        if parts.path.endswith("TableInfos"):
            self._json({"odata.metadata": "", "value": [{"Modified": state["modified"]}]})
            state["modified"] = state.get("then_modified", state["modified"])
        elif parts.path.endswith("Properties"):
            self._json({"Modified": state["modified"]})
            state["modified"] = state.get("then_modified", state["modified"])
        elif parts.path.endswith("MeasureCodes"):
            self._json({"value": state["measures"]})
        elif parts.path.endswith(("/WijkenEnBuurten", "/WijkenEnBuurtenCodes")) and "names" in state:
            key = "Identifier" if parts.path.endswith("Codes") else "Key"
            known = [{key: f"{code:<10}", "Title": name} for code, name in state["names"].items()]
            self._json({"value": known[int(query.get("$skip", "0")) :][:5_000]})
        elif parts.path.endswith("TypedDataSet"):
            top, skip = int(query.get("$top", "1000000")), int(query.get("$skip", "0"))
            if min(top, len(state["rows"]) - skip) > 10_000:
                self._send(500, b"The query returns more than 10000 records")
                return
            answer = {"odata.metadata": "", "value": state["rows"][skip : skip + min(top, state.get("page", top))]}
            if skip + len(answer["value"]) < min(len(state["rows"]), skip + top):
                address = f"http://127.0.0.1:{self.server.server_port}{parts.path}"
                answer["odata.nextLink"] = f"{address}?$format=json&$skip={skip + len(answer['value'])}"
            self._json(answer)
        elif parts.path.endswith("Observations"):
            at = int(query.get("$skiptoken", "0"))
            answer = {"value": state["rows"][at : at + 2]}
            if at + 2 < len(state["rows"]):
                root = state.get("next_root") or f"http://127.0.0.1:{self.server.server_port}/{TABLE}/"
                answer["@odata.nextLink"] = f"{root}Observations?$skiptoken={at + 2}"
            self._json(answer)
        else:
            self._send(404, b"")

    def _fail(self, fault: str) -> None:
        if fault == "broken":
            self.send_response(200)
            self.send_header("Content-Length", "5000")
            self.end_headers()
            self.wfile.write(b'{"value": [')
            self.close_connection = True
        elif fault == "garbage":
            self._send(200, b"<html>onderhoud</html>")
        elif fault == "slow":
            self.server.state["gate"].wait(5)
        else:
            self._send(int(fault), b"")

    def _json(self, document: object) -> None:
        self._send(200, json.dumps(document).encode())

    def _send(self, code: int, content: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Length", str(len(content)))
        if code == 302:
            self.send_header("Location", "http://127.0.0.2:1/elsewhere")
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture
def cbs():
    """A running stub: (its state, a client for it)."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Cbs)
    server.daemon_threads = True
    server.state = {"rows": [], "modified": "2025-11-01", "faults": [], "asked": [], "gate": threading.Event()}
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    base = f"http://127.0.0.1:{server.server_port}"
    client = Client(base, timeout=0.5, tries=2, pause=0.0, allow_loopback=True, sleep=lambda _: None)
    yield server.state, client
    server.state["gate"].set()
    server.shutdown()
    server.server_close()
    thread.join()


def _rows(count: int) -> list[dict[str, object]]:
    return [{"ID": number, "AantalInwoners_5": number} for number in range(count)]


def test_pages_stay_under_the_limit_of_ten_thousand(cbs, tmp_path):
    state, client = cbs
    state["rows"] = _rows(12_345)
    fetched = fetch_table(client, TABLE, tmp_path)
    assert len(json.loads(fetched.path.read_text())["value"]) == 12_345
    assert sum("TypedDataSet" in one for one in state["asked"]) == 3


def test_a_table_that_did_not_change_is_not_fetched_again(cbs, tmp_path):
    state, client = cbs
    state["rows"] = _rows(3)
    fetch_table(client, TABLE, tmp_path)
    state["asked"].clear()
    assert fetch_table(client, TABLE, tmp_path).is_cached
    assert len(state["asked"]) == 1
    state["modified"] = "2025-12-01"
    assert not fetch_table(client, TABLE, tmp_path).is_cached


@pytest.mark.parametrize("fault", ["broken", "garbage", "slow", "503"])
@pytest.mark.req("RES-14", "figures.pulling.client")
def test_one_bad_answer_is_tried_again(cbs, tmp_path, fault):
    state, client = cbs
    state["rows"], state["faults"] = _rows(3), [fault]
    assert fetch_table(client, TABLE, tmp_path).modified == "2025-11-01"


@pytest.mark.parametrize("fault", ["broken", "garbage", "404", "302"])
def test_a_fetch_that_fails_goes_on_where_it_was(cbs, tmp_path, fault):
    state, client = cbs
    state["rows"], state["faults"] = _rows(7_000), ["", fault, fault]
    with pytest.raises(NotFetched, match="nothing was stored"):
        fetch_table(client, TABLE, tmp_path)
    state["faults"].clear()
    state["asked"].clear()
    fetched = fetch_table(client, TABLE, tmp_path)
    assert len(json.loads(fetched.path.read_text())["value"]) == 7_000
    assert sum("TypedDataSet" in one for one in state["asked"]) == 1


@pytest.mark.parametrize(
    "base",
    [
        "http://opendata.cbs.nl/x",
        "https://opendata.cbs.nl.evil.example/x",
        "https://opendata.cbs.nl@evil.example/x",
        "https://evil.example/?opendata.cbs.nl",
        "https://opendata.cbs.nl:8443/x",
        "http://127.0.0.1:80/",
        "file:///etc/passwd",
    ],
)
@pytest.mark.req("WEB-32", "figures.pulling.client")
def test_only_known_hosts_are_asked(base):
    with pytest.raises(NotFetched):
        Client(base)


def test_a_next_link_to_another_host_is_not_followed(cbs, tmp_path):
    state, client = cbs
    state["rows"], state["next_root"] = _rows(5), f"http://127.0.0.2:1/{TABLE}/"
    with pytest.raises(NotFetched, match="another host"):
        fetch_table(client, TABLE, tmp_path, version=4)


def _typed(code: str, kind: str, people: int) -> dict[str, object]:
    return {
        "ID": 1,
        "WijkenEnBuurten": f"{code:<10}",
        "Gemeentenaam_1": "Verzonnen",
        "SoortRegio_2": f"{kind:<10}",
        "AantalInwoners_5": people,
        "k_0Tot15Jaar_8": None,
        "k_65JaarOfOuder_12": 10,
        "HuishoudensTotaal_29": 40,
        "GemiddeldeHuishoudensgrootte_33": 2.1,
        "Bevolkingsdichtheid_34": 5,
    }


@pytest.mark.django_db
def test_a_pulled_year_is_imported_and_says_what_it_has_not(cbs, beheer, made_up):
    state, client = cbs
    state["rows"] = [_typed("GM9901", "Gemeente", 120), _typed("WK990101", "Wijk", 60)]
    receipt = commands.pull(by=beheer, source="cbs-kwb", year=2024, client=client)
    assert (receipt.source, receipt.period, receipt.stored, receipt.errors) == ("cbs-odata", "2024", 2, ())
    row = Row.objects.get(area_code="WK990101")
    assert (row.value[0], row.value[1], row.status[1]) == (60.0, None, 4)
    assert commands.pull(by=beheer, source="cbs-kwb", year=2024, client=client).unchanged == 2


@pytest.mark.django_db
@pytest.mark.parametrize("version", [3, 4])
def test_areas_that_no_file_of_boundaries_has_come_in_by_their_name(cbs, beheer, made_up, version):
    """The national table holds the country and buurten without an outline; a pull was refused whole for them."""
    state, client = cbs
    fresh = {"NL00": "Nederland", "BU99010199": "Op het water"}
    state["names"] = {**fresh, "GM9901": "Verzonnen gemeente", "BU99990000": "Nergens"}
    if version == 3:
        kinds = {"NL00": "Land", "GM9901": "Gemeente", "BU99010199": "Buurt"}
        state["rows"] = [_typed(code, kind, 100) for code, kind in kinds.items()]
    else:
        titles = ["Aantal inwoners", "0 tot 15 jaar", "65 jaar of ouder", "Huishoudens totaal"]
        titles += ["Gemiddelde huishoudensgrootte", "Bevolkingsdichtheid"]
        state["measures"] = [{"Identifier": f"M{i}", "Title": title} for i, title in enumerate(titles)]
        state["rows"] = [
            {"Id": i, "Measure": f"M{i}", "ValueAttribute": "None", "Value": 10 + i, "WijkenEnBuurten": f"{code:<10}"}
            for code in ("NL00", "GM9901", "BU99010199")
            for i in range(len(titles))
        ]
    receipt = commands.pull(by=beheer, source="cbs-kwb", year=2024, client=client, version=version)
    assert (receipt.errors, receipt.stored) == ((), 3)
    held = dict(Area.objects.filter(edition=2024, code__in=fresh).values_list("code", "name"))
    assert held == fresh
    assert not Area.objects.filter(code="BU99990000").exists(), "a name without figures makes no area"


@pytest.mark.django_db
def test_observations_of_version_four_become_rows(cbs, beheer, made_up):
    state, client = cbs
    titles = ["Aantal inwoners", "0 tot 15 jaar", "65 jaar of ouder", "Huishoudens totaal"]
    titles += ["Gemiddelde huishoudensgrootte", "Bevolkingsdichtheid"]
    state["measures"] = [{"Identifier": f"M{i}", "Title": title} for i, title in enumerate(titles)]
    state["rows"] = [
        {"Id": i, "Measure": f"M{i}", "ValueAttribute": "None", "Value": 10 + i, "WijkenEnBuurten": "GM9901    "}
        for i in range(len(titles))
    ]
    receipt = commands.pull(by=beheer, source="cbs-kwb", year=2024, client=client, version=4)
    assert receipt.errors == ()
    assert Row.objects.get().value == [10.0, 11.0, 12.0, 13.0, 14.0, 15.0]
