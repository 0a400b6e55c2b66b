"""Shapes on paper: equal areas, shared borders, inside the frame."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from jalon.engine.charts.projection import equal_area, joined, lay_out

NO_LAKES = np.empty(0, dtype=object)


@given(
    west=st.floats(-120, 120),
    south=st.floats(-60, 60),
    width=st.floats(0.1, 8),
    height=st.floats(0.1, 8),
    east_of_centre=st.floats(-15, 15),
    north_of_centre=st.floats(-15, 15),
)
def test_surfaces_keep_their_size(
    west: float,
    south: float,
    width: float,
    height: float,
    east_of_centre: float,
    north_of_centre: float,
) -> None:
    """A rectangle of the sphere has the area dlon (sin north - sin south) in square radii."""
    box = shapely.segmentize(shapely.box(west, south, west + width, south + height), 0.02)
    plane = shapely.transform(
        box, lambda p: equal_area(p, west - east_of_centre, south - north_of_centre)
    )
    sines = math.sin(math.radians(south + height)) - math.sin(math.radians(south))
    assert shapely.area(plane) == pytest.approx(math.radians(width) * sines, rel=1e-4)


def test_the_centre_stays_in_the_middle_and_north_is_up() -> None:
    here = equal_area(np.array([[10.0, 20.0], [10.0, 21.0], [11.0, 20.0]]), 10.0, 20.0)
    np.testing.assert_allclose(here[0], 0, atol=1e-12)
    assert here[1, 1] > 0 == round(here[1, 0], 9)
    assert here[2, 0] > 0


def test_neighbours_still_share_their_border_after_thinning() -> None:
    wavy = np.column_stack([np.linspace(0, 1, 300), 0.02 * np.sin(np.linspace(0, 60, 300))])
    below = shapely.Polygon([*wavy, (1, -1), (0, -1)])
    above = shapely.Polygon([*wavy, (1, 1), (0, 1)])
    canvas = lay_out(np.array([below, above], dtype=object), NO_LAKES, width=200, tolerance=1.0)
    points = shapely.get_num_coordinates(canvas.areas)
    assert points.sum() < 600
    together = shapely.union_all(canvas.areas)
    assert shapely.area(canvas.areas).sum() == pytest.approx(together.area, rel=1e-6)
    assert len(shapely.get_parts(together)) == 1
    assert not shapely.get_parts(together)[0].interiors


def test_the_map_fills_its_frame_and_no_more() -> None:
    tall = np.array([shapely.box(-90, 10, -89, 18)], dtype=object)
    canvas = lay_out(tall, NO_LAKES, width=300, tallest=400)
    left, top, right, bottom = shapely.total_bounds(canvas.areas)
    assert 0 <= left < right <= 300
    assert 0 <= top < bottom <= canvas.height <= 400
    assert bottom - top > 380


def test_an_area_without_boundary_stays_in_its_place() -> None:
    shapes = np.array([shapely.Polygon(), shapely.box(0, 0, 1, 1)], dtype=object)
    canvas = lay_out(shapes, NO_LAKES)
    assert canvas.areas[0].is_empty
    assert not canvas.areas[1].is_empty


def test_no_boundaries_at_all_give_an_empty_map() -> None:
    canvas = lay_out(np.array([shapely.Polygon()], dtype=object), NO_LAKES)
    assert canvas.areas[0].is_empty


def test_regions_are_joined_and_strays_are_not() -> None:
    shapes = np.array([shapely.box(i, 0, i + 1, 1) for i in range(4)], dtype=object)
    canvas = lay_out(shapes, NO_LAKES)
    regions = joined(canvas, np.array([0, 0, 1, -1]))
    assert len(regions) == 2
    assert regions[0].area == pytest.approx(2 * regions[1].area, rel=0.01)
