"""Checks of a report as a whole. The numbers are those of the list of consistency rules."""

import statistics
from collections.abc import Iterator
from decimal import Decimal

from jalon.errors import Problem
from jalon.workspace.results.rules.cells import PLACES
from jalon.workspace.results.rules.checks.facts import (
    Finding,
    ReportFacts,
    Severity,
    at_cell,
    shown,
)
from jalon.workspace.results.rules.kinds import FRACTIONS, Direction, Measure, Rule, scale_of

BLOCKS, WARNS = Severity.BLOCKS, Severity.WARNS
FEW, MANY = Decimal("0.75"), Decimal("1.25")  # of the period's target
SAME_IN_A_ROW = 3
TOLERANCE = Decimal("0.06")  # of a percentage that was typed with one decimal
FEWEST_FOR_TREND, OUTLIER = 4, 3  # periods; standard deviations
SUBSETS = {"POC2": "POC1", "POC3": "POC1"}  # their children are among those of POC1


def baseline_is_known(report: ReportFacts) -> Iterator[Finding]:
    indicator = report.indicator
    if indicator.measure is Measure.QUALITATIVE:
        return
    if indicator.baseline.value is None:
        # What adds up begins at nothing: nothing is wrong there without a baseline
        severity = WARNS if indicator.adds_up else BLOCKS
        yield Finding(1, severity, Problem("indicator", "baseline-missing"))
    elif indicator.baseline_year is None:
        yield Finding(2, WARNS, Problem("indicator", "baseline-without-year"))


def something_is_said(report: ReportFacts) -> Iterator[Finding]:
    if not report.has_figure and not report.no_data_reason.strip():
        yield Finding(3, BLOCKS, Problem(at_cell(""), "actual-or-reason"))


def period_has_begun(report: ReportFacts) -> Iterator[Finding]:
    if report.has_figure and report.today < report.start:
        yield Finding(
            4, WARNS, Problem(at_cell(""), "period-not-begun", {"start": str(report.start)})
        )


def distance_is_explained(report: ReportFacts) -> Iterator[Finding]:
    target, value = report.target.value, report.total.value
    if not target or value is None or report.narrative.strip():
        return
    share = value / target
    if share < FEW or share > MANY:
        facts = {"value": shown(value), "target": shown(target)}
        yield Finding(7, WARNS, Problem("narrative", "distance-unexplained", facts))


def figure_moves(report: ReportFacts) -> Iterator[Finding]:
    value = report.total.value
    before = report.previous[-(SAME_IN_A_ROW - 1) :]
    if value and len(before) == SAME_IN_A_ROW - 1 and all(each == value for each in before):
        facts = {"value": shown(value), "periods": str(SAME_IN_A_ROW)}
        yield Finding(8, WARNS, Problem(at_cell(""), "same-figure-again", facts))


def figure_is_no_outlier(report: ReportFacts) -> Iterator[Finding]:
    value, before = report.total.value, [float(each) for each in report.previous]
    if value is None or len(before) < FEWEST_FOR_TREND:
        return
    spread = statistics.stdev(before)
    if spread and abs(float(value) - statistics.fmean(before)) > OUTLIER * spread:
        usual = Decimal(str(round(statistics.fmean(before), 1)))
        facts = {"value": shown(value), "usual": shown(usual)}
        yield Finding(9, WARNS, Problem(at_cell(""), "figure-out-of-line", facts))


def fractions_divide(report: ReportFacts) -> Iterator[Finding]:
    if report.indicator.measure not in FRACTIONS:
        return
    for breakdown, amount in report.cells.items():
        where = at_cell(breakdown)
        half = (amount.numerator is None) != (amount.denominator is None)
        if half or (amount.value is not None and not amount.is_fraction):
            yield Finding(12, BLOCKS, Problem(where, "fraction-incomplete"))
        elif amount.denominator == 0 and amount.numerator:
            yield Finding(
                12,
                BLOCKS,
                Problem(where, "denominator-zero", {"numerator": shown(amount.numerator)}),
            )


