"""The choice of areas under a budget, against every subset of small cases."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jalon.engine.targeting import Candidates, Quota, Request, choose
from jalon.engine.targeting.conflicts import explain
from jalon.engine.targeting.frontier import down_the_list, met, trace
from jalon.engine.targeting.solve import feasible, rows_of, shadow_price, tail_mean
from jalon.errors import CannotEstimate

SEEDS = st.integers(0, 2**32 - 1)
SUBSETS = np.array(list(product([False, True], repeat=8)))


def invented(seed: int, areas: int = 8, draws: int = 12) -> tuple[Candidates, Request]:
    rng = np.random.default_rng(seed)
    reached = rng.gamma(2, 50, areas)
    candidates = Candidates(
        reached=reached,
        cost=rng.uniform(5, 40, areas).round(2),
        region=rng.integers(0, 3, areas),
        eligible=rng.random(areas) < 0.9,
        draws=reached[:, None] * rng.lognormal(0, 0.4, (areas, draws)),
    )
    must, never = rng.choice(areas, 2, replace=False)
    request = Request(
        budget=float(rng.uniform(20, candidates.cost.sum())),
        must=(int(must),) if rng.random() < 0.4 else (),
        never=(int(never),) if rng.random() < 0.4 else (),
        quotas=(Quota(0, least=1), Quota(1, most=2)) if rng.random() < 0.5 else (),
        most_areas=5 if rng.random() < 0.3 else None,
    )
    return candidates, request


def fitting(candidates: Candidates, request: Request) -> np.ndarray:
    return np.array([subset for subset in SUBSETS if met(candidates, request, subset)])


@given(SEEDS)
@settings(max_examples=120)
def test_no_subset_reaches_more(seed: int) -> None:
    candidates, request = invented(seed)
    subsets = fitting(candidates, request)
    if not len(subsets):
        with pytest.raises(CannotEstimate) as caught:
            choose(candidates, request)
        assert caught.value.code == "target-infeasible"
        return
    best = (subsets @ candidates.reached).max()
    choice = choose(candidates, request)
    assert met(candidates, request, choice.chosen)
    assert choice.reached == pytest.approx(best, rel=1e-5)
    assert choice.bound >= best * (1 - 1e-9)
    assert choice.gap < 1e-5


@given(SEEDS, st.sampled_from([0.1, 0.25, 0.5, 1.0]))
@settings(max_examples=60)
def test_no_subset_does_better_in_the_worst_draws(seed: int, tail: float) -> None:
    candidates, request = invented(seed)
    subsets = fitting(candidates, request)
    if not len(subsets):
        return
    best = max(tail_mean(candidates, subset, tail) for subset in subsets)
    choice = choose(candidates, replace(request, tail=tail))
    # Within the thousandth that is asked of it; asked for more, it gives more.
    assert choice.tail_reached >= best * (1 - 1.001e-3) - 1e-6
    exact = choose(candidates, replace(request, tail=tail), gap=1e-7)
    assert exact.tail_reached == pytest.approx(best, rel=1e-5, abs=1e-6)


@given(SEEDS)
def test_the_whole_of_the_draws_is_their_mean(seed: int) -> None:
    candidates, _ = invented(seed)
    chosen = np.ones(8, dtype=np.bool_)
    mean = candidates.draws.sum(axis=0).mean()
    assert tail_mean(candidates, chosen, 1.0) == pytest.approx(mean)
    worst = candidates.draws.sum(axis=0).min()
    assert tail_mean(candidates, chosen, 1 / 12) == pytest.approx(worst)


@given(SEEDS)
@settings(max_examples=60)
def test_what_is_named_cannot_hold_and_all_but_any_one_can(seed: int) -> None:
    candidates, request = invented(seed)
    rng = np.random.default_rng(seed)
    request = replace(
        request,
        budget=float(rng.uniform(5, 40)),
        must=tuple(rng.choice(8, 2, replace=False).tolist()),
        quotas=(Quota(0, least=2), Quota(1, least=1, most=1)),
    )
    conflict = explain(candidates, request)
    if conflict is None:
        assert len(fitting(candidates, request))
        return
    assert not len(fitting(candidates, request))
    rows = [row for row in rows_of(candidates, request) if row.name in conflict.names]
    assert not feasible(rows, 8)
    for row in rows:
        assert feasible([each for each in rows if each is not row], 8)
    if conflict.least_budget is not None:
        enough = replace(request, budget=conflict.least_budget + 1e-6)
        assert len(fitting(candidates, enough))
        assert not len(fitting(candidates, replace(request, budget=conflict.least_budget - 0.01)))


@given(SEEDS)
@settings(max_examples=40)
def test_the_price_of_money_is_the_slope_where_areas_may_be_parted(seed: int) -> None:
    """With areas in part the best is greedy: the price is the worth of the area that is cut."""
    candidates, _ = invented(seed)
    candidates = replace(candidates, eligible=np.ones(8, dtype=np.bool_))
    order = np.argsort(-candidates.reached / candidates.cost)
    spent = np.cumsum(candidates.cost[order])
    budget = float((spent[3] + spent[4]) / 2)
    price = shadow_price(candidates, Request(budget))
    cut = order[4]
    assert price == pytest.approx(candidates.reached[cut] / candidates.cost[cut], rel=1e-6)
    assert shadow_price(candidates, Request(float(spent[-1] + 1))) == 0


@given(SEEDS)
@settings(max_examples=15)
def test_more_money_never_reaches_fewer(seed: int) -> None:
    candidates, request = invented(seed)
    order = -candidates.reached
    frontier = trace(candidates, request, order, points=8)
    assert (np.diff(frontier.reached) >= -1e-3 * frontier.reached[1:]).all()
    assert (frontier.cost <= frontier.budget + 1e-9).all()
    free = replace(request, must=(), never=(), quotas=(), most_areas=None)
    open_ = replace(candidates, eligible=np.ones(8, dtype=np.bool_))
    frontier = trace(open_, free, order, points=8)
    assert (frontier.reached >= frontier.by_rank - 1e-3 * frontier.by_rank).all()
    assert (frontier.low90 <= frontier.high90).all()


def test_down_the_list_stops_where_the_money_does() -> None:
    candidates = Candidates(
        reached=np.ones(4),
        cost=np.array([3.0, 5.0, 2.0, 1.0]),
        region=np.zeros(4, dtype=np.int64),
        eligible=np.ones(4, dtype=np.bool_),
    )
    taken = down_the_list(candidates, np.array([2.0, 1.0, np.inf, 3.0]), 8.5)
    assert taken.tolist() == [True, True, False, False]
