"""SDC-V16: a hidden count leaves by no road, as itself or as anything that follows from it.

A made-up release hides 7,919 of 7,925. It is walked for those numbers, and then compared, road by road, with a second
world in which only hidden counts differ: same order, class, height, legend, text, header and status, or it leaks.
"""

import base64
import re
from itertools import chain

import pytest
from django.db import transaction
from django.test import Client
from tests.attacks.roads import Answer, seeds, texts, walk

from kansrijk.areas.models import Area, Shape
from kansrijk.figures import commands, queries
from kansrijk.trust.actors import VISITOR

pytestmark = pytest.mark.django_db
HEAD = "gebied;periode;indicator;teller;noemer;waarde;status\n"
WIJK, OTHER_WIJK = "WK990101", "WK990102"
HIDDEN, PARTNER, THIRD, FOURTH = "BU99010101", "BU99010102", "BU99010201", "BU99010202"
SAME = {"GM9901": (8400, 9900), WIJK: (8007, 8175), OTHER_WIJK: (393, 1725), THIRD: (201, 800), FOURTH: (192, 925)}
CANARY = {**SAME, HIDDEN: (7919, 7925), PARTNER: (88, 250)}
TWIN = {**SAME, HIDDEN: (7907, 7913), PARTNER: (100, 262)}
# The count, its group, and what a rounded or divided form of them would look like, between characters that are no
# part of a longer number or of an identifier.
NUMBERS = ("7919", "7925", "7.919", "7,919", "7 919", "7\xa0919", "7920", "7.920", "99.92", "99,92", "999.2", "0.9992")
EDGE = rb"(?<![0-9A-Za-z.,])(?:%s)(?![0-9A-Za-z])"
CODES = [HIDDEN, WIJK, "GM9901"]


_walked: dict[str, dict[str, Answer]] = {}  # answers are values: the walk of the first test serves the second


class _World(Exception):
    """Rolls a world back."""


def _draw(edition: int) -> None:
    """Squares on a map, so that the drawing of the release is walked too."""
    for level, size, step in (("gemeente", 4000, 0), ("wijk", 1000, 1000), ("buurt", 400, 500)):
        for place, area in enumerate(Area.objects.filter(edition=edition, level=level).order_by("code")):
            x, y = 100_000 + place * step, -400_000
            path = f"M{x} {y}l{size} 0l0 {size}l-{size} 0z"
            box = {"min_x": x, "min_y": y, "max_x": x + size, "max_y": y + size}
            for scale in ("country", "region", "gemeente"):
                Shape.objects.create(area=area, scale=scale, path=path, **box)


@pytest.fixture
def world(person, coalition, made_up, write, settings):
    """world(counts) gives every road of a fresh world in which these counts were released, and undoes it."""
    settings.RATE_FACTOR = 10_000
    _draw(made_up)
    first, second = person("epidemioloog", coalition), person("coordinator", coalition)

    def live(counts: dict[str, tuple[int, int]]) -> dict[str, Answer]:
        if str(counts) in _walked:
            return _walked[str(counts)]
        rows = "".join(f"{code}@{made_up};2023;big2;{n};{d};;\n" for code, (n, d) in counts.items())
        answers: dict[str, Answer] = {}
        try:
            with transaction.atomic():
                file = write(HEAD + rows)
                receipt = commands.import_delivery(by=first, source="tidy", file=file, coalition=coalition.pk)
                commands.propose_release(by=first, release=receipt.release)
                commands.publish_release(by=second, release=receipt.release)
                status = {code: queries.figures_of(VISITOR, code, made_up, ["big2"])[0].status for code in counts}
                assert (status[HIDDEN], status[WIJK], status[THIRD]) == ("hidden", "measured", "measured")
                known = {name: str(receipt.release) for name in ("release", "release_id", "key", "pk", "id")}
                answers |= walk(Client(), seeds(CODES, made_up, "big2", known), "big2")
                raise _World
        except _World:
            return _walked.setdefault(str(counts), answers)

    return live


