"""What stands in the way of serving real people: one sentence each, which says what to do and repeats no secret."""

import os
import re
import string
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

LONG_ENOUGH, VARIED_ENOUGH = 50, 10  # characters of a secret key; different ones among them
DEMO_MASTER_KEY = "b25seS1mb3ItZGVtby1hbmQtdGVzdHMtMzJieXRlcyE="
GUESSED_FIRST = {
    "postgres",
    "postgresql",
    "kansrijk",
    "kansrijk_app",
    "password",
    "secret",
    "changeme",
    "wachtwoord",
    "admin",
}
HOST = re.compile(
    r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9a-fA-F:]+\]"
)
REQUIRED = {
    "DATABASE_URL": "the address of the database, under the application's role",
    "KANSRIJK_SECRET_KEY": "a long random text that signs sessions",
    "KANSRIJK_MASTER_KEYS": "the key that wraps the coalitions' keys: base64 of 32 random bytes",
    "KANSRIJK_HOSTS": "the host names that this installation answers to",
    "KANSRIJK_BEHIND_PROXY": "how many proxies stand in front; one must speak https, plain http is refused",
    "KANSRIJK_EMAIL_FROM": "the address that mail comes from",
}


def faults() -> list[str]:
    """Every fault of the environment; without one, those of the database that it names."""
    return list(_environment()) or list(_database())


def alarms() -> list[str]:
    """What is wrong while it runs, and no reason not to start: only asked where `faults` found nothing."""
    from django.db import DatabaseError

    from kansrijk.trust import database

    try:
        return list(database.alarms())
    except DatabaseError:
        return ["the database does not answer: check DATABASE_URL, the password of the role and the server itself"]


def keys() -> list[str]:
    """The marks of the installation's keys, by which a backup names the one that it needs; the newest first."""
    from django.conf import settings

    from kansrijk.trust import sealed_files

    return [sealed_files.mark(key) for key in settings.MASTER_KEYS]


def _environment() -> Iterator[str]:
    yield from (f"set {name}: {why}" for name, why in REQUIRED.items() if not os.environ.get(name))
    for name, look in (
        ("KANSRIJK_MODE", _mode),
        ("DATABASE_URL", _database_url),
        ("KANSRIJK_SECRET_KEY", _secret_key),
        ("KANSRIJK_MASTER_KEYS", _master_keys),
        ("KANSRIJK_HOSTS", _hosts),
        ("KANSRIJK_BEHIND_PROXY", _proxies),
        ("KANSRIJK_DATABASE_ROLE", _role),
        ("DJANGO_SETTINGS_MODULE", _module),
        ("KANSRIJK_WORKERS", _workers),
        ("KANSRIJK_EMAIL_BACKEND", _backend),
        ("KANSRIJK_EMAIL_FROM", _sender),
        ("KANSRIJK_SECURITY_CONTACT", _contact),
        ("KANSRIJK_CLAMD", _scanner),
    ):
        if os.environ.get(name):
            yield from look(os.environ[name])
    yield from _data_folder(Path(os.environ.get("KANSRIJK_DATA", "var")).absolute())
    yield from _front_end()


def _mode(value: str) -> Iterator[str]:
    if value in {"demo", "test"}:
        yield "KANSRIJK_MODE is not production: plain http and demo sign-in are for this computer alone"
    elif value != "production":
        yield "KANSRIJK_MODE is not known: leave it out, or set it to production"


def _database_url(value: str) -> Iterator[str]:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        yield "DATABASE_URL cannot be read: write it as postgresql://role:password@host:5432/name"
        return
    if parts.scheme not in {"postgresql", "postgres"}:
        yield "DATABASE_URL is not an address of PostgreSQL: write it as postgresql://role:password@host:5432/name"
    elif not parts.path.strip("/"):
        yield "DATABASE_URL names no database: end it with /name"
    elif not parts.username:
        yield "DATABASE_URL names no role: connect under the application's role"
    elif (parts.password or "").lower() in GUESSED_FIRST | {(parts.username or "").lower()} and parts.password:
        yield "the password in DATABASE_URL is one that is guessed first: give the role another"


