"""Checks of the cells of a disaggregation against its total."""

import itertools
from collections.abc import Iterator, Sequence
from decimal import Decimal

from jalon.errors import Problem
from jalon.workspace.results.rules.breakdowns import UNKNOWN, Axis, grid, parse, written
from jalon.workspace.results.rules.cells import cell_of
from jalon.workspace.results.rules.checks.facts import (
    Finding,
    ReportFacts,
    Severity,
    at_cell,
    shown,
)
from jalon.workspace.results.rules.kinds import FRACTIONS, Measure
from jalon.workspace.results.rules.totals import Amount

BLOCKS, WARNS = Severity.BLOCKS, Severity.WARNS
MUCH_UNKNOWN = Decimal("0.10")


def counted(report: ReportFacts, amount: Amount) -> Decimal | None:
    """Return what of an amount adds up: a fraction's denominator, a number itself."""
    if report.indicator.measure in FRACTIONS:
        return amount.denominator
    return amount.value if report.indicator.measure is Measure.NUMBER else None


def parts_of(report: ReportFacts, axis: Axis) -> list[Decimal | None]:
    """Return what each value of one dimension holds."""
    return [
        counted(
            report,
            cell_of(
                report.cells,
                [(axis.key, value)],
                report.indicator.measure,
                axes=report.indicator.axes,
            ),
        )
        for value in axis.values
    ]


def values_add_up(report: ReportFacts) -> Iterator[Finding]:
    whole = counted(report, report.total)
    if whole is None:
        return
    for axis in report.indicator.axes:
        given = [part for part in parts_of(report, axis) if part is not None]
        full = len(given) >= len([value for value in axis.values if value != UNKNOWN])
        if not given or not full:
            continue
        parts = sum(given, Decimal(0))
        facts = {"dimension": axis.key, "parts": shown(parts), "whole": shown(whole)}
        if axis.exclusive and parts != whole:
            yield Finding(23, BLOCKS, Problem(at_cell(""), "values-do-not-add-up", facts))
        elif not axis.exclusive and parts < whole:
            yield Finding(26, BLOCKS, Problem(at_cell(""), "values-short-of-total", facts))


def numerators_add_up(report: ReportFacts) -> Iterator[Finding]:
    whole = report.total.numerator
    if report.indicator.measure not in FRACTIONS or whole is None:
        return
    for axis in report.indicator.axes:
        cells = [report.cells.get(written([(axis.key, value)])) for value in axis.values]
        given = [cell.numerator for cell in cells if cell is not None]
        if not axis.exclusive or not given or None in given or len(given) < len(axis.values):
            continue
        parts = sum((each for each in given if each is not None), Decimal(0))
        if parts != whole:
            facts = {"dimension": axis.key, "parts": shown(parts), "whole": shown(whole)}
            yield Finding(23, BLOCKS, Problem(at_cell(""), "values-do-not-add-up", facts))


def required_cells_are_there(report: ReportFacts) -> Iterator[Finding]:
    if not report.has_figure:
        return
    for breakdown in required(report.indicator.axes, crossed=report.indicator.crossed):
        amount = report.cells.get(breakdown)
        if amount is None or not amount.given:
            facts = {"cell": breakdown.replace("|", ", ").replace(":", " ")}
            yield Finding(24, BLOCKS, Problem(at_cell(breakdown), "cell-missing", facts))


def required(axes: Sequence[Axis], *, crossed: bool) -> tuple[str, ...]:
    """Return the cells that must be filled in; what nobody knows may stay empty."""
    asked = axes if crossed and any(axis.required for axis in axes) else ()
    if not crossed:
        asked = [axis for axis in axes if axis.required]
    return tuple(
        cell
        for cell in grid(asked, crossed=crossed)
        if all(value != UNKNOWN for _dimension, value in parse(cell))
    )


def little_is_unknown(report: ReportFacts) -> Iterator[Finding]:
    whole = counted(report, report.total)
    if not whole:
        return
    for axis in report.indicator.axes:
        for value, part in itertools.zip_longest(axis.values, parts_of(report, axis)):
            if value == UNKNOWN and part is not None and part / whole > MUCH_UNKNOWN:
                where = at_cell(written([(axis.key, UNKNOWN)]))
                facts = {"dimension": axis.key, "part": shown(part), "whole": shown(whole)}
                yield Finding(25, WARNS, Problem(where, "much-unknown", facts))
