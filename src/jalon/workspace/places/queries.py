"""Read countries, areas and their maps."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from jalon.workspace.narratives import Narrative, text_of
from jalon.workspace.places import rules
from jalon.workspace.places.models import Area, Boundary, Certainty, Country
from jalon.workspace.places.names import region_name
from jalon.workspace.places.rules import AreaFacts

MOST_OFFERED = 300  # in one list to choose from
MOST_DRAWN = 400  # what a page can carry over a slow line


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map as a page draws it: paths, each with the name of its area."""

    width: float
    height: float
    paths: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Membership:
    """A country in a regional body, as far as it is known."""

    body: str
    name: Narrative
    since: date | None
    until: date | None
    note: Narrative
    certainty: str
    source: str
    as_of: date | None


@dataclass(frozen=True, slots=True)
class Level:
    """How many areas a level has, and how many of them have shapes."""

    number: int
    areas: int
    shapes: int


def find_countries(text: str = "", region: str = "") -> list[Country]:
    """Return countries whose name in any language, or code, holds `text`, by the reader's name."""
    countries = Country.objects.all()
    if region:
        countries = countries.filter(region=region)
    wanted = _folded(text.strip())
    found = [
        country
        for country in countries
        if wanted in _folded(" ".join((*country.name.values(), country.iso3, country.iso2)))
    ]
    return sorted(found, key=lambda country: _folded(text_of(country.name)))


def regions() -> list[tuple[str, str]]:
    """Return the codes and names of the regions that countries lie in."""
    codes = Country.objects.exclude(region="").values_list("region", flat=True).distinct()
    return sorted(((code, region_name(code)) for code in codes), key=lambda pair: pair[1])


def memberships_of(country: Country) -> list[Membership]:
    """Return the regional bodies of a country."""
    return [
        Membership(
            body=row["body"],
            name=row["name"],
            since=_day(row["since"]),
            until=_day(row["until"]),
            note=row["note"],
            certainty=str(Certainty(row["certainty"]).label),
            source=row["source"],
            as_of=_day(row["as_of"]),
        )
        for row in country.memberships
    ]


def levels_of(country: Country) -> list[Level]:
    """Return the levels of a country's areas."""
    rows = (
        Area.objects.filter(country=country)
        .values_list("level")
        .annotate(areas=Count("pk"), shapes=Count("boundary"))
        .order_by("level")
    )
    return [Level(level, areas, shapes) for level, areas, shapes in rows]


def areas_of(
    country: Country, level: int, text: str = "", parent: str = ""
) -> list[Area] | QuerySet[Area]:
    """Return the areas of a level (in a larger one) whose code or name holds `text`, by code."""
    areas = Area.objects.filter(country=country, level=level).select_related("parent")
    if parent:
        areas = areas.filter(parent__code=parent)
    wanted = _folded(text.strip())
    if not wanted:
        return areas.order_by("code")
    return [
        area
        for area in areas.order_by("code")
        if wanted in _folded(" ".join((area.code, *area.name.values())))
    ]


def larger_areas(country: Country, level: int) -> list[Area]:
    """Return the areas in which those of a level lie, to choose from; none if they are too many."""
    larger = Area.objects.filter(country=country, level=level - 1).order_by("code")
    found = list(larger[: MOST_OFFERED + 1])
    return found if len(found) <= MOST_OFFERED else []


def register_of(country: Country, level: int) -> dict[str, AreaFacts]:
    """Return the areas of a level by code, as plain facts."""
    rows = Area.objects.filter(country=country, level=level).values_list(
        "code", "name", "parent__code"
    )
    return {code: AreaFacts(code, name, parent) for code, name, parent in rows}


def map_of(country: Country, level: int, parent: str = "") -> Drawing | None:
    """Draw the areas of a level (in a larger one); None if there are no shapes, or too many."""
    boundaries = Boundary.objects.filter(country=country, area__level=level)
    if parent:
        boundaries = boundaries.filter(area__parent__code=parent)
    if boundaries.count() > MOST_DRAWN:
        return None
    return _drawing(boundaries.select_related("area").defer("geometry"))


def map_of_area(area: Area) -> Drawing | None:
    """Draw one area."""
    return _drawing(Boundary.objects.filter(area=area).select_related("area").defer("geometry"))


def _drawing(boundaries: Iterable[Boundary] | QuerySet[Boundary]) -> Drawing | None:
    drawn = [boundary for boundary in boundaries if boundary.sketch]
    frame = rules.frame_of(boundary.sketch for boundary in drawn)
    if frame is None:
        return None
    paths = [(str(boundary.area), rules.path_of(boundary.sketch, frame)) for boundary in drawn]
    return Drawing(frame.width, frame.height, [(name, path) for name, path in paths if path])


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _folded(text: str) -> str:
    """Return text as it is searched: without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
