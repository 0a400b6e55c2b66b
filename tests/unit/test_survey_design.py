"""A design says at once what is wrong with it."""

from typing import Any

import numpy as np
import pytest

from jalon.engine.survey.design import LonelyPsu, SurveyDesign, make_design
from jalon.engine.survey.totals import direct_estimates, require_domain
from jalon.engine.survey.variance import covariance_of_totals
from jalon.errors import BadInput, CannotEstimate

FOUR = np.ones(4)


def test_codes_that_start_again_in_each_stratum_are_told_apart() -> None:
    design = make_design(FOUR, np.array(["n", "n", "s", "s"]), np.array([1, 2, 1, 2]))
    assert (design.n_psu, design.n_strata, design.degrees_of_freedom()) == (4, 2, 2)
    assert design.stratum_names == ("n", "s")
    assert design.psu_names == ("1", "2", "1", "2")


def test_second_stage_codes_that_start_again_in_each_psu_are_told_apart() -> None:
    design = make_design(
        FOUR, None, np.array([1, 1, 2, 2]), ssu=np.array([1, 2, 1, 1]), fpc=np.full(4, 9.0)
    )
    assert design.second_stage is not None
    assert design.second_stage.size.tolist() == [2, 1]


def test_without_stratum_and_psu_every_row_is_drawn_alone() -> None:
    design = make_design(FOUR)
    assert (design.n_psu, design.n_strata) == (4, 1)


def test_missing_codes_of_any_kind_are_refused() -> None:
    for column in (np.array([1.0, np.nan, 2, 3]), np.array(["a", None, "b", "c"], dtype=object)):
        with pytest.raises(BadInput, match="design-value-missing") as refusal:
            make_design(FOUR, column)
        assert refusal.value.params == {"column": "stratum", "row": 2}


def test_text_and_number_codes_make_the_same_design() -> None:
    numbers = make_design(FOUR, np.array([3, 3, 5, 5]))
    text = make_design(FOUR, np.array(["3", "3", "5", "5"], dtype=object))
    np.testing.assert_array_equal(numbers.stratum, text.stratum)


def test_degrees_of_freedom_of_a_domain_count_what_holds_it() -> None:
    design = make_design(np.array([1, 1, 1, 0.0]), np.array([1, 1, 2, 2]))
    assert design.degrees_of_freedom(np.array([True, True, False, False])) == 1
    # A row without weight is not there.
    assert design.degrees_of_freedom() == 1


@pytest.mark.parametrize(
    ("code", "columns"),
    [
        ("bad-weights", {"weight": np.array([1, -1, 1, 1.0])}),
        ("bad-weights", {"weight": np.array([1, np.nan, 1, 1.0])}),
        ("bad-weights", {"weight": np.zeros(4)}),
        ("design-length", {"psu": np.arange(3)}),
        ("design-length", {"weight": np.array([])}),
        ("bad-design-code", {"stratum": np.array([0, 0, -1, 0])}),
        ("unit-in-two-groups", {"stratum": np.array([0, 0, 1, 1]), "psu": np.array([0, 1, 1, 2])}),
        ("unit-in-two-groups", {"psu": np.arange(4), "ssu": np.array([0, 0, 1, 2])}),
        ("bad-fpc", {"fpc": np.array([9, 9, 0, 9.0])}),
        ("fpc-not-constant", {"fpc": np.array([9, 9, 8, 9.0])}),
        ("fpc-too-small", {"fpc": np.full(4, 3.0)}),
    ],
)
def test_a_wrong_column_is_refused(code: str, columns: dict[str, Any]) -> None:
    whole = {"weight": FOUR, "stratum": np.zeros(4, int), "psu": np.arange(4)} | columns
    with pytest.raises(BadInput) as refusal:
        SurveyDesign(**whole)
    assert refusal.value.code == code


def test_population_shares_and_population_counts_are_the_same_correction() -> None:
    counts = make_design(FOUR, fpc=np.full(4, 16.0))
    drawn = make_design(FOUR, fpc=np.full(4, 0.25))
    assert counts.first_stage.fraction == drawn.first_stage.fraction == 0.25


def test_a_rule_can_be_given_by_its_name() -> None:
    design = SurveyDesign(FOUR, np.zeros(4, int), np.arange(4), "adjust")  # type: ignore[arg-type]
    assert design.lonely_psu is LonelyPsu.ADJUST


