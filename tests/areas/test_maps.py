"""The drawn map: readable without eyes, well-formed, and quick."""

import time
from xml.etree import ElementTree

import pytest

from kansrijk.areas.maps import CONTEXT, TEXTURES, MapArea, legend_swatch, svg_outline

PATH = "M0,0l10 0 0 10-10 0z"
SVG = "{http://www.w3.org/2000/svg}"


def _areas(*fills):
    return [
        MapArea(f"XX{n:02d}", f'Plaats {n} <&">', PATH, (0, 0, 10, 10), fill, href=f"/gebied/XX{n:02d}")
        for n, fill in enumerate(fills)
    ]


def test_each_area_is_a_link_with_a_name():
    root = ElementTree.fromstring(svg_outline(_areas(1, 5), title="Kaart", description="Twee gebieden"))
    links = root.findall(f".//{SVG}a")
    assert [link.get("href") for link in links] == ["/gebied/XX00", "/gebied/XX01"]
    assert links[0].get("aria-label") == 'Plaats 0 <&">'
    assert root.find(f"{SVG}title").text == "Kaart"


def test_the_four_empties_look_different_and_zero_looks_like_a_value():
    drawing = svg_outline(_areas(*TEXTURES, 1), title="Kaart", prefix="a")
    root = ElementTree.fromstring(drawing)
    patterns = root.findall(f".//{SVG}pattern")
    assert len({ElementTree.tostring(p[1]) for p in patterns}) == 4
    assert {p.get("fill") for p in root.findall(f".//{SVG}a/{SVG}path")} >= {f"url(#a-{t})" for t in TEXTURES}
    assert root.findall(f".//{SVG}a/{SVG}path")[-1].get("fill").startswith("#")


def test_no_style_attribute_is_written():
    drawing = svg_outline(_areas(1, "hidden", CONTEXT), title="x") + legend_swatch("hidden", label="Verborgen")
    assert "style=" not in drawing
    ElementTree.fromstring(legend_swatch(3, label="Klasse 3"))


def test_an_unknown_fill_is_a_mistake():
    with pytest.raises(ValueError, match="no fill"):
        svg_outline(_areas("grijs"), title="x")


def test_all_gemeenten_are_drawn_within_a_tenth_of_a_second():
    areas = [MapArea(str(n), str(n), PATH * 60, (0, 0, 10, 10), n % 5 + 1, "/x") for n in range(342)]
    started = time.perf_counter()
    svg_outline(areas, title="Kaart")
    assert time.perf_counter() - started < 0.1
