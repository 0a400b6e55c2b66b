"""The matrix page: indicators by periods, edited cell by cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.http import Request
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results import permissions
from jalon.workspace.results.queries.matrix import PER_PAGE, Filters, MatrixPage, read_matrix
from jalon.workspace.results.queries.places import country_shown
from jalon.workspace.results.rules.breakdowns import written
from jalon.workspace.results.rules.facts import IndicatorFacts
from jalon.workspace.results.rules.figures import Figures
from jalon.workspace.results.rules.matrix import Divided, MatrixCell, MatrixRow
from jalon.workspace.results.rules.workflow import EDITABLE
from jalon.workspace.results.views.fetch import number_of, programme_or_404
from jalon.workspace.results.words import RATINGS

PAGE = "results/matrix.html"
EMPTY = Figures()


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell as the page shows it; `state` says whether it can be typed into, or why not."""

    cell: MatrixCell | None
    figures: Figures = EMPTY
    breakdown: str = ""
    state: str = "none"

    @property
    def key(self) -> str:
        """Return the id of the cell on the page."""
        assert self.cell is not None
        return f"c-{self.cell.period_id}-{self.breakdown}"

    @property
    def status(self) -> str:
        """Return where the figure stands, told once for all its cells."""
        known = self.cell is not None and not self.breakdown
        return self.cell.status.value if known and self.cell and self.cell.status else ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as the page shows it."""

    row: MatrixRow
    cells: Sequence[ShownCell]

    @property
    def indicator(self) -> IndicatorFacts:
        return self.row.indicator


@login_required
@require_GET
def matrix(request: Request, code: str) -> HttpResponse:
    """Show the matrix, narrowed as the address says."""
    programme = programme_or_404(request, code)
    filters = filters_of(request, programme)
    page = read_matrix(
        request.user, programme, filters, page=number_of(request.GET.get("page")) or 1
    )
    context = {
        "programme": programme,
        "page": page,
        "filters": filters,
        "narrowed": len(_chosen(filters)),
        "tab": "matrix",
        "today": timezone.localdate(),
        "rows": shown_rows(request.user, programme, page),
        "pager": Paginator(range(page.indicators), PER_PAGE).get_page(page.number),
        **table_of(page, filters),
        "legend": list(dict.fromkeys(RATINGS.values())),
    }
    return render(request, PAGE, context)


def table_of(page: MatrixPage, filters: Filters) -> dict[str, Any]:
    """Return what the table, and each of its rows alone, is drawn with."""
    span = 1 + len(page.matrix.divided.values) if page.matrix.divided else 1
    return {
        "matrix": page.matrix,
        "span": span,
        "width": 4 + span * len(page.matrix.columns),
        "narrowing": query_of(filters),
        "place_query": f"?country={filters.country}" if filters.country else "",
    }


def filters_of(request: Request, programme: Programme) -> Filters:
    """Read what the matrix is narrowed to; who sees some countries begins with one of them."""
    given = request.GET if request.method == "GET" else request.POST
    return Filters(
        country=country_shown(request.user, programme, number_of(given.get("country"))),
        result=number_of(given.get("result")),
        responsible=number_of(given.get("responsible")),
        organisation=number_of(given.get("organisation")),
        by=str(given.get("by", ""))[:30],
    )


def query_of(filters: Filters) -> str:
    """Return the filters as they stand in an address."""
    return urlencode(_chosen(filters))


def _chosen(filters: Filters) -> dict[str, Any]:
    names = ("country", "result", "responsible", "organisation", "by")
    return {name: value for name in names if (value := getattr(filters, name))}


def shown_rows(user: Any, programme: Programme, page: MatrixPage) -> list[ShownRow]:
    """Return the rows with what `user` may do in each of their cells."""
    divided = page.matrix.divided
    country = page.matrix.place[0] if page.matrix.place else None
    rows = []
    for row in page.matrix.rows:
        may = permissions.may(
            user,
            Permission.ACTUAL_REPORT,
            programme=programme.pk,
            responsible=row.indicator.responsible_id,
            organisation=row.indicator.organisation_id,
            country=country if isinstance(country, int) else None,
        )
        rows.append(
            ShownRow(row, [s for cell in row.cells for s in _shown(row, cell, divided, may)])
        )
    return rows


def _shown(
    row: MatrixRow, cell: MatrixCell | None, divided: Divided | None, may: bool
) -> list[ShownCell]:
    width = 1 + len(divided.values) if divided else 1
    if cell is None:
        return [ShownCell(None)] * width
    state = state_of(cell, may)
    shown = [ShownCell(cell, cell.figures, "", state)]
    if divided is None:
        return shown
    if not cell.parts:
        return [*shown, *[ShownCell(None)] * (width - 1)]
    typed = not row.indicator.crossed or len(row.indicator.axes) == 1
    return shown + [
        ShownCell(
            cell,
            part,
            written([(divided.key, value.key)]),
            state if typed or state != "open" else "added",
        )
        for part, value in zip(cell.parts, divided.values, strict=True)
    ]


def state_of(cell: MatrixCell, may: bool) -> str:
    """Say whether a cell can be typed into: ``open``, or why it cannot."""
    if not cell.entered_here:
        return "added"
    if cell.status is not None and cell.actual_id and cell.status not in EDITABLE:
        return cell.status.value
    return "open" if may else "denied"
