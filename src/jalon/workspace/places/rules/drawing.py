"""Draw outlines in longitude and latitude as SVG paths."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

WIDTH = 640.0  # of the drawing, in its own units
HEIGHT = 480.0
MARGIN = 4.0

Ring = list[list[float]]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where on the drawing a place lies: equirectangular, true to scale at the middle latitude."""

    west: float
    north: float
    scale: float  # units for a degree of latitude
    stretch: float  # degrees of latitude for a degree of longitude
    width: float
    height: float

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        x = MARGIN + (longitude - self.west) * self.stretch * self.scale
        y = MARGIN + (self.north - latitude) * self.scale
        return round(x, 1), round(y, 1)


def frame_of(geometries: Iterable[dict[str, Any]]) -> Frame | None:
    """Return a frame that holds all outlines; None if there is nothing to draw."""
    points = [point for geometry in geometries for ring in rings_of(geometry) for point in ring]
    if not points:
        return None
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    stretch = max(math.cos(math.radians((south + north) / 2)), 0.05)
    wide = max((east - west) * stretch, 1e-6)
    high = max(north - south, 1e-6)
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
    return Frame(
        west=west,
        north=north,
        scale=scale,
        stretch=stretch,
        width=round(wide * scale + 2 * MARGIN, 1),
        height=round(high * scale + 2 * MARGIN, 1),
    )


def path_of(geometry: dict[str, Any], frame: Frame) -> str:
    """Return the SVG path of a Polygon or MultiPolygon; points that fall together are left out."""
    return "".join(_ring_path(ring, frame) for ring in rings_of(geometry))


def rings_of(geometry: dict[str, Any]) -> Iterator[Ring]:
    """Give the rings of a Polygon or MultiPolygon."""
    coordinates = geometry.get("coordinates", [])
    polygons = coordinates if geometry.get("type") == "MultiPolygon" else [coordinates]
    for polygon in polygons:
        yield from polygon


def _ring_path(ring: Ring, frame: Frame) -> str:
    placed = [frame.at(point[0], point[1]) for point in ring]
    kept = [point for i, point in enumerate(placed) if i == 0 or point != placed[i - 1]]
    if len(kept) < 3:
        return ""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept[:-1]) + "Z"