def _secret_key(value: str) -> Iterator[str]:
    if "only-for-demo" in value or len(value) < LONG_ENOUGH or len(set(value)) < VARIED_ENOUGH:
        yield f"KANSRIJK_SECRET_KEY can be guessed: use at least {LONG_ENOUGH} random characters of your own"


def _master_keys(value: str) -> Iterator[str]:
    for number, key in enumerate(value.split(","), start=1):
        try:
            length = len(b64decode(key, validate=True))
        except (NotBase64, ValueError):
            yield f"key {number} of KANSRIJK_MASTER_KEYS is not base64"
            continue
        if length != 32:
            yield f"key {number} of KANSRIJK_MASTER_KEYS is {length} bytes long and must be 32"
        elif key == DEMO_MASTER_KEY:
            yield f"key {number} of KANSRIJK_MASTER_KEYS is that of the demo, which everybody has: make your own"


def _hosts(value: str) -> Iterator[str]:
    for host in value.split(","):
        if host == "*" or host.startswith("."):
            yield "KANSRIJK_HOSTS answers to any name: list each host name in full"
        elif not HOST.fullmatch(host):
            yield "KANSRIJK_HOSTS holds something that is not a host name: no scheme, port, path or space"


def _proxies(value: str) -> Iterator[str]:
    if not value.isdecimal() or not 1 <= int(value) <= 9:
        yield "KANSRIJK_BEHIND_PROXY is not a number of proxies: write 1 when one proxy stands in front"


def _role(value: str) -> Iterator[str]:
    yield "KANSRIJK_DATABASE_ROLE is set: leave it out, the server must not run as the owner of the tables"


def _module(value: str) -> Iterator[str]:
    if value != "kansrijk.config.settings":
        yield "DJANGO_SETTINGS_MODULE names other settings: leave it out"


def _workers(value: str) -> Iterator[str]:
    if not value.isdecimal() or not 1 <= int(value) <= 64:
        yield "KANSRIJK_WORKERS is not a number from 1 to 64"


def _backend(value: str) -> Iterator[str]:
    from importlib import import_module

    if value.rpartition(".")[0].endswith((".console", ".dummy", ".locmem", ".filebased")):
        yield "KANSRIJK_EMAIL_BACKEND sends no mail: invitations and new passwords would reach nobody"
        return
    module, _, name = value.rpartition(".")
    try:
        found = hasattr(import_module(module), name) if module else False
    except (ImportError, ValueError):
        found = False
    if not found:
        yield "KANSRIJK_EMAIL_BACKEND is not a class that can be found"


def _sender(value: str) -> Iterator[str]:
    if value.count("@") != 1 or any(character in string.whitespace for character in value):
        yield "KANSRIJK_EMAIL_FROM is not an email address"


def _contact(value: str) -> Iterator[str]:
    if not value.startswith(("mailto:", "https://")) or any(character in string.whitespace for character in value):
        yield "KANSRIJK_SECURITY_CONTACT begins with mailto: or https://"


def _scanner(value: str) -> Iterator[str]:
    from kansrijk.trust import scanning

    if not scanning.is_address(value):
        yield "KANSRIJK_CLAMD is no path of a socket and no tcp://host:port"
        return
    try:
        scanning.found_in([b"kansrijk"], value)
    except scanning.ScannerAway:
        yield "the scanner of KANSRIJK_CLAMD does not answer: every file that is sent is refused"


def _data_folder(folder: Path) -> Iterator[str]:
    above = next(path for path in (folder, *folder.parents) if path.exists())
    if not above.is_dir():
        yield "KANSRIJK_DATA is a file: name a folder"
    elif not os.access(above, os.W_OK | os.X_OK):
        yield "KANSRIJK_DATA cannot be written by the user that runs this"


def _front_end() -> Iterator[str]:
    from kansrijk.web import build

    if not (build.OUT / "site.css").exists():
        yield "the front end is not built: run make install, or install the wheel"


def _database() -> Iterator[str]:
    """What the database answers; nothing of its own words is repeated, they may hold an address or a password."""
    from kansrijk.cli import application

    application.prepare()
    from django.db import DatabaseError

    from kansrijk.trust import database

    try:
        yield from database.faults()
    except DatabaseError:
        yield "the database does not answer: check DATABASE_URL, the password of the role and the server itself"
