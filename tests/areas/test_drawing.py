"""Paths, shared borders and repairs, on shapes small enough to see through."""

import numpy as np
import pytest
import shapely

from kansrijk.areas.geo.drawing import draw, neighbours, repair, simplify


def _corners(path):
    """The absolute corners of every ring of a path."""
    import re

    found = set()
    for ring in path.split("z")[:-1]:
        start, steps = ring[1:].split("l")
        x, y = (int(n) for n in start.split(","))
        found.add((x, y))
        numbers = [int(n) for n in re.findall(r"-?\d+", steps)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            found.add((x, y))
    return found


def test_a_path_has_relative_whole_metres_with_y_negated_and_keeps_its_hole():
    square = shapely.Polygon([(0, 0), (10, 0), (10, 10), (0, 10)], [[(2, 2), (4, 2), (4, 4)]])
    drawing = draw(np.array([square], dtype=object))[0]
    assert drawing.path == "M0,0l10 0 0-10-10 0zM2,-2l2 0 0-2z"
    assert drawing.box == (0, -10, 10, 0)


def test_what_is_smaller_than_a_metre_has_no_path():
    shapes = [shapely.box(0, 0, 0.2, 0.2), shapely.MultiPolygon([shapely.box(0, 0, 0.2, 0.2), shapely.box(5, 5, 9, 9)])]
    gone, kept = draw(np.array(shapes, dtype=object))
    assert gone is None
    assert kept.box == (5, -9, 9, -5)


@pytest.mark.parametrize("tolerance", [250.0, 80.0, 15.0])
def test_neighbours_keep_the_same_border_at_every_scale(tolerance):
    wave = [(1000 + 40 * np.sin(y / 90), y) for y in range(0, 2001, 20)]
    left = shapely.Polygon([(0, 0), *wave, (0, 2000)])
    right = shapely.Polygon([(2000, 0), *wave, (2000, 2000)])
    simple = simplify(np.array([left, right], dtype=object), tolerance)
    first, second = (_corners(drawing.path) for drawing in draw(simple))
    border = {point for point in first if 0 < point[0] < 2000}
    assert border == {point for point in second if 0 < point[0] < 2000}
    assert len(border) < len(wave)


def test_an_area_that_would_vanish_keeps_an_outline():
    tiny = shapely.box(0, 0, 10, 10)
    assert draw(simplify(np.array([tiny, shapely.box(10, 0, 5000, 5000)], dtype=object), 250.0))[0] is not None


def test_a_bow_tie_is_not_repaired():
    assert repair(shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])) is None


def test_neighbours_are_found_once():
    boxes = np.array([shapely.box(n * 10, 0, n * 10 + 10, 10) for n in range(3)], dtype=object)
    assert neighbours(boxes).tolist() == [[0, 1], [1, 2]]
