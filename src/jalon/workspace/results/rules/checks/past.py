"""Checks of a report against what was reported, promised and defined before."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from jalon.errors import Problem, Problems
from jalon.workspace.results.rules.cells import PLACES
from jalon.workspace.results.rules.checks.facts import (
    Finding,
    ReportFacts,
    Severity,
    at_cell,
    shown,
)
from jalon.workspace.results.rules.facts import IndicatorFacts
from jalon.workspace.results.rules.kinds import FRACTIONS, Direction, Measure, Rule
from jalon.workspace.results.rules.totals import NOTHING, Amount

CUMULATIVE = frozenset({Rule.LATEST, Rule.MAX})
ROUNDED = Decimal("0.06")  # of a percentage that was typed with one decimal
SERVED = {"POC": "E1", "POH": "L1"}  # whom a share is of: the children, the households served
EVIDENCE_AFTER = timedelta(days=30)  # a register is often written up after the period


def rises(indicator: IndicatorFacts) -> bool:
    """Tell whether the figures of an indicator grow from period to period, unless corrected."""
    return (
        indicator.measure is Measure.NUMBER
        and indicator.over_periods in CUMULATIVE
        and indicator.direction is Direction.UP
    )


def cumulative_figure_does_not_fall(report: ReportFacts) -> Iterator[Finding]:
    value = report.total.value
    if not rises(report.indicator) or value is None or not report.previous:
        return
    if report.correction.strip():
        return
    if value < report.previous[-1]:
        facts = {"expected": shown(report.previous[-1]), "found": shown(value)}
        yield Finding(5, Severity.BLOCKS, Problem("correction", "figure-falls", facts))


def longer_period_equals_what_it_holds(report: ReportFacts) -> Iterator[Finding]:
    value, within = report.total.value, report.within.value
    if report.indicator.over_periods is Rule.NONE or value is None or within is None:
        return
    allowed = ROUNDED if report.indicator.measure in FRACTIONS else 0
    if abs(value - within.quantize(PLACES)) > allowed:
        facts = {"expected": shown(within), "found": shown(value)}
        yield Finding(6, Severity.BLOCKS, Problem(at_cell(""), "periods-do-not-add-up", facts))


def share_is_of_all_who_were_served(report: ReportFacts) -> Iterator[Finding]:
    served = SERVED.get(report.indicator.donor_code[:3])
    below = report.total.denominator
    if served is None or below is None or served not in report.served:
        return
    if below != report.served[served]:
        facts = {"expected": shown(report.served[served]), "found": shown(below), "code": served}
        yield Finding(15, Severity.BLOCKS, Problem(at_cell(""), "denominator-not-served", facts))


def old_figures_are_restated(report: ReportFacts) -> Iterator[Finding]:
    if report.redefined is not None and report.not_restated:
        facts = {"expected": "0", "found": str(report.not_restated), "day": str(report.redefined)}
        yield Finding(18, Severity.WARNS, Problem("indicator", "figures-not-restated", facts))


def evidence_is_of_the_period(report: ReportFacts) -> Iterator[Finding]:
    dated = report.evidence_date
    if dated is None or report.start <= dated <= report.end + EVIDENCE_AFTER:
        return
    facts = {"expected": f"{report.start} – {report.end}", "found": str(dated)}
    yield Finding(29, Severity.WARNS, Problem("evidence_date", "evidence-of-another-time", facts))


def check_target_change(before: Amount, after: Amount, *, agreed: bool, reason: str) -> None:
    """Raise rule 17 if a target that was agreed changes, and nobody says by which revision."""
    if agreed and NOTHING != before != after and not reason.strip():
        facts = {
            "expected": before.text or shown(before.value),
            "found": after.text or shown(after.value),
        }
        raise Problems([Problem("reason", "target-without-revision", facts)])
