"""Take hold of everything that reports are written over, in a few queries."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from jalon.errors import RuleBroken
from jalon.workspace.places.models import Area, Country
from jalon.workspace.programmes.models import ProgrammeCountry
from jalon.workspace.programmes.services.locking import check_version
from jalon.workspace.results.models import Actual, ActualCell, Period
from jalon.workspace.results.queries.facts import read_axes
from jalon.workspace.results.queries.reports import amount_of
from jalon.workspace.results.rules.breakdowns import Axis
from jalon.workspace.results.rules.cells import Entry
from jalon.workspace.results.rules.workflow import Status, check_editable

Key = tuple[int, int | None, int | None]  # period, country, area
AT_ONCE = 500  # keys in one query


@dataclass(frozen=True, slots=True)
class HeldCell:
    """A cell that is there."""

    pk: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Held:
    """The rows of some reports, locked until the transaction ends."""

    periods: dict[int, Period]
    countries: dict[int, Country]
    areas: dict[int, Area]
    covered: dict[int, frozenset[int]]  # programme -> its countries
    axes: dict[int, tuple[Axis, ...]]  # of each indicator
    actuals: dict[Key, Actual]
    cells: dict[int, dict[str, HeldCell]]  # of each actual

    def place(self, key: Key) -> tuple[Country | None, Area | None]:
        _period, country, area = key
        return self.countries.get(country or 0), self.areas.get(area or 0)

    def actual(self, key: Key, version: int | None) -> Actual:
        """Return the actual of a place, or a new one; its period is held, so it stays the only."""
        period, (country, area) = self.periods[key[0]], self.place(key)
        actual = self.actuals.get(key)
        if actual is None:
            if version:
                raise RuleBroken("actual-gone")
            return Actual(period=period, country=country, area=area)
        actual.period, actual.country, actual.area = period, country, area
        check_editable(Status(actual.status))
        if version is not None:
            check_version(actual, version)
        return actual


def hold(keys: Collection[Key]) -> Held:
    """Lock the periods and actuals of these keys, and read what belongs to them."""
    periods = _periods({period for period, _country, _area in keys})
    countries = Country.objects.in_bulk({country for _p, country, _a in keys if country})
    areas = Area.objects.in_bulk({area for _p, _c, area in keys if area})
    programmes = {period.indicator.programme_id for period in periods.values()}
    covered = ProgrammeCountry.objects.filter(programme__in=programmes, country__in=countries)
    pairs = list(covered.values_list("programme_id", "country_id")) if countries else []
    actuals = _actuals(keys)
    return Held(
        periods=periods,
        countries=countries,
        areas=areas,
        covered={one: frozenset(c for p, c in pairs if p == one) for one in programmes},
        axes=read_axes({period.indicator_id for period in periods.values()}),
        actuals=actuals,
        cells=_cells([actual.pk for actual in actuals.values()]),
    )


def some(keys: Iterable[int]) -> Iterator[list[int]]:
    """Return the keys in parts that one query can take, in one order for everybody."""
    ordered = sorted(keys)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


def _periods(keys: set[int]) -> dict[int, Period]:
    rows = Period.objects.select_for_update(of=("self",)).select_related("indicator__programme")
    found = {
        period.pk: period
        for part in some(keys)
        for period in rows.filter(pk__in=part).order_by("pk")
    }
    if len(found) < len(keys):
        raise RuleBroken("actual-gone")
    return found


def _actuals(keys: Collection[Key]) -> dict[Key, Actual]:
    places = _one_of("country", {country for _p, country, _a in keys}) & _one_of(
        "area", {area for _p, _c, area in keys}
    )
    rows = (
        Actual.objects.select_for_update(of=("self",))
        .select_related("evidence")
        .filter(places)
        .order_by("pk")
    )
    found = {
        (actual.period_id, actual.country_id, actual.area_id): actual
        for part in some({period for period, _country, _area in keys})
        for actual in rows.filter(period__in=part)
    }
    return {key: actual for key, actual in found.items() if key in keys}


def _one_of(field: str, keys: Collection[int | None]) -> Q:
    found = Q(**{f"{field}__in": [key for key in keys if key is not None]})
    return found | Q(**{field: None}) if None in keys else found


def _cells(actuals: Collection[int]) -> dict[int, dict[str, HeldCell]]:
    found: dict[int, dict[str, HeldCell]] = {}
    for part in some(actuals):
        for row in ActualCell.objects.filter(actual__in=part):
            held = HeldCell(row.pk, Entry(amount_of(row), row.computed))
            found.setdefault(row.actual_id, {})[row.breakdown] = held
    return found
