"""What the rules find in a report: the number of the rule, and the field to mend."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from jalon.errors import Problems
from jalon.messages import MESSAGES
from jalon.workspace.results.rules.breakdowns import Axis
from jalon.workspace.results.rules.checks import ReportFacts, Severity, check_ready, findings_of
from jalon.workspace.results.rules.checks.past import check_target_change
from jalon.workspace.results.rules.facts import IndicatorFacts
from jalon.workspace.results.rules.kinds import Direction, Measure, ReportedFor, Rule
from jalon.workspace.results.rules.totals import NOTHING, Amount

FAR = date(2030, 1, 1)
SEX = Axis("sex", ("female", "male", "unknown"), required=True)
SERVICE = Axis("service", ("formal", "vocational"), required=True, exclusive=False)
NUMBER = IndicatorFacts(
    pk=1,
    code="1-1",
    title={},
    unit={},
    measure=Measure.NUMBER,
    direction=Direction.UP,
    decimals=0,
    over_periods=Rule.SUM,
    over_places=Rule.SUM,
    reported_for=ReportedFor.PROGRAMME,
    result_id=1,
    baseline=Amount(Decimal(0)),
    baseline_year=2024,
)
SHARE = replace(NUMBER, measure=Measure.PERCENTAGE, over_periods=Rule.LATEST)


def of(value: str) -> Amount:
    return Amount(Decimal(value))


def share(above: int | None, below: int | None, value: str | None = None) -> Amount:
    return Amount(
        None if value is None else Decimal(value),
        None if above is None else Decimal(above),
        None if below is None else Decimal(below),
    )


GOOD = ReportFacts(
    indicator=NUMBER,
    start=date(2025, 1, 1),
    end=date(2025, 6, 30),
    today=date(2025, 7, 5),
    cells={"": of("10")},
    has_source=True,
    target=of("10"),
)
GOOD_SHARE = replace(
    GOOD, indicator=SHARE, cells={"": share(1, 10, "10")}, end_target=of("20"), target=of("10")
)
BY_SEX = replace(
    GOOD,
    indicator=replace(NUMBER, axes=(SEX,)),
    cells={"": of("10"), "sex:female": of("6"), "sex:male": of("4")},
)
BY_SERVICE = replace(
    GOOD,
    indicator=replace(NUMBER, axes=(SERVICE,)),
    cells={"": of("10"), "service:formal": of("9"), "service:vocational": of("4")},
)
WORDS = replace(
    GOOD,
    indicator=replace(NUMBER, measure=Measure.QUALITATIVE, over_periods=Rule.LATEST),
    cells={"": Amount(text="adopted")},
    narrative="The law was adopted.",
)
CUMULATIVE = replace(GOOD, indicator=replace(NUMBER, over_periods=Rule.LATEST))
OF_CHILDREN = replace(
    GOOD_SHARE, indicator=replace(SHARE, donor_code="POC1"), cells={"": share(5, 50, "10")}
)
OF_HOUSEHOLDS = replace(OF_CHILDREN, indicator=replace(SHARE, donor_code="POH4"))


def cells(report: ReportFacts, **values: Amount) -> ReportFacts:
    """Change cells of a report: ``sex_female`` is ``sex:female``, ``total`` the total."""
    named = {
        "" if key == "total" else key.replace("_", ":"): amount for key, amount in values.items()
    }
    return replace(report, cells={**report.cells, **named})


CASES = [
    (1, "indicator", replace(GOOD_SHARE, indicator=replace(SHARE, baseline=NOTHING))),
    (2, "indicator", replace(GOOD, indicator=replace(NUMBER, baseline_year=None))),
    (3, "cell:", replace(GOOD, cells={})),
    (4, "cell:", replace(GOOD, today=date(2024, 12, 31))),
    (5, "correction", replace(CUMULATIVE, previous=(Decimal(12),))),
    (6, "cell:", replace(GOOD, within=of("11"))),
    (7, "narrative", replace(GOOD, target=of("14"))),
    (7, "narrative", replace(GOOD, target=of("7"))),
    (8, "cell:", replace(GOOD, previous=(Decimal(3), Decimal(10), Decimal(10)))),
    (9, "cell:", replace(GOOD, previous=tuple(map(Decimal, (100, 101, 99, 100))))),
    (10, "indicator", replace(GOOD, others=((date(2025, 6, 30), date(2025, 12, 31)),))),
    (10, "indicator", replace(GOOD, others=((date(2024, 7, 1), date(2024, 12, 30)),))),
    (11, "indicator", replace(GOOD, life=(date(2025, 1, 2), date(2027, 12, 31)))),
    (11, "indicator", replace(GOOD, life=(date(2025, 1, 1), date(2025, 6, 29)))),
    (12, "cell:", cells(GOOD_SHARE, total=share(None, None, "10"))),
    (12, "cell:", cells(GOOD_SHARE, total=share(1, None))),
    (12, "cell:", cells(GOOD_SHARE, total=share(1, 0))),
    (13, "cell:", replace(GOOD, cells={"": of("-1")}, narrative="Two left.")),
    (13, "cell:sex:female", cells(BY_SEX, sex_female=of("-6"), sex_male=of("16"))),
    (13, "cell:", cells(GOOD_SHARE, total=share(11, 10, "110"))),
    (13, "cell:", cells(GOOD_SHARE, total=share(1, 10, "12"))),
    (
        14,
        "cell:",
        replace(
            GOOD_SHARE,
            indicator=replace(SHARE, donor_code="POC2"),
            cells={"": share(5, 50, "10")},
            siblings={"POC1": share(4, 50, "8")},
        ),
    ),
    (15, "cell:", replace(OF_CHILDREN, served={"E1": Decimal(51)})),
    (15, "cell:", replace(OF_HOUSEHOLDS, served={"L1": Decimal(9)})),
    (16, "indicator", replace(GOOD_SHARE, end_target=of("-5"))),
    (18, "indicator", replace(GOOD, redefined=date(2025, 3, 1), not_restated=2)),
    (22, "narrative", replace(WORDS, narrative=" ")),
    (23, "cell:", cells(BY_SEX, sex_male=of("5"))),
    (24, "cell:sex:male", cells(BY_SEX, sex_male=NOTHING)),
    (25, "cell:sex:unknown", cells(BY_SEX, total=of("12"), sex_unknown=of("2"))),
    (26, "cell:", cells(BY_SERVICE, service_formal=of("5"))),
    (27, "cell:", replace(GOOD, inside=of("9"))),
    (28, "source", replace(GOOD, has_source=False)),
    (29, "evidence_date", replace(GOOD, evidence_date=date(2024, 12, 31))),
    (29, "evidence_date", replace(GOOD, evidence_date=date(2025, 7, 31))),
    (30, "evidence_file", replace(GOOD, proves_too=("1-2",))),
]
WARNINGS = {2, 4, 7, 8, 9, 16, 18, 25, 29, 30}


@pytest.mark.parametrize("report", [GOOD, GOOD_SHARE, BY_SEX, BY_SERVICE, WORDS])
def test_nothing_is_found_in_a_good_report(report: ReportFacts) -> None:
    assert findings_of(report) == []
    check_ready(report)


@pytest.mark.parametrize(("rule", "where", "report"), CASES, ids=[f"{c[0]}-{c[1]}" for c in CASES])
def test_rule(rule: int, where: str, report: ReportFacts) -> None:
    findings = findings_of(report)
    found = [finding for finding in findings if finding.rule == rule]
    assert [finding.problem.where for finding in found] == [where]
    expected = Severity.WARNS if rule in WARNINGS else Severity.BLOCKS
    assert [finding.severity for finding in found] == [expected]
    assert all(finding.problem.code in MESSAGES for finding in findings)


FINE = [
    replace(CUMULATIVE, previous=(Decimal(12), Decimal(10))),
    replace(CUMULATIVE, previous=(Decimal(12),), correction="Two were counted twice."),
    replace(GOOD, previous=(Decimal(12),)),
    replace(GOOD, within=of("10")),
    replace(GOOD, others=((date(2024, 7, 1), date(2024, 12, 31)), (date(2025, 7, 1), FAR))),
    replace(GOOD, others=((date(2024, 1, 1), date(2024, 6, 30)),), continuous=False),
    replace(GOOD, life=(date(2025, 1, 1), date(2025, 6, 30))),
    replace(OF_CHILDREN, served={"E1": Decimal(50), "L1": Decimal(9)}),
    replace(GOOD, redefined=date(2025, 3, 1)),
    replace(GOOD, evidence_date=date(2025, 7, 30)),
]


def test_a_level_may_fall_below_nought_but_is_looked_at() -> None:
    level = replace(NUMBER, over_periods=Rule.AVERAGE)
    found = findings_of(replace(GOOD, indicator=level, cells={"": of("-1")}, narrative="Less."))
    assert [(one.rule, one.blocks) for one in found] == [(13, False)]


@pytest.mark.parametrize("report", FINE)
def test_nothing_is_found_where_a_rule_allows_it(report: ReportFacts) -> None:
    assert findings_of(report) == []


@pytest.mark.parametrize(
    ("before", "after", "agreed", "reason", "allowed"),
    [
        (of("10"), of("12"), True, "", False),
        (of("10"), NOTHING, True, " ", False),
        (Amount(text="adopted"), Amount(text="drafted"), True, "", False),
        (of("10"), of("12"), True, "Revision 2", True),
        (of("10"), of("12"), False, "", True),
        (NOTHING, of("12"), True, "", True),
        (of("10"), of("10.0"), True, "", True),
    ],
)
def test_a_target_that_was_agreed_changes_by_a_revision(
    before: Amount, after: Amount, agreed: bool, reason: str, allowed: bool
) -> None:
    if allowed:
        check_target_change(before, after, agreed=agreed, reason=reason)
        return
    with pytest.raises(Problems) as refused:
        check_target_change(before, after, agreed=agreed, reason=reason)
    assert [(p.where, p.code) for p in refused.value.problems] == [
        ("reason", "target-without-revision")
    ]


def test_what_blocks_is_raised_all_at_once() -> None:
    with pytest.raises(Problems) as refused:
        check_ready(replace(GOOD, cells={"": of("3")}, has_source=False, inside=of("9")))
    assert {problem.where for problem in refused.value.problems} == {"cell:", "source"}


def test_a_reason_stands_for_a_figure() -> None:
    check_ready(replace(GOOD, cells={}, no_data_reason="The survey is late.", has_source=False))


def test_nought_needs_no_source() -> None:
    check_ready(replace(GOOD, cells={"": of("0")}, has_source=False, narrative="None came."))


def test_a_percentage_above_100_can_be_allowed() -> None:
    check_ready(replace(cells(GOOD_SHARE, total=share(11, 10, "110")), may_exceed_100=True))


@pytest.mark.parametrize(("rule", "blocks"), [(Rule.SUM, False), (Rule.LATEST, True)])
def test_what_adds_up_may_be_submitted_without_a_baseline(rule: Rule, blocks: bool) -> None:
    """It begins at nothing; who reports it could not enter a baseline anyway."""
    without = replace(NUMBER, baseline=NOTHING, over_periods=rule)
    found = findings_of(replace(GOOD, indicator=without))
    assert [finding.blocks for finding in found if finding.rule == 1] == [blocks]
