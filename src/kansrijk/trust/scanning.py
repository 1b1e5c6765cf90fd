"""Files that are sent to us go past clamd first, where the installation names its socket (KANSRIJK_CLAMD).

Closed when in doubt: a scanner that is away, that breaks off or that says anything but OK lets nothing through. The
bytes are streamed over (INSTREAM), so that the scanner needs no right on our files.
"""

import socket
import struct
from collections.abc import Iterable
from urllib.parse import urlsplit

SECONDS = 20
CHUNK = 64 * 1024
LONGEST_ANSWER = 4096


class ScannerAway(Exception):
    """The scanner did not say whether a file is clean."""


def is_address(address: str) -> bool:
    """Whether it is a path of a socket, or `tcp://host:port`."""
    if address.startswith("/"):
        return True
    try:
        parts = urlsplit(address)
        return parts.scheme == "tcp" and bool(parts.hostname) and parts.port is not None
    except ValueError:
        return False


def found_in(chunks: Iterable[bytes], address: str) -> str:
    """The name of what was found in a file, '' for nothing. Raises `ScannerAway`."""
    try:
        with _connected(address) as scanner:
            scanner.sendall(b"zINSTREAM\0")
            for chunk in chunks:
                for start in range(0, len(chunk), CHUNK):
                    part = chunk[start : start + CHUNK]
                    scanner.sendall(struct.pack("!I", len(part)) + part)
            scanner.sendall(struct.pack("!I", 0))
            answer = _answer(scanner)
    except OSError as error:
        raise ScannerAway(str(error)) from error
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerAway(answer[:200] or "no answer")


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        scanner = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        scanner.settimeout(SECONDS)
        try:
            scanner.connect(address)
        except OSError:
            scanner.close()
            raise
        return scanner
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=SECONDS)


def _answer(scanner: socket.socket) -> str:
    """Up to its NUL."""
    told = b""
    while b"\0" not in told and len(told) < LONGEST_ANSWER:
        part = scanner.recv(LONGEST_ANSWER)
        if not part:
            break
        told += part
    return told.partition(b"\0")[0].decode("utf-8", "replace").strip()