def _looks_like(text: bytes) -> set[str]:
    found = set()
    for number in NUMBERS:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            if encoding == "utf-8":
                hit = re.search(EDGE % re.escape(number.encode(encoding)), text)
            else:
                hit = number.encode(encoding) in text if len(number) > 3 else None
            if hit:
                found.add(number)
        if base64.b64encode(number.encode()).rstrip(b"=") in text:
            found.add(f"base64 of {number}")
    return found


@pytest.mark.req("SDC-05", "no road shows a hidden count")
def test_a_hidden_count_is_on_no_road(world):
    roads = world(CANARY)
    served = {path for path, answer in roads.items() if answer.status == 200}
    assert len(served) > 60
    for kind in ("/gebied/", "/kaart", "/indicatoren/big2", ".csv", "/api/v1/observations", "/api/v1/releases"):
        assert any(kind in path for path in served), kind
    assert any(
        b"<svg" in text and b"<path" in text for path in served for text in roads[path].texts if "/kaart" in path
    )
    assert any(b"393" in text or b"395" in text for path in served for text in roads[path].texts)
    for path, answer in roads.items():
        # The size of a packed file is no figure, and may happen to be any number.
        said = [f"{name}: {value}".encode() for name, value in answer.headers if name.lower() != "content-length"]
        for text in chain(answer.texts, said):
            assert not _looks_like(text), f"{path} shows {_looks_like(text)}"


def _plain(text: bytes) -> bytes:
    """Without what differs between any two worlds: keys, moments, tokens, sizes of those."""
    for pattern in (
        rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        rb"\d{4}-\d\d-\d\dT[0-9:.+Z]*",
        rb"\b\d{1,2}:\d\d(:\d\d)?\b",
        rb'name="csrfmiddlewaretoken" value="[^"]*"',
    ):
        text = re.sub(pattern, b"~", text)
    return text


SAYS_NOTHING = {"etag", "last-modified", "date"}
PACKED = b"PK\x03\x04"


@pytest.mark.req("SDC-05", "no road differs when only hidden counts differ")
def test_two_worlds_that_differ_in_hidden_counts_only_look_the_same(world):
    one, other = world(CANARY), world(TWIN)
    keyless = {re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "~", path): answer for path, answer in one.items()}
    twin = {re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "~", path): answer for path, answer in other.items()}
    assert keyless.keys() == twin.keys()
    for path, answer in keyless.items():
        same = twin[path]
        assert answer.status == same.status, path
        # A packed body holds keys and moments, so its length may differ; what is inside may not.
        packed = any(text.startswith(PACKED) for text in answer.texts)
        silent = SAYS_NOTHING | ({"content-length"} if packed else set())
        said = [
            {n.lower(): _plain(v.encode()) for n, v in a.headers if n.lower() not in silent} for a in (answer, same)
        ]
        assert said[0] == said[1], path
        inside = [[_plain(text) for text in a.texts if not text.startswith(PACKED)] for a in (answer, same)]
        assert inside[0] == inside[1], path
        assert inside[0] or not packed, path


@pytest.mark.req("SDC-05", "what is packed is looked into")
def test_the_walk_looks_into_what_is_packed():
    import gzip
    import io
    import zipfile

    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("docProps/core.xml", "<title>7919</title>")
    assert any(_looks_like(text) for text in texts(held.getvalue()))
    assert any(_looks_like(text) for text in texts(gzip.compress(b"a 7919 b")))
    assert _looks_like(b"<td>7.919</td>") == {"7.919"}
    assert _looks_like("7919".encode("utf-16-le")) == {"7919"}
    assert not _looks_like(b"a17919f 27919.5")


@pytest.mark.req("SDC-11", "what was not released is not computed")
@pytest.mark.parametrize(
    "path",
    [
        "/kaart?indicator=big2&gebied=GM9901&niveau=straat",
        "/kaart?indicator=nergens",
        "/indicatoren/nergens/cijfers.csv",
        "/indicatoren/big2/cijfers.csv?niveau=straat",
        "/indicatoren/big2/cijfers.csv?niveau=wijk&periode=1900",
        "/gebied/BU99990000",
        "/api/v1/indicators/nergens",
    ],
)
def test_what_nobody_released_is_not_found(world, path, client):
    assert client.get(path).status_code == 404
