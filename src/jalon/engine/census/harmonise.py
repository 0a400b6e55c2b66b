"""Compare how survey and census distribute children over the levels that they share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from jalon.engine.census.counts import AreaCounts
from jalon.engine.census.patterns import PatternIndex
from jalon.errors import Problem, Problems

FloatArray = NDArray[np.float64]

# Standardised difference above which to warn, and to refuse; significance at which to warn.
WARN_FROM = 0.10
REFUSE_FROM = 0.25
SIGNIFICANCE = 0.01
# Shares are taken as at least this in the stability index, whose logarithm has no zero.
LEAST_SHARE = 1e-4
# Share of children in patterns that the survey never saw, above which to warn.
UNSEEN_WARN_FROM = 0.01

NATION = "nation"


class Status(StrEnum):
    OK = "ok"
    WARN = "warn"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One variable's shares in one scope, side by side.

    Parameters
    ----------
    scope : str
        ``nation``, ``region:XX``, ``urban:...``.
    variable : str
    levels : tuple of L str
    survey_share : ndarray, shape (L,)
        Weighted shares among the children of the survey; sums to 1.
    covariance : ndarray, shape (L, L)
        Of `survey_share`, from the design.
    census_share : ndarray, shape (L,)
    dof : int
        Degrees of freedom of the design in this scope.
    """

    scope: str
    variable: str
    levels: tuple[str, ...]
    survey_share: FloatArray
    covariance: FloatArray
    census_share: FloatArray
    dof: int


@dataclass(frozen=True, slots=True)
class LevelAgreement:
    """One level of one variable: the row of the table.

    `z` is the difference in standard errors, `d` the difference in standard deviations of the
    census's yes-or-no, `psi` the level's part of the population stability index.
    """

    scope: str
    variable: str
    level: str
    survey_share: float
    census_share: float
    se: float
    z: float
    d: float
    psi: float
    status: Status


@dataclass(frozen=True, slots=True)
class VariableAgreement:
    """All levels of one variable together: joint Wald F and population stability index."""

    scope: str
    variable: str
    F: float
    df1: int
    df2: int
    p: float
    psi: float
    status: Status


@dataclass(frozen=True, slots=True)
class Unseen:
    """Patterns of known levels that the census holds and the survey does not."""

    patterns: int
    persons: float
    share: float
    status: Status


@dataclass(frozen=True, slots=True)
class Harmonisation:
    """Every level and every variable compared."""

    levels: tuple[LevelAgreement, ...]
    variables: tuple[VariableAgreement, ...]

    @property
    def refused(self) -> tuple[LevelAgreement, ...]:
        return tuple(row for row in self.levels if row.status is Status.REFUSE)


def harmonise(
    comparisons: Iterable[Comparison], *, accepted: frozenset[str] = frozenset()
) -> Harmonisation:
    """Compare each variable and level, and say which differences are too large to go on.

    Warns where ``|d| > 0.10`` or the difference is significant at 1 %, level by level and
    jointly. Refuses ``|d| > 0.25`` in the nation; the same in a region or stratum warns, since
    real studies break it somewhere. Variables in `accepted` warn instead: the study's author
    has looked at them.

    Raises
    ------
    Problems of "level-not-in-survey"
        Children of the census at a level that no child of the survey has: the model knows
        nothing of them. No acceptance helps; merge the level with another.

    References
    ----------
    Corral, Molina, Cojocaru and Segovia (2022), *Guidelines to Small Area Estimation for
    Poverty Mapping*, World Bank, on comparable variables. Wald F with the degrees of freedom
    of Korn and Graubard (1990), *The American Statistician* 44(4), 270-276.
    Checked against formulas by hand in ``tests/unit/test_census_harmonise.py``.
    """
    levels: list[LevelAgreement] = []
    variables: list[VariableAgreement] = []
    unseen: list[Problem] = []
    for comparison in comparisons:
        rows = _level_rows(comparison, accepted)
        levels.extend(rows)
        variables.append(_variable_row(comparison, rows))
        if comparison.scope == NATION:
            unseen.extend(
                Problem(
                    row.variable,
                    "level-not-in-survey",
                    {"level": row.level, "share_pct": round(100 * row.census_share, 3)},
                )
                for row in rows
                if row.survey_share == 0 and row.census_share > 0
            )
    if unseen:
        raise Problems(unseen)
    return Harmonisation(tuple(levels), tuple(variables))


def require_agreement(harmonisation: Harmonisation) -> None:
    """Stop where a national difference is refused.

    Raises
    ------
    Problems of "survey-census-differ"
    """
    if harmonisation.refused:
        raise Problems(
            [
                Problem(
                    row.variable,
                    "survey-census-differ",
                    {
                        "level": row.level,
                        "survey_pct": round(100 * row.survey_share, 1),
                        "census_pct": round(100 * row.census_share, 1),
                        "d": round(row.d, 2),
                    },
                )
                for row in harmonisation.refused
            ]
        )


