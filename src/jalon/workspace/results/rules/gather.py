"""Gather what was given for an indicator at a place, and put it together."""

from collections.abc import Sequence

from jalon.workspace.results.rules.cells import cell_of
from jalon.workspace.results.rules.facts import ActualFacts, IndicatorFacts, PeriodFacts
from jalon.workspace.results.rules.kinds import Measure, Rule, scale_of
from jalon.workspace.results.rules.totals import Amount, Place, Row, Total, total
from jalon.workspace.results.rules.workflow import HANDED_OVER

Periods = Sequence[PeriodFacts]


def target_of(
    indicator: IndicatorFacts, period: PeriodFacts, breakdown: str, place: Place
) -> Amount:
    """Return the target of one period."""
    return _put_together(indicator, _targets([period], breakdown, place), Rule.NONE).amount


def actual_of(
    indicator: IndicatorFacts, period: PeriodFacts, breakdown: str, place: Place
) -> Total:
    """Return what was reached in one period."""
    return _put_together(indicator, _actuals(indicator, [period], breakdown, place), Rule.NONE)


def life_target_of(
    indicator: IndicatorFacts, periods: Periods, breakdown: str, place: Place
) -> Amount:
    """Return what is aimed at in the end; shares without fractions cannot be put together."""
    rows = _targets(periods, breakdown, place)
    plain = any(row.amount.given and not row.amount.is_fraction for row in rows)
    ratio = indicator.over_periods is Rule.RATIO
    rule = Rule.LATEST if plain and ratio else indicator.over_periods
    return _put_together(indicator, rows, rule).amount


def life_actual_of(
    indicator: IndicatorFacts, periods: Periods, breakdown: str, place: Place
) -> Total:
    """Return what was reached; of texts, which make no total, the latest says where it stands."""
    texts = indicator.measure is Measure.QUALITATIVE and indicator.over_periods is Rule.NONE
    rule = Rule.LATEST if texts else indicator.over_periods
    return _put_together(indicator, _actuals(indicator, periods, breakdown, place), rule)


def _targets(periods: Periods, breakdown: str, place: Place) -> list[Row]:
    return [
        Row(period.end, target.place, target.amount, breakdown)
        for period in periods
        for target in period.targets
        if target.breakdown == breakdown and target.place[: len(place)] == place
    ]


def _actuals(
    indicator: IndicatorFacts, periods: Periods, breakdown: str, place: Place
) -> list[Row]:
    return [
        Row(
            period.end,
            actual.place,
            _amount(indicator, actual, breakdown),
            breakdown,
            verified=actual.status in HANDED_OVER,
        )
        for period in periods
        for actual in period.actuals
        if actual.place[: len(place)] == place
    ]


def _amount(indicator: IndicatorFacts, actual: ActualFacts, breakdown: str) -> Amount:
    parts = [] if not breakdown else [tuple(breakdown.split(":", 1))]
    return cell_of(
        actual.cells,
        [(dimension, value) for dimension, value in parts],
        indicator.measure,
        axes=indicator.axes,
    )


def _put_together(indicator: IndicatorFacts, rows: Sequence[Row], over_periods: Rule) -> Total:
    return total(
        rows,
        over_periods=over_periods,
        over_places=indicator.over_places,
        scale=scale_of(indicator.measure),
        expected=indicator.expected,
    )
