"""Is a report ready to be submitted? Saving is never stopped; submitting is, by what blocks."""

from collections.abc import Callable, Iterator

from jalon.errors import Problems
from jalon.workspace.results.rules.checks import calendar, cells, figures, past
from jalon.workspace.results.rules.checks.facts import (
    Finding,
    ReportFacts,
    Severity,
    at_cell,
    shown,
)

__all__ = [
    "CHECKS",
    "Finding",
    "ReportFacts",
    "Severity",
    "at_cell",
    "check_ready",
    "findings_of",
    "shown",
]

CHECKS: tuple[Callable[[ReportFacts], Iterator[Finding]], ...] = (
    figures.baseline_is_known,
    figures.something_is_said,
    figures.period_has_begun,
    figures.distance_is_explained,
    figures.figure_moves,
    figures.figure_is_no_outlier,
    figures.fractions_divide,
    figures.percentages_are_possible,
    figures.counts_are_not_negative,
    figures.answers_are_yes_or_no,
    figures.subset_is_no_larger,
    figures.target_is_better_than_baseline,
    figures.words_come_with_a_qualitative_figure,
    cells.values_add_up,
    cells.numerators_add_up,
    cells.required_cells_are_there,
    cells.little_is_unknown,
    figures.places_add_up,
    figures.figure_has_a_source,
    figures.file_proves_this_alone,
    past.cumulative_figure_does_not_fall,
    past.longer_period_equals_what_it_holds,
    calendar.period_overlaps_no_other,
    calendar.period_follows_the_last,
    calendar.period_is_of_the_programme,
    past.share_is_of_all_who_were_served,
    past.old_figures_are_restated,
    past.evidence_is_of_the_period,
)


def findings_of(report: ReportFacts) -> list[Finding]:
    """Return everything that the rules find in a report, what blocks first."""
    found = [finding for check in CHECKS for finding in check(report)]
    return sorted(found, key=lambda finding: (not finding.blocks, finding.rule))


def check_ready(report: ReportFacts) -> None:
    """Raise all that stands in the way of submitting."""
    blocking = [finding.problem for finding in findings_of(report) if finding.blocks]
    if blocking:
        raise Problems(blocking)
