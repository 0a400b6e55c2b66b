"""Every publication scheme as a table, one row on each side of each of its limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jalon.engine.small_area.precision import (
    CV_LIMITS,
    SCHEMES,
    Estimand,
    Precision,
    model_precision_class,
    precision_class,
)
from jalon.engine.survey.totals import log_cv
from jalon.errors import BadInput

DEGREES = {"+": Precision.RELIABLE, "~": Precision.WEAK, "-": Precision.NOT}

# rate and se in percent; cases are unweighted. Signs: + reliable, ~ weakly reliable, - not.
#   rate   se     n   n_eff  cases  dof  deff  planned   degree
TABLES = {
    "chile": """
     12.5   2.77  60    30     8     9   2.0      0        +   # q(0.125) = 2.7778 %
     12.5   2.78  60    30     8     9   2.0      0        ~
     87.5   2.77  60    30    50     9   2.0      0        +   # the curve is symmetric
     87.5   2.78  60    30    50     9   2.0      0        ~
     12.5   2.77  59    30     8     9   2.0      0        -
     12.5   2.77  60    30     8     8   2.0      0        -
     12.5   60    60    30     8     9   2.0      0        ~   # never worse for the error alone
      0     0     99    60     0     9   1.5      0        -   # no case: no error to judge
    100     0     99    60    99     9   1.5      0        -
    """,
    "eclac_2020": """
     20    2     100   140    50     9   1.5      0        +
     20    2      99   140    50     9   1.5      0        -
     20    2     100   139    50     9   1.5      0        -
     20    2     100   140    49     9   1.5      0        -
     20    2     100   140    50     8   1.5      0        ~
      5    0.99  500   400    50     9   1.5      0        +
      5    1.00  500   400    50     9   1.5      0        ~   # CV of exactly 20 %
     20    5.63  500   400    50     9   1.5      0        ~   # log-CV 17.49 %
     20    5.64  500   400    50     9   1.5      0        -   # log-CV 17.52 %
     95    0.5   500   400   470     9   1.5      0        +
     95    2.7   500   400   470     9   1.5      0        -   # log-CV of the rarer side
    """,
    "eclac_2023": """
     20    2     100    60    50     9   1.0      0        +
     20    2     100    60    50     9   0.99     0        -
     20    2     100    60    50     9   0.99     1        +   # a planned domain of 100
     20    2      99    60    50     9   0.99     1        -
     20    2      99    60    50     9   1.0      0        +   # n matters only then
     20    2     100    59    50     9   1.0      0        -
     20    2     100    60    50     8   1.0      0        -
     20    2     100    60    49     9   1.0      0        ~
     20    2     100    60    30     9   1.0      0        ~
     20    2     100    60    29     9   1.0      0        -
     20    5.63  100    60    50     9   1.0      0        +
     20    5.64  100    60    50     9   1.0      0        -   # required below one half
     50    6.06  100    60    50     9   1.0      0        +   # log-CV 17.49 %
     50    6.07  100    60    50     9   1.0      0        ~   # 17.51 %, but p is one half
     80    5.64  100    60    30     9   1.0      0        ~
     80    5.64  100    60    29     9   1.0      0        -
    """,
    "eclac_handbook": """
     20    2     153    61    40    14   1.0      0        +
     20    2     152    61    40    14   1.0      0        ~
     20    2     153    60    40    14   1.0      0        ~
     20    2     153    61    39    14   1.0      0        ~
     20    2     153    61    40    13   1.0      0        ~
     20    2     153    61    40    14   0.9      0        ~
     10    2     153    61    40    14   1.0      0        +   # CV of exactly 20 %
     10    2.01  153    61    40    14   1.0      0        ~
     60    6.5   153    61    92    14   1.0      0        ~   # CV 10.8 %, log-CV 17.7 %
    """,
    "inegi": """
     20    2.99   10     5     1     1   9.0      0        +
     20    3      10     5     1     1   9.0      0        ~   # 15 % is already the second colour
     20    5.99   10     5     1     1   9.0      0        ~
     20    6      10     5     1     1   9.0      0        -
      0    0      10     5     0     1   9.0      0        -
    """,
}

#   mean   se     n   n_eff  cases  dof  deff  planned   degree
MEANS = {
    "chile": """
     100   15     60    30     8     9   2.0      0        +
     100   15.1   60    30     8     9   2.0      0        ~
     100   30     60    30     8     9   2.0      0        ~
     100   30.1   60    30     8     9   2.0      0        -
     100   15     59    30     8     9   2.0      0        -
    """,
    "eclac_2023": """
     100   20    100    60    50     9   1.0      0        +
     100   20    100    60    49     9   1.0      0        ~
     100   20.1  100    60    50     9   1.0      0        ~
     100   30    100    60    30     9   1.0      0        ~
     100   30.1  100    60    50     9   1.0      0        -
     100   20    100    60    29     9   1.0      0        -
    """,
}


def read(table: str) -> tuple[np.ndarray, list[str]]:
    lines = [line.split("#")[0].split() for line in table.strip().splitlines()]
    return np.array([[float(v) for v in line[:-1]] for line in lines]), [v[-1] for v in lines]


def judged(scheme: str, values: np.ndarray, unit: float, estimand: Estimand) -> list[str]:
    rate, se, n, n_eff, cases, dof, deff, planned = values.T
    return precision_class(
        scheme, rate / unit, se / unit, n=n, n_eff=n_eff, cases=cases, dof=dof, deff=deff,
        planned=planned.astype(bool), estimand=estimand,
    ).tolist()  # fmt: skip


@pytest.mark.parametrize("scheme", TABLES)
def test_proportions(scheme: str) -> None:
    values, signs = read(TABLES[scheme])
    assert judged(scheme, values, 100, Estimand.PROPORTION) == [DEGREES[s] for s in signs]


@pytest.mark.parametrize("scheme", MEANS)
def test_means(scheme: str) -> None:
    values, signs = read(MEANS[scheme])
    assert judged(scheme, values, 1, Estimand.MEAN) == [DEGREES[s] for s in signs]


@pytest.mark.parametrize("scheme", CV_LIMITS)
def test_limits_by_country(scheme: str) -> None:
    """Above the limit is suppressed; the limit itself is not."""
    limit = CV_LIMITS[scheme][1]
    degrees = model_precision_class(scheme, [0.2, 0.2], [0.2 * limit, 0.2 * limit * 1.001])
    assert degrees.tolist() == [Precision.RELIABLE, Precision.NOT]


def test_log_cv_of_the_handbook() -> None:
    """p = 0.1 % with CV 99.7 % gives 14.4 %; p = 30 % with CV 4.83 % gives 4.01 %."""
    assert log_cv(np.array([0.001]), np.array([0.001 * 0.997]))[0] == pytest.approx(0.144, abs=5e-4)
    assert log_cv(np.array([0.30]), np.array([0.30 * 0.0483]))[0] == pytest.approx(0.0401, abs=5e-5)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_an_empty_domain_is_not_reliable(scheme: str) -> None:
    nan = np.array([np.nan])
    got = precision_class(scheme, nan, nan, n=[0], n_eff=nan, cases=[0], dof=[0], deff=nan)
    assert got.tolist() == [Precision.NOT]


@pytest.mark.parametrize(
    ("scheme", "rate", "rmse", "degree"),
    [
        ("chile", 0.125, 0.0277, "+"),
        ("chile", 0.125, 0.0278, "~"),
        ("eclac_2020", 0.20, 0.03, "+"),
        ("eclac_2020", 0.20, 0.05, "~"),
        ("eclac_2020", 0.20, 0.06, "-"),
        ("eclac_2023", 0.20, 0.05, "+"),
        ("eclac_2023", 0.20, 0.06, "-"),
        ("eclac_2023", 0.60, 0.10, "~"),
        ("inegi", 0.10, 0.02, "~"),
    ],
)
def test_estimates_of_a_model(scheme: str, rate: float, rmse: float, degree: str) -> None:
    assert model_precision_class(scheme, [rate], [rmse]).tolist() == [DEGREES[degree]]


def test_an_unknown_scheme_is_refused() -> None:
    with pytest.raises(BadInput, match="precision-scheme-unknown"):
        model_precision_class("eclac", [0.1], [0.1])


@pytest.mark.parametrize("scheme", SCHEMES)
def test_each_scheme_has_its_own_words(scheme: str) -> None:
    assert SCHEMES[scheme].word("reliable") == SCHEMES[scheme].words[0]
    assert SCHEMES[scheme].word("not reliable") == SCHEMES[scheme].words[2]


@pytest.mark.parametrize("scheme", SCHEMES)
@given(
    rate=st.floats(0.001, 0.999),
    se=st.floats(1e-6, 0.4),
    more=st.floats(1, 10),
    n=st.integers(1, 400),
    cases=st.integers(0, 100),
    dof=st.integers(0, 30),
)
@settings(deadline=None)
def test_a_larger_error_or_a_smaller_sample_is_never_better(
    scheme: str, rate: float, se: float, more: float, n: int, cases: int, dof: int
) -> None:
    def degree(se: float, n: float, cases: float, dof: float) -> int:
        got = precision_class(
            scheme, [rate], [se], n=[n], n_eff=[n / 1.5], cases=[cases], dof=[dof], deff=[1.5]
        )
        return list(Precision).index(Precision(got[0]))

    before = degree(se, n, cases, dof)
    assert degree(se * more, n, cases, dof) >= before
    assert degree(se, n / more, cases / more, dof / more) >= before


@given(rate=st.floats(0.001, 0.999), se=st.floats(1e-6, 0.4))
@settings(deadline=None)
def test_chile_s_curve_and_the_log_cv_treat_both_sides_alike(rate: float, se: float) -> None:
    both = model_precision_class("chile", [rate, 1 - rate], [se, se])
    largest = min(rate, 1 - rate) ** (2 / 3) / 9
    if not np.isclose(se, largest, rtol=1e-9):
        assert both[0] == both[1]
    sides = log_cv(np.array([rate, 1 - rate]), np.array([se, se]))
    assert sides[0] == pytest.approx(sides[1], rel=1e-9)
