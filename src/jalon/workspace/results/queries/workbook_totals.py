"""Read the totals that go beside the rows of a workbook: those of the matrix page."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from jalon.workspace.narratives import text_of
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.exchange.totals_sheet import Told, Totals
from jalon.workspace.results.queries.matrix import Filters, read_matrix
from jalon.workspace.results.rules.figures import Figures
from jalon.workspace.results.rules.matrix import Matrix, MatrixRow
from jalon.workspace.results.rules.totals import Amount
from jalon.workspace.results.words import RATINGS

PLACES = Decimal("0.0001")


def read_totals(
    user: Any, programme: Programme, filters: Filters | None, *, until: date | None
) -> Totals:
    """Return the totals that `user` sees; of periods that have begun by `until`, if given."""
    matrix = read_matrix(user, programme, filters, per_page=None).matrix
    kept = [n for n, column in enumerate(matrix.columns) if until is None or column.start <= until]
    return Totals(
        gettext("Totals"),
        _groups(matrix, kept),
        tuple(tuple(_line(row, kept)) for row in matrix.rows),
    )


def _groups(matrix: Matrix, kept: list[int]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    figures = (gettext("Figure"), gettext("Target"), gettext("Not verified"))
    whole = (*figures, gettext("Share of the change"), gettext("How it stands"))
    known = (gettext("Code"), gettext("Indicator"), gettext("Unit"), gettext("Baseline"))
    spans = [matrix.columns[n] for n in kept]
    return (
        ("", known),
        (gettext("All periods"), whole),
        *((f"{span.start.isoformat()} – {span.end.isoformat()}", figures) for span in spans),
    )


def _line(row: MatrixRow, kept: list[int]) -> Iterator[Told]:
    yield row.indicator.code
    yield text_of(row.indicator.title)
    yield text_of(row.indicator.unit)
    yield _told(row.indicator.baseline)
    yield from _figures(row.life)
    share = row.life.achieved
    yield None if share is None else share.quantize(PLACES)
    yield str(RATINGS[row.life.rating][1])
    for number in kept:
        cell = row.cells[number]
        yield from _figures(cell.figures) if cell else (None, None, None)


def _figures(figures: Figures) -> tuple[Told, Told, Told]:
    waiting = Decimal(figures.unverified) if figures.unverified else None
    return _told(figures.actual), _told(figures.target), waiting


def _told(amount: Amount) -> Told:
    return amount.text or (None if amount.value is None else amount.value.quantize(PLACES))
