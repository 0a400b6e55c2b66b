"""Outlines stay on the drawing, and neighbours keep the border that they share."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.workspace.places.rules import frame_of, path_of, sketch_of, step_for

longitudes = st.floats(-180, 180)
latitudes = st.floats(-90, 90)
rings = st.lists(st.tuples(longitudes, latitudes).map(list), min_size=3, max_size=12)


def polygon(ring: list[list[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


@given(st.lists(rings, min_size=1, max_size=4))
def test_everything_lies_on_the_drawing(found: list[list[list[float]]]) -> None:
    shapes = [polygon(ring) for ring in found]
    frame = frame_of(shapes)
    assert frame is not None
    for shape in shapes:
        for x, y in re.findall(r"[ML]([\d.e+-]+) ([\d.e+-]+)", path_of(shape, frame)):
            assert -0.1 <= float(x) <= frame.width + 0.1
            assert -0.1 <= float(y) <= frame.height + 0.1
    assert frame.width <= 641
    assert frame.height <= 481


@given(st.lists(rings, min_size=1, max_size=4))
def test_a_sketch_lies_within_a_step_and_never_vanishes(
    found: list[list[list[float]]],
) -> None:
    shapes = [polygon(ring) for ring in found]
    step = step_for(shapes)
    for shape in shapes:
        sketch = sketch_of(shape, step)
        drawn = [point for ring in sketch["coordinates"] for point in ring]
        assert drawn
        whole = shape["coordinates"][0]
        for x, y in drawn:
            assert any(abs(x - u) <= step and abs(y - v) <= step for u, v in whole)


def test_a_country_over_the_180th_meridian_is_drawn_whole() -> None:
    west = polygon([[177.0, -19.0], [180.0, -19.0], [180.0, -16.0], [177.0, -16.0]])
    east = polygon([[-180.0, -19.0], [-178.0, -19.0], [-178.0, -16.0], [-180.0, -16.0]])
    frame = frame_of([west, east])
    assert frame is not None
    assert frame.width == pytest.approx(640, abs=1)
    assert frame.at(-180.0, -16.0) == frame.at(180.0, -16.0)
    assert frame.at(-178.0, -16.0)[0] > frame.at(177.0, -16.0)[0]
    assert step_for([west, east]) < 0.01


def test_a_shared_border_stays_shared() -> None:
    border = [[1.0, y / 7] for y in range(8)]
    west = polygon([[0.0, 0.0], *border, [0.0, 1.0]])
    east = polygon([[2.0, 1.0], *reversed(border), [2.0, 0.0]])
    step = step_for([west, east])
    ends = {
        tuple(point)
        for shape in (west, east)
        for point in sketch_of(shape, step)["coordinates"][0]
        if point[0] == 1.0
    }
    assert ends == {(1.0, 0.0), (1.0, 1.0)}


def test_nothing_to_draw() -> None:
    assert frame_of([]) is None
