"""Lay areas out on a flat canvas: equal area, in pixels, with few points and shared borders."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from jalon.engine.charts.content import Geometries

Coordinates = npt.NDArray[np.float64]

# Half the widest gap between neighbours that is not there, in pixels.
SLIVER = 0.25


@dataclass(frozen=True, slots=True)
class Canvas:
    """Shapes in pixels, x to the right and y down, inside ``width`` x ``height``."""

    width: int
    height: int
    areas: Geometries
    backdrop: Geometries


def equal_area(degrees: Coordinates, longitude: float, latitude: float) -> Coordinates:
    """Project longitude and latitude to the plane so that equal areas stay equal.

    A reader compares coloured surfaces, so the surfaces must be right.

    Parameters
    ----------
    degrees : ndarray, shape (n, 2)
        Longitude and latitude in degrees.
    longitude, latitude : float
        Centre of the map in degrees, where the projection distorts least.

    Returns
    -------
    ndarray, shape (n, 2)
        In radii of the earth: east and north of the centre.

    References
    ----------
    Snyder (1987), *Map Projections: A Working Manual*, USGS Professional Paper 1395, equations
    24-2, 22-4 and 22-5 (Lambert azimuthal equal-area, sphere). Checked in
    ``tests/integration/report/test_map_canvas.py`` against the area of a spherical rectangle.
    """
    turn = np.radians(degrees[:, 0] - longitude)
    phi, centre = np.radians(degrees[:, 1]), math.radians(latitude)
    cosine = math.sin(centre) * np.sin(phi) + math.cos(centre) * np.cos(phi) * np.cos(turn)
    k = np.sqrt(2 / (1 + cosine))
    east = k * np.cos(phi) * np.sin(turn)
    north = k * (math.cos(centre) * np.sin(phi) - math.sin(centre) * np.cos(phi) * np.cos(turn))
    return np.column_stack([east, north])


def lay_out(
    areas: Geometries,
    backdrop: Geometries,
    *,
    width: int = 640,
    tallest: int = 760,
    margin: int = 4,
    tolerance: float = 0.5,
) -> Canvas:
    """Fit `areas` (longitude and latitude) into a canvas and thin their borders together.

    `tolerance` is in pixels: what is thinned away cannot be seen. Neighbours keep the same border,
    so no slivers open between them.
    """
    drawn = areas[~shapely.is_empty(areas)] if len(areas) else areas
    if not len(drawn):
        return Canvas(width, 1, areas, backdrop)
    west, south, east, north = shapely.total_bounds(drawn)
    centre = ((west + east) / 2, (south + north) / 2)

    def project(degrees: Coordinates) -> Coordinates:
        return equal_area(degrees, *centre)

    plane = shapely.transform(areas, project)
    left, bottom, right, top = shapely.total_bounds(plane)
    scale = min((width - 2 * margin) / (right - left), (tallest - 2 * margin) / (top - bottom))
    offset = (width - scale * (right - left)) / 2

    def to_pixels(plane: Coordinates) -> Coordinates:
        return np.column_stack(
            [offset + scale * (plane[:, 0] - left), margin + scale * (top - plane[:, 1])]
        )

    pixels = shapely.transform(plane, to_pixels)
    # coverage_simplify measures tolerance as the square root of a triangle's area
    pixels = shapely.coverage_simplify(pixels, tolerance)
    lakes = shapely.transform(shapely.transform(backdrop, project), to_pixels)
    lakes = shapely.simplify(lakes, tolerance)
    height = math.ceil(scale * (top - bottom) + 2 * margin)
    return Canvas(width, height, _turned(pixels), _turned(lakes))


def joined(canvas: Canvas, groups: npt.NDArray[np.int64]) -> Geometries:
    """Join the areas of each group (a region) to one shape; `groups` is -1 where there is none."""
    present = np.unique(groups[groups >= 0])
    # Thinned to pixels, neighbours may disagree, and a thin neck may cross itself: outlines are
    # grown together and shrunk again, so that no slivers are drawn as borders of the region.
    with np.errstate(invalid="ignore"):  # GEOS says so of an outline that crosses itself
        grown = shapely.buffer(canvas.areas, SLIVER, quad_segs=1)
    whole = [
        shapely.buffer(shapely.union_all(grown[groups == group]), -SLIVER, quad_segs=1)
        for group in present
    ]
    return np.array(whole, dtype=object)


def _turned(shapes: Geometries) -> Geometries:
    """Round to a tenth of a pixel and wind outer rings the way that d3 fills their inside."""

    def rounded(points: Coordinates) -> Coordinates:
        return np.round(points, 1)

    turned: Geometries = shapely.orient_polygons(shapely.transform(shapes, rounded))
    return turned
