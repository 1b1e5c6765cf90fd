"""Every file that is sent goes past the scanner, and none goes on while it does not answer (WEB-35).

The scanner here is a real server on a real socket that speaks INSTREAM as clamd does.
"""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.coalition.conftest import SLUG, client_of

from kansrijk.coalition.models import Intake
from kansrijk.trust.models import AuditRecord
from kansrijk.trust.scanning import ScannerAway, found_in, is_address

# The test file of the virus scanners (EICAR), in two halves so that no scanner stops at this file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
AT = f"/coalitie/{SLUG}/werkmap"


class Scanner:
    """clamd for as much as we use of it. `answers` is said instead of a verdict; `taken` what came in."""

    def __init__(self, folder: Path) -> None:
        self.path = str(folder / "clamd.ctl")
        self.taken: list[bytes] = []
        self.answers: bytes | None = None
        self.server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.server.bind(self.path)
        self.server.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self.server.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                self._answer(connection, stream)

    def _answer(self, connection: socket.socket, stream) -> None:
        assert stream.read(10) == b"zINSTREAM\0"
        body = b""
        while size := struct.unpack("!I", stream.read(4))[0]:
            body += stream.read(size)
        self.taken.append(body)
        verdict = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in body else b"stream: OK\0"
        connection.sendall(verdict if self.answers is None else self.answers)

    def close(self) -> None:
        """Nobody answers any more; twice is once."""
        with suppress(OSError):
            self.server.shutdown(socket.SHUT_RDWR)  # wakes who waits for a connection
        self.server.close()


@pytest.fixture
def scanner(tmp_path, settings) -> Iterator[Scanner]:
    found = Scanner(tmp_path)
    settings.CLAMD = found.path
    yield found
    found.close()


def send(browser, content: bytes):
    return browser.post(AT, {"file": SimpleUploadedFile("werkmap.xlsx", content)})


def workbook() -> bytes:
    from tests.coalition.asked import workbook as made

    return made()


@pytest.mark.django_db
@pytest.mark.req("WEB-35", "trust.gate._held_back")
def test_a_file_with_a_virus_is_refused_kept_nowhere_and_written_down(scanner, coordinator):
    answer = send(client_of(coordinator), b"PK\x03\x04" + EICAR)
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "Eicar-Test-Signature" in told
    assert "niets bewaard" in told
    assert not Intake.objects.exists()
    (record,) = AuditRecord.objects.filter(event="file held back")
    assert record.detail["found"] == "Eicar-Test-Signature"


@pytest.mark.django_db
def test_a_clean_file_goes_on_whole(scanner, coordinator):
    content = workbook()
    assert send(client_of(coordinator), content).status_code == 302
    assert scanner.taken == [content], "the scanner saw every byte"
    assert Intake.objects.get().state == "checked", "and so did who reads it after"


@pytest.mark.django_db
@pytest.mark.req("WEB-35", "trust.gate._held_back")
@pytest.mark.parametrize("answers", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OKAY\0", b"OK\0"])
def test_a_scanner_that_does_not_say_clean_lets_nothing_through(scanner, coordinator, answers):
    scanner.answers = answers
    answer = send(client_of(coordinator), workbook())
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert not Intake.objects.exists()


@pytest.mark.django_db
def test_a_scanner_that_is_away_lets_nothing_through_and_stops_nothing_else(scanner, coordinator):
    scanner.close()
    browser = client_of(coordinator)
    assert send(browser, workbook()).status_code == 503
    assert browser.get(AT).status_code == 200
    assert browser.post(f"/coalitie/{SLUG}/doelen", {"text": "Eerder hulp", "phase": "during"}).status_code == 302


@pytest.mark.django_db
def test_without_a_scanner_files_go_on_as_before(coordinator, settings):
    settings.CLAMD = ""
    assert send(client_of(coordinator), workbook()).status_code == 302


@pytest.mark.django_db
def test_who_may_not_send_a_file_is_refused_before_it_is_scanned(scanner, client):
    assert send(client, workbook()).status_code in {302, 404}
    assert scanner.taken == []


def test_large_files_are_streamed_in_pieces(tmp_path):
    scanner = Scanner(tmp_path)
    content = bytes(range(256)) * 1000
    assert found_in([content, b"", content], scanner.path) == ""
    assert scanner.taken == [content * 2]
    scanner.close()
    with pytest.raises(ScannerAway):
        found_in([content], scanner.path)


@pytest.mark.parametrize(
    ("address", "can_be"),
    [
        ("/run/clamav/clamd.ctl", True),
        ("tcp://127.0.0.1:3310", True),
        ("clamd", False),
        ("tcp://host", False),
        ("tcp://host:poort", False),
        ("http://host:3310", False),
    ],
)
def test_an_address_is_a_socket_or_a_host_with_a_port(address, can_be):
    assert is_address(address) is can_be
