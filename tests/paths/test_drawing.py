"""Drawings: nothing lies upon anything else, no line goes through a box, and words stay in their box."""

import time
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from tests.paths.test_check import TEMPLATES, any_path

from kansrijk.paths.drawing import PHONE, alone, draw
from kansrijk.paths.layout import PAD, SMALL, TITLE, Layout, layout, text_width
from kansrijk.paths.reading import read, read_file

GOOD = Path(__file__).resolve().parent / "golden/good.yaml"
EDGE = 0.01


def faults(found: Layout) -> list[str]:
    """What a reader would stumble over."""
    wrong = []
    for number, box in enumerate(found.boxes):
        if box.x < 0 or box.y < found.top or box.x + box.width > found.width or box.y + box.height > found.height:
            wrong.append(f"{box.step.id} sticks out")
        for other in found.boxes[number + 1 :]:
            apart = (
                box.x + box.width < other.x
                or other.x + other.width < box.x
                or box.y + box.height < other.y
                or other.y + other.height < box.y
            )
            if not apart:
                wrong.append(f"{box.step.id} lies upon {other.step.id}")
        for text in box.texts:
            width = text_width(text.words, TITLE if text.kind == "title" else SMALL, bold=text.kind == "title")
            left = text.x - width if text.kind == "exit" else text.x
            if left < PAD - 3 or left + width > box.width - PAD + 3 or not 0 < text.y < box.height:
                wrong.append(f"the words {text.words!r} leave {box.step.id}")
    for edge in found.edges:
        for (x1, y1), (x2, y2) in zip(edge.points, edge.points[1:], strict=False):
            assert x1 == x2 or y1 == y2, "lines run straight"
            if not (0 <= min(x1, x2) and max(x1, x2) <= found.width and 0 <= min(y1, y2)):
                wrong.append(f"{edge.source} → {edge.target} leaves the paper")
            for box in found.boxes:
                inside = (
                    max(x1, x2) > box.x + EDGE
                    and min(x1, x2) < box.x + box.width - EDGE
                    and max(y1, y2) > box.y + EDGE
                    and min(y1, y2) < box.y + box.height - EDGE
                )
                if inside:
                    wrong.append(f"{edge.source} → {edge.target} goes through {box.step.id}")
    return wrong


@pytest.mark.parametrize("narrow", [None, PHONE])
@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.stem)
def test_every_template_is_drawn_without_overlap(file, narrow):
    path = read_file(file)
    found = layout(path, narrow=narrow)
    assert faults(found) == []
    assert {box.step.id for box in found.boxes} == {step.id for step in path.steps}
    assert len(found.edges) == sum(len(step.next) for step in path.steps)
    if narrow:
        assert found.width <= 360
    else:
        assert found.width <= 1000, "wider than this is too small to read on A4"


@given(any_path())
def test_any_path_is_drawn_without_overlap(path):
    for narrow in (None, PHONE):
        assert faults(layout(path, narrow=narrow)) == []


@given(any_path())
def test_time_runs_on(path):
    """A step stands below all that lead to it, but for ways that lead back."""
    found = layout(path)
    row = {box.step.id: box.row for box in found.boxes}
    from kansrijk.paths.layout import forward

    assert all(row[here] < row[there] for here, there in forward(path))


@pytest.mark.parametrize("make", [draw, alone])
def test_what_is_typed_stays_text(make):
    evil = '<script>alert(1)</script> & "x"'
    path = read(GOOD.read_text("utf-8").replace("name: Eerste contact", f"name: '{evil}'"), "x")
    root = ElementTree.fromstring(make(path))
    texts = " ".join(root.itertext())
    assert "<script>" in texts.replace("- ", "").replace(" ", "")
    assert not [one for one in root.iter() if one.tag.endswith("script")]


def test_a_drawing_says_what_it_is_in_words():
    root = ElementTree.fromstring(draw(read_file(TEMPLATES[0]), prefix="a"))
    assert root.get("role") == "img"
    named = {one.get("id") for one in root}
    assert set(root.get("aria-labelledby").split()) <= named
    assert " style=" not in draw(read_file(TEMPLATES[0]))


def test_the_largest_template_is_drawn_in_300_ms():
    path = max((read_file(file) for file in TEMPLATES), key=lambda one: len(one.steps))
    started = time.perf_counter()
    draw(path)
    draw(path, narrow=True)
    assert time.perf_counter() - started < 0.3
