"""Small maps for fact sheets: the region with its classes, and the country to find it in.

The area itself is drawn apart, over a map that is the same for its whole region, so that a map is
read once for all sheets that show it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from jalon.engine.charts import palette
from jalon.engine.charts.choropleth import AreaMap, Theme
from jalon.engine.charts.content import Geometries

ASPECT = 86 / 64  # of the box on the sheet
AROUND = 0.06
SMALL = 6.0  # pixels: an area narrower than this on the country map gets a ring round it
COARSE = 1.5  # pixels by which the small country map may be thinned
STROKES = 300  # a line of width 1 is one part in so many of the map's width


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the canvas that a map shows."""

    left: float
    top: float
    width: float
    height: float

    @property
    def box(self) -> str:
        return f"{self.left:.1f} {self.top:.1f} {self.width:.1f} {self.height:.1f}"

    @property
    def stroke(self) -> float:
        return self.width / STROKES


def path(shape: shapely.Geometry) -> str:
    """Give a shape's outline as the ``d`` of an SVG path."""
    pieces = []
    for part in shapely.get_parts(shape):
        rings = [part.exterior, *part.interiors] if isinstance(part, shapely.Polygon) else [part]
        for ring in rings:
            points = " ".join(f"{x:g} {y:g}" for x, y in shapely.get_coordinates(ring))
            pieces.append(f"M{points}" + ("Z" if ring.is_closed else ""))
    return "".join(pieces)


def window_on(shapes: Geometries) -> Window:
    """Give the window that shows `shapes` with a little room, in the shape of the sheet's box."""
    left, top, right, bottom = shapely.total_bounds(shapes)
    width = (1 + 2 * AROUND) * max(right - left, (bottom - top) * ASPECT)
    height = width / ASPECT
    return Window((left + right - width) / 2, (top + bottom - height) / 2, width, height)


def region_map(
    area_map: AreaMap, theme: Theme, inside: npt.NDArray[np.bool_], window: Window
) -> str:
    """Give the map of a region: its areas in the colours of their classes, the others pale."""
    frame = shapely.box(
        window.left, window.top, window.left + window.width, window.top + window.height
    )
    shapes = area_map.canvas.areas
    seen = shapely.intersects(shapes, frame)
    colours = [palette.EMPTY if b < 0 else theme.colours[b] for b in theme.bins]
    s = window.stroke
    drawn = [
        f'<path d="{path(shapes[i])}" fill="{colours[i] if inside[i] else palette.EMPTY}"/>'
        for i in np.flatnonzero(seen)
    ]
    hatched = [
        f'<path d="{path(shapes[i])}" fill="{palette.HATCH}" fill-opacity="0.75"/>'
        for i in np.flatnonzero(seen & inside & theme.hatched)
    ]
    others = [
        f'<path d="{path(shape)}" fill="{palette.EMPTY}"/>'
        for shape in area_map.unmatched[shapely.intersects(area_map.unmatched, frame)]
    ]
    lakes = [
        f'<path d="{path(shape)}" fill="{palette.WATER}"/>'
        for shape in area_map.canvas.backdrop[shapely.intersects(area_map.canvas.backdrop, frame)]
    ]
    borders = [
        f'<path d="{path(region)}" fill="none" stroke="{palette.MUTED}" stroke-width="{s:.2f}"/>'
        for region in area_map.regions[shapely.intersects(area_map.regions, frame)]
    ]
    # the hatching keeps its size on paper whatever part of the country the window shows
    pattern = palette.HATCH_PATTERN.replace("rotate(45)", f"rotate(45) scale({1.1 * s:.3f})")
    white = f'<g stroke="#fff" stroke-width="{0.7 * s:.2f}" stroke-linejoin="round">'
    body = "".join([white, *others, *drawn, *hatched, *lakes, "</g>", *borders])
    return _svg(window, f"<defs>{pattern}</defs>{body}")


def highlight(shape: shapely.Geometry, window: Window) -> str:
    """Give the outline of the area, black on a white edge."""
    s = window.stroke
    outline = f'<path d="{path(shape)}" fill="none" stroke-linejoin="round"'
    white = f'{outline} stroke="#fff" stroke-width="{4.2 * s:.2f}"/>'
    black = f'{outline} stroke="#000" stroke-width="{2 * s:.2f}"/>'
    return _svg(window, white + black)


def in_the_corner(shape: shapely.Geometry, window: Window) -> bool:
    """Tell whether the area lies bottom right, where the country map would cover it."""
    middle = shapely.centroid(shape)
    right = middle.x > window.left + 0.55 * window.width
    return bool(right and middle.y > window.top + 0.5 * window.height)


def country_map(area_map: AreaMap) -> str:
    """Give the country in grey with the borders of its regions, as coarse as its size allows."""
    window = _whole(area_map)
    coarse = shapely.coverage_simplify(area_map.regions, COARSE)
    land = "".join(f'<path d="{path(shape)}"/>' for shape in coarse)
    lakes = "".join(
        f'<path d="{path(shapely.simplify(lake, COARSE))}" fill="{palette.WATER}" stroke="none"/>'
        for lake in area_map.canvas.backdrop
    )
    white = f'stroke="#fff" stroke-width="{1.2 * window.stroke:.2f}"'
    return _svg(window, f'<g fill="#b8c2cc" {white}>{land}{lakes}</g>')


def locator(shape: shapely.Geometry, area_map: AreaMap) -> str:
    """Give the area in black, with a ring round it where it is too small to see."""
    window = _whole(area_map)
    left, top, right, bottom = shapely.bounds(shape)
    ring = ""
    if max(right - left, bottom - top) < SMALL * 4:
        x, y = (left + right) / 2, (top + bottom) / 2
        radius = max(right - left, bottom - top) / 2 + 10
        ring = (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="none" stroke="#000" '
            f'stroke-width="{2 * window.stroke:.2f}"/>'
        )
    return _svg(window, f'<path d="{path(shape)}" fill="#000"/>{ring}')


def _whole(area_map: AreaMap) -> Window:
    return Window(0, 0, area_map.canvas.width, area_map.canvas.height)


def _svg(window: Window, body: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{window.box}" '
        f'width="{window.width:.1f}" height="{window.height:.1f}">{body}</svg>'
    )
