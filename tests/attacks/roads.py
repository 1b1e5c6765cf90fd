"""Every road out of the house, walked: all addresses that a reader can open, what they link to, and what is inside."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from itertools import product
from urllib.parse import urlencode, urlsplit

from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from kansrijk.trust.addresses import addresses

LINK = re.compile(rb'(?:href|src|action|data-[a-z-]+)="(/[^"#]*)')
IN_JSON = re.compile(rb'"(/(?:api|gebied|kaart|indicatoren)[^"#]*)"')
# What is no figure, or ends a session.
LEFT_OUT = re.compile(r"^/(static|demo|account|aanmelden|afmelden|accounts|mfa|taal|api/v1/openapi|api/v1/docs)")
OTHER_INDICATOR = re.compile(r"(?:indicatoren/|indicators/|indicator=)([a-z0-9_]+)")
MOST = 1_500


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the headers that say something, and every text inside the body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    texts: tuple[bytes, ...]


def seeds(codes: Iterable[str], edition: int, indicator: str, values: dict[str, str]) -> Iterator[str]:
    """Addresses to begin with: every address of the register as far as its parameters can be filled in.

    `values` fills parameters by name. Addresses that come later are walked without anybody adding them here.
    """
    codes = list(codes)
    levels = ("gemeente", "wijk", "buurt", "pc4")
    parameters = {
        "reference": [*codes, *(f"{code}@{edition}" for code in codes)],
        "identifier": [indicator],
        "level": levels,
        **{name: [value] for name, value in values.items()},
    }
    asked = [{"indicator": indicator}]
    for level, code in ((levels[2], codes[-1]), (levels[1], codes[-1]), (levels[2], codes[1])):
        asked.append({"indicator": indicator, "niveau": level, "level": level, "gebied": code, "periode": "2023"})
    queries = [urlencode(one) for one in asked]
    queries.append(urlencode([("gebied", code) for code in codes[:6]] + [("indicator", indicator)]))
    for (name, method), address in sorted(addresses().items()):
        for path in _filled(name, parameters) if method == "GET" else ():
            if not LEFT_OUT.match(path):
                yield path
                if address.object in {"figure", "area"} and not path.startswith(("/api/", "/gebied/")):
                    yield from (f"{path}?{query}" for query in queries)
    for level, form in product(levels, ("objects", "columns")):
        for rest in (f"_format={form}", f"period=2023&_format={form}"):
            yield f"/api/v1/observations?indicator={indicator}&level={level}&{rest}"
            yield f"/api/v1/observations?indicator={indicator}&level={level}&country=XX&{rest}"
    for code in codes:
        yield f"/api/v1/observations?area={code}@{edition}"
        yield f"/api/v1/observations?area={code}@{edition}&indicator={indicator}"


def _filled(name: str, parameters: dict[str, Iterable[str]]) -> Iterator[str]:
    """The paths of a named address, for every way to fill its parameters; nothing where one is unknown."""
    space, _, own = name.rpartition(":")
    resolver = get_resolver()
    if space:
        resolver = resolver.namespace_dict[space][1]
    for possibilities in resolver.reverse_dict.getlist(own):
        for _, names in possibilities[0]:
            if all(one in parameters for one in names):
                for chosen in product(*(parameters[one] for one in names)):
                    try:
                        yield reverse(name, kwargs=dict(zip(names, chosen, strict=True)))
                    except NoReverseMatch:
                        continue


def walk(client: Client, begin: Iterable[str], indicator: str) -> dict[str, Answer]:
    """Opens everything, and what that links to, other indicators apart. Raises AssertionError when it never ends."""
    waiting = list(dict.fromkeys(begin))
    found: dict[str, Answer] = {}
    while waiting:
        path = waiting.pop(0)
        if path in found:
            continue
        response = client.get(path)
        body = response.content if not response.streaming else b"".join(response.streaming_content)
        found[path] = Answer(response.status_code, _headers(response), tuple(texts(body)))
        where = response.get("Location", "")
        links = [where] if where.startswith("/") else []
        links += [unescape(link.decode("utf-8", "replace")) for link in LINK.findall(body)]
        links += [unescape(link.decode("utf-8", "replace")) for link in IN_JSON.findall(body)]
        waiting += [link for link in links if link not in found and not _is_beside(link, indicator)]
        assert len(found) <= MOST, f"more than {MOST} addresses: {path}"
    return found


def _is_beside(link: str, indicator: str) -> bool:
    """Whether a link leads away from the figures that are attacked."""
    other = OTHER_INDICATOR.search(link)
    return bool(LEFT_OUT.match(urlsplit(link).path) or (other and other.group(1) != indicator))


def _headers(response) -> tuple[tuple[str, str], ...]:  # type: ignore[no-untyped-def]
    return tuple(sorted((name, value) for name, value in response.items() if name.lower() != "set-cookie"))


def texts(body: bytes) -> Iterator[bytes]:
    """A body and what is packed in it: members of a zip (XLSX, PPTX), streams of a PDF, chunks of a PNG."""
    yield body
    if body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            for name in packed.namelist():
                yield name.encode()
                yield from texts(packed.read(name))
    for match in re.finditer(rb"stream\r?\n(.*?)endstream", body, re.S) if body[:5] == b"%PDF-" else ():
        try:
            yield zlib.decompress(match.group(1))
        except zlib.error:
            continue
    if body[:2] == b"\x1f\x8b":
        yield zlib.decompress(body, 31)
