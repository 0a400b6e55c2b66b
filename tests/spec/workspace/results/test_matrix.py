"""A row of the matrix, put together of plain facts."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from jalon.workspace.results.rules.facts import (
    ActualFacts,
    IndicatorFacts,
    PeriodFacts,
    TargetFacts,
)
from jalon.workspace.results.rules.kinds import Direction, Measure, ReportedFor, Rule
from jalon.workspace.results.rules.matrix import Column, MatrixRow, assemble
from jalon.workspace.results.rules.rating import Rating
from jalon.workspace.results.rules.totals import Amount, Place
from jalon.workspace.results.rules.workflow import Status

LIFE = Column(date(2025, 1, 1), date(2027, 12, 31))
YEARS = [Column(date(year, 1, 1), date(year, 12, 31)) for year in (2025, 2026, 2027)]
LOCKED = Status.LOCKED
Reported = tuple[int, Place, str, Status]  # year, place, value, status


def number(rule: Rule, baseline: int | None = None) -> IndicatorFacts:
    return IndicatorFacts(
        pk=1,
        code="1",
        title={},
        unit={},
        measure=Measure.NUMBER,
        direction=Direction.UP,
        decimals=0,
        over_periods=rule,
        over_places=Rule.SUM,
        reported_for=ReportedFor.PROGRAMME,
        result_id=1,
        baseline=Amount(None if baseline is None else Decimal(baseline)),
    )


def row_of(
    indicator: IndicatorFacts,
    targets: Sequence[int | None],
    reported: Sequence[Reported],
    today: date,
) -> MatrixRow:
    periods = []
    for key, (year, target) in enumerate(zip(YEARS, targets, strict=True)):
        aims = () if target is None else (TargetFacts((), "", Amount(Decimal(target))),)
        actuals = [
            ActualFacts(one, place, status, 1, {"": Amount(Decimal(value))})
            for one, (at, place, value, status) in enumerate(reported)
            if at == year.start.year
        ]
        due = date(year.end.year + 1, 1, 30)
        periods.append(PeriodFacts(key, year.start, year.end, due, aims, actuals))
    (row,) = assemble([(indicator, periods)], today=today, life=LIFE).rows
    return row


def rating_of(row: MatrixRow, number: int) -> Rating:
    cell = row.cells[number]
    assert cell is not None
    return cell.figures.rating


@pytest.mark.parametrize("rule", [Rule.LATEST, Rule.MAX])
@pytest.mark.parametrize(
    ("reached", "today", "expected"),
    [
        ("10", date(2026, 4, 20), Rating.OFF_TRACK),  # 33 was to be reached by now
        ("30", date(2026, 1, 1), Rating.ON_TRACK),
        ("30", date(2026, 11, 25), Rating.DELAYED),  # 39 by now
    ],
)
def test_a_running_period_of_what_lasts_begins_at_the_target_before(
    rule: Rule, reached: str, today: date, expected: Rating
) -> None:
    row = row_of(number(rule), (30, 40, None), [(2026, (), reached, Status.DRAFT)], today)
    assert rating_of(row, 1) is expected


def test_what_adds_up_begins_each_period_at_nothing() -> None:
    reported = [(2026, (), "10", Status.DRAFT)]
    row = row_of(number(Rule.SUM), (30, 40, None), reported, date(2026, 4, 2))
    assert rating_of(row, 1) is Rating.ON_TRACK


def test_the_first_period_begins_at_the_baseline() -> None:
    reported = [(2025, (), "25", Status.DRAFT)]
    row = row_of(number(Rule.LATEST, 20), (30, None, None), reported, date(2025, 7, 2))
    assert rating_of(row, 0) is Rating.ON_TRACK


@pytest.mark.parametrize("rule", [Rule.LATEST, Rule.SUM])
@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 1, 30), Rating.OFF_TRACK),  # no report was due: a third of the way by time
        (date(2026, 1, 31), Rating.ON_TRACK),  # what the first year was to bring is there
        (date(2026, 12, 31), Rating.ON_TRACK),
        (date(2027, 2, 1), Rating.OFF_TRACK),  # the second year brought nothing
    ],
)
def test_the_whole_is_measured_by_the_targets_whose_reports_were_due(
    rule: Rule, today: date, expected: Rating
) -> None:
    targets = (10, 50, 100) if rule is Rule.LATEST else (10, 40, 50)
    row = row_of(number(rule), targets, [(2025, (), "10", Status.LOCKED)], today)
    assert row.life.rating is expected


def test_a_target_for_the_end_alone_is_expected_as_time_goes() -> None:
    reported = [(2025, (), "20", Status.LOCKED)]
    row = row_of(number(Rule.LATEST), (None, None, 90), reported, date(2026, 2, 1))
    assert row.life.rating is Rating.DELAYED


@pytest.mark.parametrize(
    ("rule", "reported", "expected", "by_period"),
    [
        (Rule.SUM, [(2025, (), "1", Status.VERIFIED), (2026, (), "1", Status.LOCKED)], 0, (0, 0)),
        (Rule.SUM, [(2025, (), "1", Status.DRAFT), (2026, (), "1", Status.SUBMITTED)], 2, (1, 1)),
        (Rule.SUM, [(2025, (1,), "1", Status.RETURNED), (2025, (2,), "1", LOCKED)], 1, (1, 0)),
        # what is not in the total is not counted
        (Rule.LATEST, [(2025, (), "1", Status.DRAFT), (2026, (), "1", LOCKED)], 0, (1, 0)),
        (Rule.LATEST, [(2025, (1,), "1", Status.DRAFT), (2026, (2,), "1", LOCKED)], 1, (1, 0)),
        (Rule.SUM, [(2025, (), "1", LOCKED), (2025, (1,), "1", Status.DRAFT)], 0, (0, 0)),
        (Rule.SUM, [(2025, (1,), "1", Status.DRAFT), (2025, (1, 5), "1", LOCKED)], 1, (1, 0)),
    ],
)
def test_a_total_knows_how_many_of_its_figures_are_not_verified(
    rule: Rule, reported: list[Reported], expected: int, by_period: tuple[int, int]
) -> None:
    row = row_of(number(rule), (None, None, None), reported, date(2027, 1, 1))
    assert row.life.unverified == expected
    assert [cell.figures.unverified for cell in row.cells[:2] if cell] == [*by_period]
