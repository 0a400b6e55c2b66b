"""Draw a country that does not exist: coast, regions, municipalities, towns and a lake."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Voronoi, cKDTree
from shapely.affinity import rotate, scale, translate

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Geometries = NDArray[np.object_]

# Open ocean between Africa and America: it must not lie over any real place.
CENTRE = (-38.0, 13.0)
KM_PER_DEGREE = 111.2
TOWNS = 22  # besides the capital
ISLANDS = 7
# The density of people falls to a third in so many kilometres from the middle of the capital.
REACH_KM = 24.0
# Lines get a point at least so often before they are bent.
STEP_KM = 0.6


@dataclass(frozen=True, slots=True)
class Land:
    """D municipalities in R regions; positions in kilometres from the centre, x east and y north.

    Municipalities are ordered by region, and within it from its seat outwards.
    """

    shapes: Geometries  # (D,) in longitude and latitude
    seat: Floats  # (D, 2) kilometres
    region: Ints  # (D,) 0..R-1, the capital's first
    area_km2: Floats  # (D,)
    density: Floats  # (D,) relative density of people at the seat
    town_km: Floats  # (D,) kilometres to the nearest town
    coastal: NDArray[np.bool_]  # (D,)
    lake: shapely.Geometry

    @property
    def regions(self) -> int:
        return int(self.region.max()) + 1


def draw_land(rng: np.random.Generator, *, regions: int, areas: int) -> Land:
    """Draw a country.

    Voronoi cells round the seats are cut by the coast, and all lines are then bent by the same
    smooth noise. A bending that is one-to-one keeps what it bends a map: neighbours still share
    their borders, without gaps or overlaps.

    Parameters
    ----------
    rng : numpy.random.Generator
    regions, areas : int
        R and D; at least two municipalities per region are needed.
    """
    warp = _Warp.draw(rng)
    outline, lake = _outline(rng), _lake(rng)
    ground = _points_inside(shapely.difference(outline, lake), rng, 40 * areas + 4_000)
    towns, size = _towns(ground, rng)
    seats = _seats(ground, _density(ground, towns, size), areas, rng)

    cells, lake = _cells(outline, lake, seats)
    shapes, lake = shapely.transform(cells, warp), shapely.transform(lake, warp)
    seats, towns = warp(seats), warp(towns)
    region = _regions(shapes, seats, towns, regions)
    region, order = _ordered(region, seats, towns)
    coast = shapely.boundary(shapely.union_all(shapes))
    degrees = shapely.transform(shapes[order], _to_degrees)
    seats = seats[order]
    return Land(
        shapes=shapely.orient_polygons(degrees),
        seat=seats,
        region=region,
        area_km2=shapely.area(shapes[order]),
        density=_density(seats, towns, size),
        town_km=np.asarray(cKDTree(towns).query(seats)[0]),
        coastal=np.asarray(shapely.intersects(shapes[order], coast)),
        lake=shapely.orient_polygons(shapely.transform(lake, _to_degrees)),
    )


@dataclass(frozen=True, slots=True)
class _Warp:
    """Noise that bends the plane: waves of ever shorter length, in stages of random direction.

    Each stage moves points by a sum of waves whose slopes add up to less than one, so that no two
    points meet; stages one after the other may then be as rough as one likes.
    """

    direction: Floats  # (stages, waves, 2) cycles per kilometre
    phase: Floats  # (stages, waves, 2)
    height: Floats  # (stages, waves) kilometres

    @classmethod
    def draw(cls, rng: np.random.Generator) -> "_Warp":
        length = 300.0 * 0.7 ** np.arange(12)  # kilometres, one per stage
        waves = 4
        angle = rng.uniform(0, 2 * np.pi, (len(length), waves))
        cycles = rng.uniform(0.8, 1.3, angle.shape) / length[:, None]
        # Below 1 / sqrt(2) no stage can fold the plane; less, and places are stretched less.
        slope = 0.42 * rng.dirichlet(np.full(waves, 4.0), len(length))
        return cls(
            direction=np.stack([np.cos(angle), np.sin(angle)], axis=-1) * cycles[..., None],
            phase=rng.uniform(0, 2 * np.pi, (*angle.shape, 2)),
            height=slope / (2 * np.pi * cycles),
        )

    def __call__(self, points: Floats) -> Floats:
        for direction, phase, height in zip(self.direction, self.phase, self.height, strict=True):
            angle = 2 * np.pi * points @ direction.T
            # sin for x and for y with phases of their own: a wave pushes in every direction.
            points = points + np.stack(
                [np.sin(angle + phase[:, axis]) @ height for axis in (0, 1)], axis=-1
            )
        return points


def _outline(rng: np.random.Generator) -> shapely.Geometry:
    """Return a rough oval with bays and headlands, in kilometres."""
    turn = np.linspace(0, 2 * np.pi, 1_600, endpoint=False)
    radius = np.ones_like(turn)
    for wave in range(2, 160):
        bend = rng.normal(size=2) * 0.22 / wave**1.15
        radius += bend[0] * np.cos(wave * turn) + bend[1] * np.sin(wave * turn)
    oval = np.column_stack([205 * np.cos(turn), 120 * np.sin(turn)]) * radius[:, None]
    mainland = rotate(shapely.make_valid(shapely.Polygon(oval)), 24)
    shore = shapely.boundary(mainland)
    islands = []
    for place in rng.uniform(0, 1, ISLANDS):
        foot = shapely.line_interpolate_point(shore, place, normalized=True)
        away = rng.uniform(9, 20) * _unit(shapely.get_coordinates(foot)[0])
        island = scale(shapely.Point(0, 0).buffer(1, 12), *rng.uniform(2, 6, 2))
        islands.append(
            translate(rotate(island, float(rng.uniform(0, 180))), *(foot.coords[0] + away))
        )
    return shapely.union_all([mainland, *islands])


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / np.linalg.norm(vector))


def _lake(rng: np.random.Generator) -> shapely.Geometry:
    oval = scale(shapely.Point(0, 0).buffer(1, 24), 15, 8)
    return translate(rotate(oval, float(rng.uniform(0, 180))), -95, 18)


def _points_inside(outline: shapely.Geometry, rng: np.random.Generator, number: int) -> Floats:
    west, south, east, north = shapely.bounds(outline)
    points = rng.uniform((west, south), (east, north), (2 * number, 2))
    return np.asarray(points[shapely.contains_xy(outline, *points.T)])


def _towns(ground: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Place the capital near the middle and towns away from each other; sizes fall as 1/rank."""
    capital = ground[np.linalg.norm(ground - (30, -25), axis=1).argmin()]
    towns = [capital]
    for candidate in rng.permutation(ground):
        if min(np.linalg.norm(candidate - town) for town in towns) > 44:
            towns.append(candidate)
        if len(towns) == TOWNS + 1:
            break
    size = 1.0 / np.arange(1, len(towns) + 1) ** 0.8
    return np.array(towns), np.asarray(size, dtype=np.float64)