def percentages_are_possible(report: ReportFacts) -> Iterator[Finding]:
    measure = report.indicator.measure
    for breakdown, amount in report.cells.items():
        value = amount.value
        if value is None:
            continue
        where = at_cell(breakdown)
        outside = value < 0 or (value > 100 and not report.may_exceed_100)
        if measure is Measure.PERCENTAGE and outside:
            facts = {"value": shown(value)}
            yield Finding(13, BLOCKS, Problem(where, "percentage-outside", facts))
        if measure in FRACTIONS and amount.is_fraction and amount.denominator:
            assert amount.numerator is not None
            made = amount.numerator / amount.denominator * scale_of(measure)
            if abs(made - value) > TOLERANCE:
                facts = {"value": shown(value), "made": shown(made.quantize(Decimal("0.01")))}
                yield Finding(13, BLOCKS, Problem(where, "fraction-differs", facts))


def counts_are_not_negative(report: ReportFacts) -> Iterator[Finding]:
    """Nobody counts fewer than none; a level that does not add up may fall below nought."""
    counted = report.indicator.measure is Measure.NUMBER
    severity = BLOCKS if report.indicator.adds_up or not counted else WARNS
    for breakdown, amount in report.cells.items():
        parts = [amount.value] if counted else []
        if report.indicator.measure in FRACTIONS:
            parts = [amount.numerator, amount.denominator]
        below = [part for part in parts if part is not None and part < 0]
        if below:
            facts = {"expected": "0", "found": shown(below[0])}
            yield Finding(13, severity, Problem(at_cell(breakdown), "figure-below-nought", facts))


def answers_are_yes_or_no(report: ReportFacts) -> Iterator[Finding]:
    if report.indicator.measure is not Measure.YES_NO:
        return
    for breakdown, amount in report.cells.items():
        if amount.value not in {None, Decimal(0), Decimal(1)}:
            yield Finding(13, BLOCKS, Problem(at_cell(breakdown), "neither-yes-nor-no"))


def subset_is_no_larger(report: ReportFacts) -> Iterator[Finding]:
    whole = SUBSETS.get(report.indicator.donor_code)
    numerator = report.total.numerator
    if whole is None or numerator is None or whole not in report.siblings:
        return
    of_whole = report.siblings[whole].numerator
    if of_whole is not None and numerator > of_whole:
        facts = {"numerator": shown(numerator), "whole": whole, "of_whole": shown(of_whole)}
        yield Finding(14, BLOCKS, Problem(at_cell(""), "subset-larger", facts))


def target_is_better_than_baseline(report: ReportFacts) -> Iterator[Finding]:
    baseline, target = report.indicator.baseline.value, report.end_target.value
    if baseline is None or target is None or report.indicator.over_periods is Rule.SUM:
        return
    down = report.indicator.direction is Direction.DOWN
    if (down and target > baseline) or (not down and target < baseline):
        facts = {"baseline": shown(baseline), "target": shown(target)}
        yield Finding(16, WARNS, Problem("indicator", "target-on-wrong-side", facts))


def words_come_with_a_qualitative_figure(report: ReportFacts) -> Iterator[Finding]:
    qualitative = report.indicator.measure is Measure.QUALITATIVE
    if qualitative and report.has_figure and not report.narrative.strip():
        yield Finding(22, BLOCKS, Problem("narrative", "qualitative-without-narrative"))


def places_add_up(report: ReportFacts) -> Iterator[Finding]:
    value, inside = report.total.value, report.inside.value
    if report.indicator.over_places is Rule.NONE or value is None or inside is None:
        return
    allowed = TOLERANCE if report.indicator.measure in FRACTIONS else 0
    if abs(value - inside.quantize(PLACES)) > allowed:
        facts = {"value": shown(value), "inside": shown(inside)}
        yield Finding(27, BLOCKS, Problem(at_cell(""), "places-do-not-add-up", facts))


def figure_has_a_source(report: ReportFacts) -> Iterator[Finding]:
    counts = any(amount.value or amount.text for amount in report.cells.values())
    if counts and not report.has_source:
        yield Finding(28, BLOCKS, Problem("source", "figure-without-source"))


def file_proves_this_alone(report: ReportFacts) -> Iterator[Finding]:
    if report.proves_too:
        facts = {"others": ", ".join(report.proves_too)}
        yield Finding(30, WARNS, Problem("evidence_file", "file-proves-others", facts))
