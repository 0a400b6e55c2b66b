"""The exact choice, and the price of money.

References
----------
Martello and Toth (1990), *Knapsack Problems*; Rockafellar and Uryasev (2000), *Journal of Risk*
2(3), 21-41, for the mean of the worst share of draws as a linear program; Huangfu and Hall (2018),
*Mathematical Programming Computation* 10, 119-142, for HiGHS, which solves both.
Checked against every subset of small cases in ``tests/property/test_targeting.py``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, hstack, vstack

from jalon.engine.targeting.quiet import quiet_solver
from jalon.engine.targeting.request import Candidates, Flags, Floats, Request
from jalon.errors import CannotEstimate

# How far from the best a choice may be, as a share of it, before the search ends: with whole areas
# the last part of the proof can take hours, and the estimates are not that good.
GAP, GAP_OF_TAIL = 1e-6, 1e-3
SECONDS = 30.0
OPTIMAL, TIME_OUT, INFEASIBLE = 0, 1, 2
# Statuses by which scipy reports that nothing fits all rows (4: the presolver could not tell
# infeasible from unbounded; a choice of yes and no is never unbounded).
NOTHING_FITS = (INFEASIBLE, 4)


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement as a row of the program: low <= sum of coefficients <= high.

    `name` says which requirement: ("budget",), ("must", area), ("never", area), ("least", region),
    ("most", region), ("most-areas",), ("eligible",).
    """

    name: tuple[str, int] | tuple[str]
    coefficients: Floats
    low: float
    high: float


@dataclass(frozen=True, eq=False, slots=True)
class Choice:
    """What was chosen.

    Attributes
    ----------
    chosen : (D,) bool
    cost, reached : float
    tail_reached : float or None
        Mean over the worst share of the draws, where that is what was maximised.
    bound : float
        No choice reaches more, in the measure that was maximised.
    price : float
        Children in risk reached by one more unit of money, at the margin (the shadow price of the
        budget in the program without whole areas); 0 where money is left that nothing needs.
    """

    chosen: Flags
    cost: float
    reached: float
    tail_reached: float | None
    bound: float
    price: float

    @property
    def gap(self) -> float:
        """How much more another choice might reach, as a share of the bound."""
        value = self.reached if self.tail_reached is None else self.tail_reached
        return max(0.0, (self.bound - value) / self.bound) if self.bound > 0 else 0.0


def choose(
    candidates: Candidates, request: Request, *, gap: float | None = None, seconds: float = SECONDS
) -> Choice:
    """Return the areas within the budget that reach the most children in risk.

    With `Request.tail` the mean over the worst share of the draws is maximised instead: a choice
    that does well also where the estimates flatter its areas.

    Parameters
    ----------
    gap : float, optional
        The search ends when no choice can reach more than this share beyond the one found: by
        default a millionth, a thousandth for the worst share of the draws.
    seconds : float
        After so long the best choice found is returned; `Choice.gap` says how good it is.

    Raises
    ------
    CannotEstimate("target-infeasible")
        No choice fulfils everything; `conflicts.explain` says what cannot hold together.
    CannotEstimate("target-no-time")
        Nothing was found in time.
    """
    rows = list(rows_of(candidates, request))
    objective, matrix, low, high, integral, lower, upper = _program(candidates, request, rows)
    if gap is None:
        gap = GAP if request.tail is None else GAP_OF_TAIL
    found = _solved(
        -objective,
        constraints=LinearConstraint(matrix, low, high),
        bounds=Bounds(lower, upper),
        integrality=integral,
        options={"mip_rel_gap": gap, "time_limit": seconds},
    )
    if found.status in NOTHING_FITS:
        raise CannotEstimate("target-infeasible")
    if found.x is None:
        raise CannotEstimate("target-no-time", seconds=seconds)
    chosen = np.asarray(found.x[: candidates.size] > 0.5)
    tail = None if request.tail is None else tail_mean(candidates, chosen, request.tail)
    return Choice(
        chosen,
        float(candidates.cost[chosen].sum()),
        float(candidates.reached[chosen].sum()),
        tail,
        float(-found.mip_dual_bound),
        shadow_price(candidates, request),
    )


def tail_mean(candidates: Candidates, chosen: Flags, tail: float) -> float:
    """Return the mean, over the worst share of the draws, of the children reached.

    The last draw counts in part where the share is no whole number of draws.
    """
    assert candidates.draws is not None
    reached = np.sort(candidates.draws[chosen].sum(axis=0))
    weight = np.clip(tail * len(reached) - np.arange(len(reached)), 0.0, 1.0)
    return float(reached @ weight / weight.sum())


