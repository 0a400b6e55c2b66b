"""Read an indicator, and what it is divided by, as the rules look at them."""

from jalon.workspace.narratives import text_of
from jalon.workspace.results.models import ActualCell, DimensionValue, Indicator, Target
from jalon.workspace.results.rules.breakdowns import Axis
from jalon.workspace.results.rules.facts import IndicatorFacts
from jalon.workspace.results.rules.kinds import Direction, Measure, ReportedFor, Rule
from jalon.workspace.results.rules.totals import Amount


def indicator_facts(indicator: Indicator, axes: tuple[Axis, ...] | None = None) -> IndicatorFacts:
    """Return one indicator with its dimensions, as the rules look at it."""
    return IndicatorFacts(
        pk=indicator.pk,
        code=indicator.code,
        title=indicator.title,
        unit=indicator.unit,
        measure=Measure(indicator.measure),
        direction=Direction(indicator.direction),
        decimals=indicator.decimals,
        over_periods=Rule(indicator.over_periods),
        over_places=Rule(indicator.over_places),
        reported_for=ReportedFor(indicator.reported_for),
        result_id=indicator.result_id,
        baseline=Amount(
            indicator.baseline_value,
            indicator.baseline_numerator,
            indicator.baseline_denominator,
        ),
        baseline_year=indicator.baseline_year,
        donor_code=indicator.donor_code,
        responsible_id=indicator.responsible_id,
        organisation_id=indicator.organisation_id,
        crossed=indicator.crossed,
        axes=axes_of(indicator) if axes is None else axes,
    )


def axes_of(indicator: Indicator) -> tuple[Axis, ...]:
    """Return what an indicator is divided by, in order."""
    return axes_with_titles(indicator)[0]


def axes_with_titles(indicator: Indicator) -> tuple[tuple[Axis, ...], dict[str, str]]:
    """Return what an indicator is divided by, and what it is called (one query)."""
    rows = (
        DimensionValue.objects.filter(dimension__divides__indicator=indicator)
        .order_by("dimension__divides__order", "dimension__key", "order", "pk")
        .values_list(
            "dimension__key",
            "dimension__divides__required",
            "dimension__exclusive",
            "key",
            "dimension__title",
            "title",
        )
    )
    found: dict[tuple[str, bool, bool], list[str]] = {}
    titles: dict[str, str] = {}
    for key, required, exclusive, value, title, value_title in rows:
        found.setdefault((key, required, exclusive), []).append(value)
        titles[key] = text_of(title) or key
        titles[f"{key}:{value}"] = text_of(value_title) or value
    axes = tuple(
        Axis(key, tuple(values), required, exclusive)
        for (key, required, exclusive), values in found.items()
    )
    return axes, titles


def amount_of(row: ActualCell | Target) -> Amount:
    """Return the amount that a row holds."""
    return Amount(row.value, row.numerator, row.denominator, row.text)
