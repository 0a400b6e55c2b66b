"""Checks of a report's period against the indicator's calendar and the programme's dates."""

from collections.abc import Iterator
from datetime import timedelta

from jalon.errors import Problem
from jalon.workspace.results.rules.checks.facts import Finding, ReportFacts, Severity

DAY = timedelta(days=1)


def period_overlaps_no_other(report: ReportFacts) -> Iterator[Finding]:
    for start, end in report.others:
        if start <= report.end and end >= report.start:
            facts = {"expected": str(end + DAY), "found": str(report.start), "other": str(end)}
            yield Finding(10, Severity.BLOCKS, Problem("indicator", "period-overlaps", facts))
            return


def period_follows_the_last(report: ReportFacts) -> Iterator[Finding]:
    before = [end for start, end in report.others if end < report.start]
    if report.continuous and before and max(before) + DAY < report.start:
        facts = {"expected": str(max(before) + DAY), "found": str(report.start)}
        yield Finding(10, Severity.BLOCKS, Problem("indicator", "period-after-gap", facts))


def period_is_of_the_programme(report: ReportFacts) -> Iterator[Finding]:
    if report.life and (report.start < report.life[0] or report.end > report.life[1]):
        facts = {
            "expected": f"{report.life[0]} – {report.life[1]}",
            "found": f"{report.start} – {report.end}",
        }
        yield Finding(11, Severity.BLOCKS, Problem("indicator", "period-beyond-programme", facts))