def rows_of(candidates: Candidates, request: Request) -> Iterator[Row]:
    """Yield every requirement as a row over the areas."""
    D = candidates.size
    yield Row(("budget",), candidates.cost, -np.inf, request.budget)
    shut = ~candidates.eligible
    if shut.any():
        yield Row(("eligible",), shut.astype(np.float64), -np.inf, 0.0)
    for name, areas, value in (("must", request.must, 1.0), ("never", request.never, 0.0)):
        for area in areas:
            one = np.zeros(D)
            one[area] = 1.0
            yield Row((name, area), one, value, value)
    for quota in request.quotas:
        members = (candidates.region == quota.region).astype(np.float64)
        if quota.least is not None:
            yield Row(("least", quota.region), members, quota.least, np.inf)
        if quota.most is not None:
            yield Row(("most", quota.region), members, -np.inf, quota.most)
    if request.most_areas is not None:
        yield Row(("most-areas",), np.ones(D), -np.inf, request.most_areas)


def feasible(rows: list[Row], size: int) -> bool:
    """Tell whether any choice of areas fulfils all these rows."""
    if not rows:
        return True
    found = _solved(
        np.zeros(size),
        constraints=LinearConstraint(
            np.stack([row.coefficients for row in rows]),
            np.array([row.low for row in rows]),
            np.array([row.high for row in rows]),
        ),
        bounds=Bounds(0, 1),
        integrality=np.ones(size, dtype=np.int64),
    )
    return found.status not in NOTHING_FITS


def cheapest(rows: list[Row], cost: Floats) -> float | None:
    """Return the least money that fulfils these rows; None where no money does."""
    if not rows:
        return 0.0
    found = _solved(
        cost,
        constraints=LinearConstraint(
            np.stack([row.coefficients for row in rows]),
            np.array([row.low for row in rows]),
            np.array([row.high for row in rows]),
        ),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(cost), dtype=np.int64),
    )
    return None if found.x is None else float(found.fun)


def shadow_price(candidates: Candidates, request: Request) -> float:
    """Return the children that one more unit of money reaches, where areas may be taken in part.

    At a corner of the frontier the price on its left is returned or the one on its right.
    """
    rows = list(rows_of(candidates, request))
    objective, matrix, low, high, _, lower, upper = _program(candidates, request, rows)
    finite_high, finite_low = np.isfinite(high), np.isfinite(low)
    whole = matrix.toarray()
    A = np.concatenate([whole[finite_high], -whole[finite_low]])
    b = np.concatenate([high[finite_high], -low[finite_low]])
    relaxed = linprog(
        -objective,
        A_ub=A,
        b_ub=b,
        bounds=list(zip(lower.tolist(), upper.tolist(), strict=True)),
        method="highs",
    )
    # The budget is the first row, and finite above.
    return max(0.0, float(-relaxed.ineqlin.marginals[0])) if relaxed.status == OPTIMAL else 0.0


def _solved(*program: Any, **settings: Any) -> Any:
    with quiet_solver():
        return milp(*program, **settings)


Program = tuple[Floats, csr_array, Floats, Floats, NDArray[np.int64], Floats, Floats]


def _program(candidates: Candidates, request: Request, rows: list[Row]) -> Program:
    """Return objective (to maximise), rows, their ends, integrality, and the variables' bounds.

    For the mean of the worst share a level t and a shortfall per draw are added: t less the
    shortfalls' sum over the share's draws, each shortfall at least t less what the draw reaches.
    """
    D = candidates.size
    matrix = csr_array(np.stack([row.coefficients for row in rows]))
    low, high = np.array([row.low for row in rows]), np.array([row.high for row in rows])
    if request.tail is None:
        ones = np.ones(D, dtype=np.int64)
        return candidates.reached, matrix, low, high, ones, np.zeros(D), np.ones(D)
    assert candidates.draws is not None
    B = candidates.draws.shape[1]
    wide = hstack([matrix, csr_array((len(rows), 1 + B))])
    short = hstack(
        [csr_array(candidates.draws.T), csr_array(-np.ones((B, 1))), csr_array(np.eye(B))]
    )
    objective = np.concatenate([np.zeros(D), [1.0], np.full(B, -1 / (request.tail * B))])
    return (
        objective,
        csr_array(vstack([wide, short])),
        np.concatenate([low, np.zeros(B)]),
        np.concatenate([high, np.full(B, np.inf)]),
        np.concatenate([np.ones(D), np.zeros(1 + B)]).astype(np.int64),
        np.concatenate([np.zeros(D), [-np.inf], np.zeros(B)]),
        np.concatenate([np.ones(D), np.full(1 + B, np.inf)]),
    )
