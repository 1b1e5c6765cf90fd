"""SVG (WEB-22): none is taken in, ours hold nothing that runs or fetches, and none is drawn that refers elsewhere."""

import gzip
import re
from xml.etree import ElementTree

import pytest
from tests import drawn_land, prepared

from kansrijk.areas.models import Area
from kansrijk.core.faults import BadInput
from kansrijk.figures import commands
from kansrijk.figures.models import Release
from kansrijk.web import build, picture

pytestmark = pytest.mark.django_db
land = prepared.fixture(drawn_land.LAND)
EVIL = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><image href="https://evil.example/x.png"/></svg>'
NAME = '"><script>alert(1)</script><image href="//evil.example/x"/>&lt;'
DRAWINGS = [
    "/kaart/tekening.svg?indicator=big2&gebied=GM9901@2023&niveau=wijk",
    "/vergelijk/beeld.svg?gebied=GM9901@2023&gebied=GM9902@2023&indicator=big2",
    "/trechter/beeld.svg?indicator=big2&niveau=gemeente&land=XX",
    "/verschillen/beeld.svg?gebied=GM9901@2023&niveau=wijk&indicator=big2",
    "/indicatoren/big2/beeld.svg?land=XX",
]


@pytest.fixture(scope="module", autouse=True)
def _built() -> None:
    if not (picture.FONTS / "characters.txt").exists():
        build.main()


@pytest.mark.req("WEB-22", "figures.readers.guard.kind_of")
@pytest.mark.parametrize("name", ["tekening.svg", "cijfers.csv", "cijfers.xlsx", "cijfers.svg.csv"])
@pytest.mark.parametrize(
    "content",
    [
        EVIL,
        b"\xef\xbb\xbf" + EVIL,
        b" \n\t" + EVIL,
        b'<?xml version="1.0"?>\n' + EVIL,
        b"<!-- een tabel -->" + EVIL,
        b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + EVIL,
        EVIL.replace(b"<svg", b"<SVG"),
        gzip.compress(EVIL, mtime=0),
    ],
)
def test_a_drawing_is_not_taken_in_whatever_it_is_called(land, tmp_path, name, content):
    from kansrijk.trust.commands import installation_actor

    path = tmp_path / name
    path.write_bytes(content)
    before = Release.objects.count()
    with pytest.raises(BadInput):
        commands.import_delivery(by=installation_actor(), source="tidy", file=path)
    assert Release.objects.count() == before


@pytest.mark.req("WEB-22", "figures.drawings")
@pytest.mark.parametrize("address", DRAWINGS)
def test_a_drawing_of_ours_runs_and_fetches_nothing(client, land, address):
    """Also where a name in it tries to."""
    Area.objects.filter(level__in=["gemeente", "wijk"]).update(name=NAME)
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("image/svg+xml")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    root = ElementTree.fromstring(response.content)
    for element in root.iter():
        kind = element.tag.rpartition("}")[2].lower()
        assert kind not in {"script", "image", "foreignobject", "iframe", "animate", "set"}, kind
        for key, value in element.attrib.items():
            assert not key.lower().startswith("on"), key
            if key.rpartition("}")[2].lower() in {"href", "src"}:
                assert value.startswith(("#", "/")), value
            assert "url(" not in value or value.startswith("url(#"), value
    assert b"@import" not in response.content
    assert not re.search(rb"<!(DOCTYPE|ENTITY)", response.content)


@pytest.mark.req("WEB-22", "web.picture.png")
@pytest.mark.parametrize(
    "inside",
    [
        '<image href="https://evil.example/x.png" width="9" height="9"/>',
        '<image xlink:href="file:///etc/passwd" width="9" height="9"/>',
        '<use href="https://evil.example/x.svg#a"/>',
        '<rect fill="url(https://evil.example/x.svg#a)" width="9" height="9"/>',
        "<style>@import 'https://evil.example/x.css';</style>",
        "<foreignObject><p>x</p></foreignObject>",
        "<script>alert(1)</script>",
        '<a href="https://evil.example/"><rect width="9" height="9"/></a>',
    ],
)
def test_a_drawing_that_refers_elsewhere_is_not_made_into_a_picture(inside):
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="20" height="20">'
    )
    with pytest.raises(picture.NoPicture, match="outside itself"):
        picture.png(f"{drawing}{inside}</svg>")


@pytest.mark.req("WEB-22", "web.picture.png")
@pytest.mark.parametrize("before", ["<!DOCTYPE svg>", '<!ENTITY x SYSTEM "file:///etc/passwd">', "<?xml-stylesheet ?>"])
def test_a_drawing_that_declares_something_is_not_made_into_a_picture(before):
    with pytest.raises(picture.NoPicture, match="outside itself"):
        picture.png(f'{before}<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"></svg>')
