"""Where results stand, how they are numbered, when they are reported; what the templates hold."""

from datetime import date

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.results.rules.frequency import periods_of
from jalon.workspace.results.rules.kinds import (
    OF_CELLS,
    SENSIBLE,
    Frequency,
    Level,
    Measure,
    Rule,
)
from jalon.workspace.results.rules.risks import is_stale
from jalon.workspace.results.rules.tree import (
    check_code,
    check_no_circle,
    check_place,
    check_totals,
    next_code,
)
from jalon.workspace.results.templates_data import common_indicators

LANGUAGES = {"en", "es", "fr", "ar"}

#                      under nothing, impact, outcome, output
PLACES = """
    impact             yes  -    -    -
    outcome            yes  yes  yes  -
    output             -    -    yes  yes
"""


@pytest.mark.parametrize("line", PLACES.strip().splitlines(), ids=lambda line: line.split()[0])
def test_what_stands_where(line: str) -> None:
    level, *answers = line.split()
    parents = (None, Level.IMPACT, Level.OUTCOME, Level.OUTPUT)
    for parent, answer in zip(parents, answers, strict=True):
        if answer == "yes":
            check_place(Level(level), parent)
        else:
            with pytest.raises(RuleBroken, match="result-wrong-place"):
                check_place(Level(level), parent)


#    level     above   siblings          next
CODES = """
     outcome   -       -                 1
     outcome   -       1,2               3
     outcome   -       1,A,7             8
     output    2       2.1,2.10,3.4      2.11
     impact    -       I1                I2
     outcome   I1      I1.1              I1.2
"""


@pytest.mark.parametrize(
    "line", CODES.strip().splitlines(), ids=lambda line: " ".join(line.split())
)
def test_next_code(line: str) -> None:
    level, above, siblings, expected = line.split()
    taken = [] if siblings == "-" else siblings.split(",")
    assert next_code(Level(level), "" if above == "-" else above, taken) == expected


@pytest.mark.parametrize("code", ["", " ", "-1", "a" * 31, "1 2", "<b>"])
def test_codes_that_cannot_be_used(code: str) -> None:
    with pytest.raises(RuleBroken, match="code-unusable"):
        check_code(code, ())


def test_codes_differ_by_more_than_their_case() -> None:
    check_code("OTP-1", {"OTP-2"})
    with pytest.raises(RuleBroken, match="code-taken"):
        check_code("otp-1", {"OTP-1"})


def test_a_result_never_comes_below_itself() -> None:
    parents = {1: None, 2: 1, 3: 2, 4: None}
    check_no_circle(3, 4, parents)
    check_no_circle(1, None, parents)
    for below in (1, 2, 3):
        with pytest.raises(RuleBroken, match="result-below-itself"):
            check_no_circle(1, below, parents)


def test_a_percentage_is_never_added_up() -> None:
    check_totals(Measure.PERCENTAGE, Rule.LATEST, Rule.RATIO)
    for wrong in ((Rule.SUM, Rule.RATIO), (Rule.LATEST, Rule.SUM)):
        with pytest.raises(RuleBroken, match="total-makes-no-sense"):
            check_totals(Measure.PERCENTAGE, *wrong)


def test_every_measure_has_its_rules() -> None:
    assert set(SENSIBLE) == set(OF_CELLS) == set(Measure)


#    frequency      periods from February 2025 to November 2026, calendar of half years from October
SPANS = """
     period         2025-02-01/2025-03-31 2025-04-01/2025-09-30 2025-10-01/2026-03-31 2026-04-01/2026-09-30 2026-10-01/2026-11-15
     start-and-end  2025-02-01/2025-03-31 2026-10-01/2026-11-15
     end            2026-10-01/2026-11-15
     year           2025-02-01/2025-09-30 2025-10-01/2026-09-30 2026-10-01/2026-11-15
"""  # noqa: E501


@pytest.mark.parametrize("line", SPANS.strip().splitlines(), ids=lambda line: line.split()[0])
def test_when_an_indicator_is_reported(line: str) -> None:
    frequency, *spans = line.split()
    found = periods_of(
        Frequency(frequency), date(2025, 2, 1), date(2026, 11, 15), first_month=10, months=6
    )
    assert [f"{start}/{end}" for start, end in found] == spans


@pytest.mark.parametrize(
    ("score", "reviewed", "stale"),
    [
        (12, date(2025, 1, 1), False),
        (12, date(2024, 12, 31), False),
        (12, date(2024, 12, 1), True),
        (25, None, True),
        (11, None, False),
    ],
)
def test_a_high_risk_is_looked_at_every_90_days(
    score: int, reviewed: date | None, stale: bool
) -> None:
    assert is_stale(score, reviewed, date(2025, 3, 31)) is stale


def test_common_indicators_are_whole_and_say_where_they_are_from() -> None:
    content = common_indicators()
    assert content["source"]
    assert content["certainty"] == "partly_verified"
    codes = [item["donor_code"] for item in content["indicators"]]
    assert codes == ["POH1", "POH2", "POH3", "POH4", "POC1", "POC2", "POC3", "POC4", "E1", "L1"]
    for item in content["indicators"]:
        for text in ("title", "unit", "calculation"):
            assert set(item[text]) == LANGUAGES, item["donor_code"]
        check_totals(
            Measure(item["measure"]), Rule(item["over_periods"]), Rule(item["over_places"])
        )
        assert set(item.get("dimensions", ())) <= set(content["dimensions"])
        Frequency(item["frequency"])
    for dimension in content["dimensions"].values():
        assert set(dimension["title"]) == LANGUAGES
        assert all(set(value["title"]) == LANGUAGES for value in dimension["values"])
