"""A source that answers as CBS does: 10,000-row limit, next link, slow, broken off, garbage."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from kansrijk.figures.pulling import Client

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