def _density(points: Floats, towns: Floats, size: Floats) -> Floats:
    """Return people per square kilometre, relative to the centre of the capital."""
    away = np.linalg.norm(points[:, None] - towns, axis=2)
    return np.asarray(0.012 + (size * np.exp(-away / (REACH_KM * np.sqrt(size)))).sum(axis=1))


def _seats(ground: Floats, density: Floats, areas: int, rng: np.random.Generator) -> Floats:
    """Spread seats, closer together where people are (Lloyd's method, stopped early)."""
    weight = density**0.8
    seats = ground[rng.choice(len(ground), areas, replace=False, p=weight / weight.sum())]
    for _ in range(4):
        nearest = cKDTree(seats).query(ground)[1]
        mass = np.bincount(nearest, weight, areas)
        for axis in (0, 1):
            centre = np.bincount(nearest, weight * ground[:, axis], areas)
            seats[:, axis] = np.where(mass > 0, centre / np.maximum(mass, 1e-12), seats[:, axis])
    # The middle of a bent coast may lie in the water: go to the nearest ground not yet taken.
    taken = np.unique(cKDTree(ground).query(seats)[1])
    free = np.setdiff1d(np.arange(len(ground)), taken)
    more = rng.choice(free, areas - len(taken), replace=False)
    return np.asarray(ground[np.concatenate([taken, more])])