def census_shares(
    counts: AreaCounts,
    index: PatternIndex,
    variable: str,
    *,
    areas: NDArray[np.bool_] | None = None,
    within: tuple[str, str] | None = None,
) -> FloatArray:
    """Return the share of children at each level of `variable`, shape (L,).

    Among the areas of the mask `areas`, shape (D,), and the patterns with one level of another
    factor, `within`; everywhere by default. nan where there are no children.
    """
    kept = counts if areas is None else counts.select(areas[counts.area])
    codes = index.codes(kept.pid)
    n = kept.n
    if within is not None:
        v = index.position(within[0])
        n = n * (codes[:, v] == index.factors[v].levels.index(within[1]))
    v = index.position(variable)
    totals = np.bincount(codes[:, v], weights=n, minlength=index.sizes[v])
    with np.errstate(invalid="ignore"):
        return np.asarray(totals / totals.sum())


def unseen_patterns(counts: AreaCounts, seen: NDArray[np.bool_]) -> Unseen:
    """Count the patterns of the census that are not in the survey's mask `seen`, shape (K,).

    An additive model needs no more than known levels, so these are reported, not refused.
    """
    unseen = ~seen[counts.pid]
    persons = float(counts.n[unseen].sum())
    total = float(counts.n.sum())
    share = persons / total if total > 0 else 0.0
    return Unseen(
        patterns=len(np.unique(counts.pid[unseen])),
        persons=persons,
        share=share,
        status=Status.WARN if share > UNSEEN_WARN_FROM else Status.OK,
    )


def standardised_difference(survey: FloatArray, census: FloatArray) -> FloatArray:
    """Return (survey - census) / sqrt(p(1 - p)), shape (L,).

    p is the census share; where that is 0 or 1, the mean of both, so that a rare level
    that the census lacks is a small difference and not an infinite one.
    """
    degenerate = (census <= 0) | (census >= 1)
    p = np.where(degenerate, (survey + census) / 2, census)
    spread = np.sqrt(p * (1 - p))
    d: FloatArray = np.divide(survey - census, spread, out=np.zeros_like(p), where=spread > 0)
    return d


def stability_terms(survey: FloatArray, census: FloatArray) -> FloatArray:
    """Return each level's part of the population stability index, (a - b) ln(a / b).

    Shares below `LEAST_SHARE` are taken as that.
    """
    a, b = np.maximum(survey, LEAST_SHARE), np.maximum(census, LEAST_SHARE)
    terms: FloatArray = (a - b) * np.log(a / b)
    return terms


def joint_wald(
    difference: FloatArray, covariance: FloatArray, dof: int
) -> tuple[float, int, int, float]:
    """Return F, its degrees of freedom and p for the hypothesis that no share differs.

    One level follows from the others and is left out, as are levels without sampling error.
    With f degrees of freedom, W of q levels gives F = W (f - q + 1) / (f q) on (q, f - q + 1);
    nan where the design leaves no degree of freedom.
    """
    free = np.flatnonzero(np.diag(covariance) > 0)[:-1]
    q, df2 = len(free), dof - len(free) + 1
    if q == 0 or df2 < 1:
        return float("nan"), q, max(df2, 0), float("nan")
    part = covariance[np.ix_(free, free)]
    W = float(difference[free] @ np.linalg.pinv(part, hermitian=True) @ difference[free])
    F = W * df2 / (dof * q)
    return F, q, df2, float(stats.f.sf(F, q, df2))


def _level_rows(comparison: Comparison, accepted: frozenset[str]) -> list[LevelAgreement]:
    survey, census = comparison.survey_share, comparison.census_share
    se = np.sqrt(np.maximum(np.diag(comparison.covariance), 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (survey - census) / se
    d = standardised_difference(survey, census)
    psi = stability_terms(survey, census)
    p = 2 * stats.t.sf(np.abs(z), max(comparison.dof, 1))
    refusable = comparison.scope == NATION and comparison.variable not in accepted
    return [
        LevelAgreement(
            scope=comparison.scope,
            variable=comparison.variable,
            level=level,
            survey_share=float(survey[i]),
            census_share=float(census[i]),
            se=float(se[i]),
            z=float(z[i]),
            d=float(d[i]),
            psi=float(psi[i]),
            status=_status(float(d[i]), float(p[i]), refusable=refusable),
        )
        for i, level in enumerate(comparison.levels)
    ]


def _variable_row(comparison: Comparison, rows: Sequence[LevelAgreement]) -> VariableAgreement:
    difference = comparison.survey_share - comparison.census_share
    F, df1, df2, p = joint_wald(difference, comparison.covariance, comparison.dof)
    worst = max(rows, key=lambda row: abs(row.d))
    refused = any(row.status is Status.REFUSE for row in rows)
    return VariableAgreement(
        comparison.scope,
        comparison.variable,
        F,
        df1,
        df2,
        p,
        psi=sum(row.psi for row in rows),
        status=Status.REFUSE if refused else _status(worst.d, p, refusable=False),
    )


def _status(d: float, p: float, *, refusable: bool) -> Status:
    if refusable and abs(d) > REFUSE_FROM:
        return Status.REFUSE
    return Status.WARN if abs(d) > WARN_FROM or p < SIGNIFICANCE else Status.OK
