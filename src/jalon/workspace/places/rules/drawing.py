"""Draw outlines in longitude and latitude as SVG paths."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

WIDTH = 640.0  # of the drawing, in its own units
HEIGHT = 480.0
MARGIN = 4.0
SPECK = 12  # cells: smaller islands and slivers are left out of a sketch
STEPS = 800  # of the grid on which sketches are drawn, along the longer side

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
    turned: bool = False  # over the 180th meridian: what lies west of it stands at the right

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        x = MARGIN + (_turned(longitude, self.turned) - self.west) * self.stretch * self.scale
        y = MARGIN + (self.north - latitude) * self.scale
        return round(x, 1), round(y, 1)


def frame_of(geometries: Iterable[dict[str, Any]]) -> Frame | None:
    """Return a frame that holds all outlines; None if there is nothing to draw."""
    points = [point for geometry in geometries for ring in rings_of(geometry) for point in ring]
    if not points:
        return None
    turned = _crosses_180([point[0] for point in points])
    longitudes = [_turned(point[0], turned) for point in points]
    west, east = min(longitudes), max(longitudes)
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
        turned=turned,
    )


def _crosses_180(longitudes: list[float]) -> bool:
    """Tell whether places lie closer together over the 180th meridian than over the first."""
    return _span([_turned(each, True) for each in longitudes]) < _span(longitudes)


def _span(values: list[float]) -> float:
    return max(values) - min(values)


def _turned(longitude: float, turned: bool) -> float:
    return longitude + 360 if turned and longitude < 0 else longitude


def path_of(geometry: dict[str, Any], frame: Frame) -> str:
    """Return the SVG path of a Polygon or MultiPolygon; points that fall together are left out."""
    return "".join(_ring_path(ring, frame) for ring in rings_of(geometry))


def step_for(geometries: Iterable[dict[str, Any]]) -> float:
    """Return how fine a grid, in degrees, a sketch of all these outlines needs."""
    longitudes, latitudes = [], []
    for geometry in geometries:
        for ring in rings_of(geometry):
            longitudes += [point[0] for point in ring]
            latitudes += [point[1] for point in ring]
    if not longitudes:
        return 0.001
    turned = _crosses_180(longitudes)
    longitudes = [_turned(each, turned) for each in longitudes]
    span = max(_span(longitudes), _span(latitudes))
    return max(span / STEPS, 1e-5)


def sketch_of(geometry: dict[str, Any], step: float) -> dict[str, Any]:
    """Return an outline on a grid: what neighbours share stays shared, small islands vanish.

    An area never vanishes: its largest ring stays, as small as it may be.
    """
    drawn = [ring for ring in (_on_grid(ring, step) for ring in rings_of(geometry)) if ring]
    if not drawn:
        drawn = [max(rings_of(geometry), key=len)]
    return {"type": "Polygon", "coordinates": drawn}


def _on_grid(ring: Ring, step: float) -> Ring:
    """Return a ring on the grid without repeated points and points within straight lines."""
    cells = [(round(x / step), round(y / step)) for x, y in ring]
    kept: list[tuple[int, int]] = []
    for cell in cells:
        if kept and cell == kept[-1]:
            continue
        if len(kept) > 1 and _straight(kept[-2], kept[-1], cell):
            kept.pop()
        kept.append(cell)
    if len(kept) < 4 or _cells_within(kept) < SPECK:
        return []
    return [[round(x * step, 5), round(y * step, 5)] for x, y in kept]


def _cells_within(ring: list[tuple[int, int]]) -> float:
    """Return the surface of a ring, in cells of the grid."""
    pairs = pairwise(ring)
    return abs(sum(x * v - u * y for (x, y), (u, v) in pairs)) / 2


def _straight(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    return (b[0] - a[0]) * (c[1] - b[1]) == (b[1] - a[1]) * (c[0] - b[0])


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
