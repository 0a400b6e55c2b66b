"""What the rules find in a report: the number of the rule, and the field to mend."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from jalon.errors import Problems
from jalon.messages import MESSAGES
from jalon.workspace.results.rules.breakdowns import Axis
from jalon.workspace.results.rules.checks import ReportFacts, Severity, check_ready, findings_of
from jalon.workspace.results.rules.kinds import Direction, Measure, ReportedFor, Rule
from jalon.workspace.results.rules.matrix import IndicatorFacts
from jalon.workspace.results.rules.totals import NOTHING, Amount

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


def cells(report: ReportFacts, **values: Amount) -> ReportFacts:
    """Change cells of a report: ``sex_female`` is ``sex:female``, ``total`` the total."""
    named = {
        "" if key == "total" else key.replace("_", ":"): amount for key, amount in values.items()
    }
    return replace(report, cells={**report.cells, **named})


CASES = [
    (1, "indicator", replace(GOOD, indicator=replace(NUMBER, baseline=NOTHING))),
    (2, "indicator", replace(GOOD, indicator=replace(NUMBER, baseline_year=None))),
    (3, "cell:", replace(GOOD, cells={})),
    (4, "cell:", replace(GOOD, today=date(2024, 12, 31))),
    (7, "narrative", replace(GOOD, target=of("14"))),
    (7, "narrative", replace(GOOD, target=of("7"))),
    (8, "cell:", replace(GOOD, previous=(Decimal(3), Decimal(10), Decimal(10)))),
    (9, "cell:", replace(GOOD, previous=tuple(map(Decimal, (100, 101, 99, 100))))),
    (12, "cell:", cells(GOOD_SHARE, total=share(None, None, "10"))),
    (12, "cell:", cells(GOOD_SHARE, total=share(1, None))),
    (12, "cell:", cells(GOOD_SHARE, total=share(1, 0))),
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
    (16, "indicator", replace(GOOD_SHARE, end_target=of("-5"))),
    (22, "narrative", replace(WORDS, narrative=" ")),
    (23, "cell:", cells(BY_SEX, sex_male=of("5"))),
    (24, "cell:sex:male", cells(BY_SEX, sex_male=NOTHING)),
    (25, "cell:sex:unknown", cells(BY_SEX, total=of("12"), sex_unknown=of("2"))),
    (26, "cell:", cells(BY_SERVICE, service_formal=of("5"))),
    (27, "cell:", replace(GOOD, inside=of("9"))),
    (28, "source", replace(GOOD, has_source=False)),
    (30, "evidence_file", replace(GOOD, proves_too=("1-2",))),
]
WARNINGS = {2, 4, 7, 8, 9, 16, 25, 30}


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