def _cells(
    outline: shapely.Geometry, lake: shapely.Geometry, seats: Floats
) -> tuple[Geometries, shapely.Geometry]:
    """Cut the land into one shape per seat: what is nearest to it and can be reached by land.

    The lake comes back with the points that its shores have.
    """
    frame = np.array([(-2e3, -2e3), (-2e3, 2e3), (2e3, -2e3), (2e3, 2e3)])
    diagram = Voronoi(np.vstack([seats, frame]))
    ridges = [diagram.vertices[ends] for ends in diagram.ridge_vertices if -1 not in ends]
    land = shapely.difference(outline, lake)
    # Uniting lines cuts them where they cross; cells without land are left out below.
    lines = shapely.union_all([*shapely.linestrings(ridges), shapely.boundary(land)])
    # Densified before they are closed: neighbours then have the very same points.
    faces = shapely.get_parts(
        shapely.polygonize(shapely.get_parts(shapely.segmentize(lines, STEP_KM)))
    )
    inside = shapely.point_on_surface(faces)
    lake = shapely.union_all(faces[shapely.contains(lake, inside)])
    faces = faces[shapely.contains(land, inside)]
    points = shapely.get_coordinates(shapely.point_on_surface(faces))
    owner = np.asarray(cKDTree(seats).query(points)[1])
    own = shapely.contains_xy(faces, *seats[owner].T)
    for stray in np.flatnonzero(~own):
        # Cut off by a bay: the neighbour with the longest border has it, an island stays.
        shared = shapely.length(shapely.intersection(faces[stray], faces[own]))
        if shared.max() > 0:
            owner[stray] = owner[own][shared.argmax()]
    shapes = [shapely.union_all(faces[owner == seat]) for seat in range(len(seats))]
    return np.array(shapes, dtype=object), lake


def _regions(shapes: Geometries, seats: Floats, towns: Floats, regions: int) -> Ints:
    """Join neighbours to regions: each municipality to the town with the shortest way over land."""
    tree = shapely.STRtree(shapes)
    a, b = tree.query(shapes, predicate="touches")
    border = shapely.length(shapely.intersection(shapes[a], shapes[b]))
    a, b = a[border > 0.5], b[border > 0.5]
    # Each border crossed counts like some kilometres more, or regions of small ones get too many.
    effort = np.linalg.norm(seats[a] - seats[b], axis=1) + 18.0
    way = coo_array((effort, (a, b)), shape=(len(seats),) * 2)
    centres = [int(np.linalg.norm(seats - towns[0], axis=1).argmin())]
    while len(centres) < regions:
        # The municipality farthest from every centre becomes the next one: regions of like size.
        far = dijkstra(way.tocsr(), indices=centres, min_only=True)
        centres.append(int(np.where(np.isfinite(far), far, 0).argmax()))
    for _ in range(5):
        _, _, source = dijkstra(
            way.tocsr(), indices=centres, min_only=True, return_predecessors=True
        )
        found = [np.flatnonzero(source == centre) for centre in centres]
        middles = [seats[members].mean(axis=0) for members in found]
        centres = [
            int(members[np.linalg.norm(seats[members] - middle, axis=1).argmin()])
            for members, middle in zip(found, middles, strict=True)
        ]
    _, _, source = dijkstra(way.tocsr(), indices=centres, min_only=True, return_predecessors=True)
    return np.asarray(np.unique(source, return_inverse=True)[1], dtype=np.int64)


def _ordered(region: Ints, seats: Floats, towns: Floats) -> tuple[Ints, Ints]:
    """Number regions from the capital's eastwards and southwards; return also the new order."""
    count = int(region.max()) + 1
    middles = np.array([seats[region == r].mean(axis=0) for r in range(count)])
    first = region[np.linalg.norm(seats - towns[0], axis=1).argmin()]
    rank = -middles[:, 1] + 0.3 * middles[:, 0]
    rank[first] = -np.inf
    place = np.empty(count, dtype=np.int64)
    place[np.argsort(rank)] = np.arange(count)
    number = place[region]
    nearest_town = np.asarray(cKDTree(towns).query(seats)[0])
    order = np.lexsort((nearest_town, number))
    return np.asarray(number[order]), np.asarray(order)


def _to_degrees(points: Floats) -> Floats:
    latitude = CENTRE[1] + points[:, 1] / KM_PER_DEGREE
    stretch = KM_PER_DEGREE * np.cos(np.radians(CENTRE[1]))
    return np.column_stack([CENTRE[0] + points[:, 0] / stretch, latitude]).round(5)
