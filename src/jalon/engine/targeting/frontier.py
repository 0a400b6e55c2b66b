"""What more or less money would reach."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from jalon.engine.targeting.request import Candidates, Flags, Floats, Request
from jalon.engine.targeting.solve import choose, rows_of
from jalon.errors import CannotEstimate

POINTS = 24
# A point of a figure need not be exact to the last child.
GAP, SECONDS = 1e-3, 5.0


@dataclass(frozen=True, eq=False, slots=True)
class Frontier:
    """Children reached by budget, all (n,), ascending in the budget.

    `reached` is by the best choice; `by_rank` by taking areas in the order of a rank until the
    money is spent, which is what is usually done. `low90` and `high90` are the best choice's
    children over the draws, NaN where there are none.
    """

    budget: Floats
    cost: Floats
    areas: Floats
    reached: Floats
    low90: Floats
    high90: Floats
    by_rank: Floats


def trace(
    candidates: Candidates,
    request: Request,
    order: Floats,
    *,
    points: int = POINTS,
    progress: Callable[[float], None] | None = None,
) -> Frontier:
    """Choose anew for budgets from the least that is possible to all that can be spent.

    Budgets that cannot fulfil the request are left out. The request's own budget is among them.
    What is maximised here is the expectation, also where the request asks for the worst draws.

    Parameters
    ----------
    order : (D,) float
        Of each area in the usual list, smallest first; infinite for areas never taken.
    """
    open_ = candidates.eligible & ~np.isin(np.arange(candidates.size), request.never)
    most = float(candidates.cost[open_].sum())
    budgets = np.unique(np.append(np.linspace(0, most, points + 1)[1:], min(request.budget, most)))
    found = []
    for i, budget in enumerate(budgets):
        try:
            asked = replace(request, budget=float(budget), tail=None)
            choice = choose(candidates, asked, gap=GAP, seconds=SECONDS)
        except CannotEstimate:
            continue
        finally:
            if progress is not None:
                progress((i + 1) / len(budgets))
        low, high = _interval(candidates, choice.chosen)
        listed = float(candidates.reached[down_the_list(candidates, order, float(budget))].sum())
        areas = float(choice.chosen.sum())
        found.append((float(budget), choice.cost, areas, choice.reached, low, high, listed))
    columns = np.array(found, dtype=np.float64).reshape(-1, 7).T
    return Frontier(*columns)


def down_the_list(candidates: Candidates, order: Floats, budget: float) -> Flags:
    """Return the areas taken one after the other in `order` while the money lasts."""
    taken = np.zeros(candidates.size, dtype=np.bool_)
    left = budget
    for area in np.argsort(order, kind="stable"):
        if not np.isfinite(order[area]) or candidates.cost[area] > left:
            break
        taken[area] = True
        left -= candidates.cost[area]
    return taken


def met(candidates: Candidates, request: Request, chosen: Flags) -> bool:
    """Tell whether a choice, however it was made, fulfils a request."""
    sums = ((row, float(row.coefficients @ chosen)) for row in rows_of(candidates, request))
    return all(row.low - 1e-9 <= total <= row.high + 1e-9 for row, total in sums)


def _interval(candidates: Candidates, chosen: Flags) -> tuple[float, float]:
    if candidates.draws is None:
        return float("nan"), float("nan")
    low, high = np.quantile(candidates.draws[chosen].sum(axis=0), [0.05, 0.95])
    return float(low), float(high)
