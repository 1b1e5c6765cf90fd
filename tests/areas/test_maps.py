"""The drawn map: readable without eyes, well-formed, and quick."""

import time
from xml.etree import ElementTree

import pytest

from kansrijk.areas.maps import CONTEXT, OVERLAYS, TEXTURES, MapArea, legend_swatch, svg_outline

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


def test_a_drawing_looks_like_the_page():
    """The colours that stand in a drawing are those of the light theme."""
    import re
    from pathlib import Path

    import kansrijk.web
    from kansrijk.areas import maps

    tokens = Path(kansrijk.web.__file__).with_name("frontend").joinpath("tokens.css").read_text("utf-8")
    light = dict(re.findall(r"--k-([a-z0-9-]+): (#[0-9a-f]{6});", tokens.split("@media")[0]))
    assert [light[f"class-{n}"] for n in range(1, 6)] == list(maps.CLASS_FILLS)
    named = (light["neighbour"], light["map-line"], light["texture-ground"], light["texture-line"])
    assert named == (maps.NEIGHBOUR, maps.LINE, maps.GROUND, maps.TEXTURE_LINE)
    html = Path(kansrijk.web.__file__).with_name("templates").joinpath("web/textures.html").read_text("utf-8")
    for mark in re.findall(r' d="([^"]+)"', html):
        assert any(mark in drawn for _, _, drawn in maps._PATTERNS.values()), mark


def test_neighbours_are_drawn_first_and_do_not_widen_the_frame():
    near = MapArea("XX99", "Naar de kaart van Buur", "M10,0l90 0 0 10-90 0z", (10, 0, 100, 10), CONTEXT, "/kaart")
    root = ElementTree.fromstring(svg_outline([*_areas(1), near], title="x"))
    links = root.findall(f".//{SVG}a")
    assert [link.get("data-code") for link in links] == ["XX99", "XX00"]
    assert links[0].find(f"{SVG}path").get("class") == "k-neighbour"
    *_, width, height = (float(n) for n in root.get("viewBox").split())
    assert (width, height) == (12, 12)


def test_no_style_attribute_is_written():
    drawing = svg_outline(_areas(1, "hidden", CONTEXT), title="x") + legend_swatch("hidden", label="Verborgen")
    assert "style=" not in drawing
    ElementTree.fromstring(legend_swatch(3, label="Klasse 3"))


def test_an_unknown_fill_is_a_mistake():
    with pytest.raises(ValueError, match="no fill"):
        svg_outline(_areas("grijs"), title="x")


def test_all_gemeenten_are_drawn_within_a_tenth_of_a_second():
    areas = [MapArea(str(n), str(n), PATH * 60, (0, 0, 10, 10), n % 5 + 1, "/x") for n in range(342)]
    started = time.process_time()  # of this process: whatever else the machine does
    svg_outline(areas, title="Kaart")
    assert time.process_time() - started < 0.1


def test_value_and_certainty_stand_in_one_drawing():
    areas = [MapArea(str(i), str(i), PATH, (0, 0, 10, 10), 3, over=over) for i, over in enumerate(("", *OVERLAYS))]
    root = ElementTree.fromstring(svg_outline(areas, title="Kaart", prefix="m"))
    marks = [path.get("fill") for path in root.findall(f".//{SVG}path[@class='k-over']")]
    assert marks == [f"url(#m-{over})" for over in OVERLAYS]
    patterns = {p.get("id"): ElementTree.tostring(p[1]) for p in root.findall(f".//{SVG}pattern")}
    assert len(set(patterns.values())) == len(OVERLAYS)
    # The class stays seen under the marks: a pattern over it has no ground.
    assert not [p for p in root.findall(f".//{SVG}pattern") if p.find(f"{SVG}rect") is not None]
    swatch = ElementTree.fromstring(legend_swatch(2, label="x", over="unsure"))
    assert len(swatch.findall(f"{SVG}rect")) == 2