def test_an_empty_domain_is_not_zero() -> None:
    found = direct_estimates(np.ones(4), np.array([0, 0, -1, -1]), 2, make_design(FOUR))
    assert found.n.tolist() == [2, 0]
    assert np.isnan(found.rate[1])
    assert np.isnan(found.total[1])
    with pytest.raises(CannotEstimate, match="empty-domain"):
        require_domain(int(found.n[1]), "Ixcán")


def test_no_case_gives_an_upper_limit_and_only_cases_a_lower_one() -> None:
    y = np.array([0, 0, 1, 1.0])
    found = direct_estimates(y, np.array([0, 0, 1, 1]), 2, make_design(FOUR))
    limit = 1 - 0.05 ** (1 / 2)
    np.testing.assert_allclose([found.low95[0], found.high95[0]], [0, limit])
    np.testing.assert_allclose([found.low95[1], found.high95[1]], [1 - limit, 1])


def test_the_error_of_a_domain_inside_one_psu_is_unknown() -> None:
    psu, y = np.array([0, 0, 1, 2]), np.array([0, 1, 0, 1.0])
    domain = np.array([0, 0, 1, 1])
    found = direct_estimates(y, domain, 2, make_design(FOUR, None, psu))
    assert np.isnan(found.se[0])
    assert found.se[1] > 0
    # A PSU that was certain to be drawn has no error of its own.
    certain = make_design(FOUR, psu == 0, psu, fpc=np.where(psu == 0, 1.0, 0.5))
    assert direct_estimates(y, domain, 2, certain).se[0] == 0


def test_values_outside_the_domain_are_not_read() -> None:
    y = np.array([0, 1, 7, np.nan])
    found = direct_estimates(y, np.array([0, 0, -1, -1]), 1, make_design(FOUR))
    assert found.rate[0] == 0.5
    with pytest.raises(BadInput, match="outcome-not-binary") as refusal:
        direct_estimates(y, np.zeros(4, int), 1, make_design(FOUR))
    assert refusal.value.params == {"row": 3, "value": 7.0}


def test_a_domain_beyond_the_list_is_refused() -> None:
    with pytest.raises(BadInput, match="bad-design-code"):
        direct_estimates(np.ones(4), np.array([0, 1, 2, 0]), 2, make_design(FOUR))
    with pytest.raises(BadInput, match="design-length"):
        direct_estimates(np.ones(4), np.array([0, 1]), 2, make_design(FOUR))


def test_an_average_of_nothing_is_refused_or_unknown() -> None:
    lonely = make_design(FOUR, np.arange(4), lonely_psu=LonelyPsu.AVERAGE)
    found = direct_estimates(np.array([0, 1, 1, 0.0]), np.zeros(4, int), 1, lonely)
    assert np.isnan(found.se[0])


def test_a_lonely_stratum_outside_the_domain_is_no_obstacle() -> None:
    design = make_design(np.ones(6), np.array([0, 0, 0, 1, 1, 2]))
    y = np.array([0, 1, 0, 1, 0, 1.0])
    found = direct_estimates(y, np.where(np.arange(6) < 5, 0, -1), 1, design)
    assert found.se[0] > 0
    with pytest.raises(CannotEstimate, match="single-psu-stratum") as refusal:
        direct_estimates(y, np.zeros(6, int), 1, design)
    assert refusal.value.params == {"count": 1, "strata": "2"}


def test_average_at_the_second_stage_is_over_the_psus_with_a_spread() -> None:
    """R divides by zero here: it averages inside each PSU."""
    columns = {
        "psu": np.array([0, 0, 0, 1, 1, 2]),
        "ssu": np.array([0, 1, 2, 0, 1, 0]),
        "fpc": np.full(6, 6.0),
        "ssu_fpc": np.full(6, 9.0),
    }
    scores = np.array([1, 2, 4, 3, 5, -2.0])[:, None]
    average, removed, one_stage = (
        covariance_of_totals(scores, make_design(np.ones(6), lonely_psu=rule, **kept))[0, 0]
        for rule, kept in (
            (LonelyPsu.AVERAGE, columns),
            (LonelyPsu.REMOVE, columns),
            (LonelyPsu.REMOVE, {name: columns[name] for name in ("psu", "fpc")}),
        )
    )
    assert average - one_stage == pytest.approx(3 / 2 * (removed - one_stage))
