"""Figures that wait for a step."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Actual, ActualCell, Indicator, Period, Target
from jalon.workspace.results.queries.reports import amount_of
from jalon.workspace.results.rules.breakdowns import TOTAL
from jalon.workspace.results.rules.totals import NOTHING, Amount
from jalon.workspace.results.rules.workflow import Status


@dataclass(frozen=True, slots=True)
class Waiting:
    """A figure in the queue, with its total and its target."""

    actual: Actual

    @property
    def period(self) -> Period:
        return self.actual.period

    @property
    def indicator(self) -> Indicator:
        return self.actual.period.indicator

    @property
    def total(self) -> Amount:
        cells: list[ActualCell] = getattr(self.actual, "totals", [])
        return amount_of(cells[0]) if cells else NOTHING

    @property
    def target(self) -> Amount:
        here = (self.actual.country_id, self.actual.area_id)
        targets: list[Target] = getattr(self.actual.period, "aims", [])
        found = [t for t in targets if (t.country_id, t.area_id) == here]
        return amount_of(found[0]) if found else NOTHING


class WaitingQuerySet:
    """A queue that a paginator can count and cut, each row ready for the page."""

    def __init__(self, rows: QuerySet[Actual]) -> None:
        self.rows = rows

    def count(self) -> int:
        return self.rows.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[Waiting]:
        return [Waiting(actual) for actual in self.rows[part]]


def waiting_in(user: Any, programme: Programme, status: Status) -> WaitingQuerySet:
    """Return the figures of this status, those that have waited longest first."""
    totals = ActualCell.objects.filter(breakdown=TOTAL)
    aims = Target.objects.filter(breakdown=TOTAL)
    return WaitingQuerySet(
        Actual.objects.visible_to(user)
        .filter(period__indicator__programme=programme, status=status)
        .select_related("period__indicator__result", "country", "area", "reported_by")
        .prefetch_related(
            Prefetch("cells", totals, to_attr="totals"),
            Prefetch("period__targets", aims, to_attr="aims"),
        )
        .order_by("submitted_at", "pk")
    )
