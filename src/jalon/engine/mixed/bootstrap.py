"""The error of predicted rates by parametric bootstrap: invent the survey again, and refit."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from jalon.engine.mixed.counts import NestedCounts
from jalon.engine.mixed.fit import MixedFit, fit_mixed
from jalon.engine.mixed.mse import NODES, UNIT_NODES
from jalon.engine.mixed.population import Population
from jalon.engine.mixed.posterior import AREA
from jalon.engine.mixed.predict import best_predictor, rates_given, unit_sd
from jalon.errors import CannotEstimate

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
# From predicted rates, true rates and a generator to what is published.
Adjust = Callable[[Floats, Floats, np.random.Generator], Floats]

# A refit that begins at a variance of nought would stay there.
SMALLEST_START = 0.15
# Share of replicates that may fail before the whole is not believed.
MAY_FAIL = 0.1


@dataclass(frozen=True, eq=False, slots=True)
class Replicate:
    """One invented survey: its number, the rates predicted from it and the true ones, both
    (D, groups); `estimate` is None where the refit failed.
    """

    number: int
    estimate: Floats | None
    truth: Floats


@dataclass(frozen=True, eq=False, slots=True)
class Bootstrap:
    """What B invented surveys say of the predictor.

    Attributes
    ----------
    estimate, truth : (B, D, groups) float
        Predicted and true rates, in the order of the replicates' numbers.
    failed : tuple of int
        Replicates whose refit did not converge; they are in neither.
    """

    estimate: Floats
    truth: Floats
    failed: tuple[int, ...]

    @property
    def mse(self) -> Floats:
        """Mean squared error, (D, groups)."""
        return np.asarray(((self.estimate - self.truth) ** 2).mean(axis=0))

    @property
    def mse_error(self) -> Floats:
        """Standard error of `mse` for want of more replicates, (D, groups)."""
        squares = (self.estimate - self.truth) ** 2
        return np.asarray(squares.std(axis=0, ddof=1) / np.sqrt(len(squares)))

    @property
    def bias(self) -> Floats:
        """Mean error, (D, groups)."""
        return np.asarray((self.estimate - self.truth).mean(axis=0))

    def interval(self, rate: Floats, level: float) -> tuple[Floats, Floats]:
        """Return limits for predicted rates from the quantiles of the errors in log-odds."""
        tiny = 1e-12
        errors = logit(np.clip(self.estimate, tiny, 1 - tiny)) - logit(
            np.clip(self.truth, tiny, 1 - tiny)
        )
        low, high = np.quantile(errors, [(1 - level) / 2, (1 + level) / 2], axis=0)
        return expit(logit(rate) - high), expit(logit(rate) - low)


def bootstrap_error(
    fit: MixedFit,
    population: Population,
    *,
    replicates: int = 200,
    seed: int,
    threads: int = 1,
    adjust: Adjust | None = None,
    region_of_area: NDArray[np.integer] | None = None,
    earlier: Sequence[Replicate] = (),
    keep: Callable[[Replicate], None] | None = None,
    advance: Callable[[float], None] | None = None,
) -> Bootstrap:
    """Measure the error of the best predictor on invented surveys of invented areas.

    In each replicate all areas draw an effect, which gives their true rates; the survey's own
    sampling units draw theirs, and its children their outcomes; the model is fitted to them from
    the estimates on, and the rates are predicted. Replicate b depends on `seed` and b alone:
    not on threads, nor on which replicates were made before.

    The truth is the rate that an area's conditions imply, its units being many. What a finite
    number of units and children adds to the error does not depend on the survey: it is
    `PredictionError.var_units` and `var_finite`.

    Parameters
    ----------
    population : Population
        `PredictorBins` make each replicate as fast as its refit.
    adjust : callable, optional
        A benchmark: given the predicted and the true rates, (D, groups) each, and a generator
        for what else the survey would have told, returns the published rates. It is applied
        in each replicate, so that the error is that of what is published.
    earlier : sequence of Replicate
        Those of an interrupted bootstrap of the same fit and seed, which are not made again.
    keep : callable, optional
        Given each new replicate when it is done, in any order.
    advance : callable, optional
        Told the share that is done.

    Raises
    ------
    CannotEstimate("bootstrap-needs-counts")
        The fit is weighted: its likelihood does not say how outcomes arise.
    CannotEstimate("bootstrap-fails")
        More than a tenth of the refits do not converge.

    References
    ----------
    González-Manteiga, Lombardía, Molina, Morales and Santamaría (2007), *Computational Statistics
    and Data Analysis* 51(5), 2720-2733; Hobza and Morales (2016), *Journal of Official Statistics*
    32(3), 661-692. Checked against simulated truth in ``tests/unit/mixed/test_mse.py``.
    """
    if fit.counts.weighted:
        raise CannotEstimate("bootstrap-needs-counts")

    def replicate(number: int) -> Replicate:
        return invented(fit, population, seed, number, adjust, region_of_area)

    done = {one.number: one for one in earlier if one.number < replicates}
    waiting = [number for number in range(replicates) if number not in done]
    for one in _in_threads(replicate, waiting, threads):
        done[one.number] = one
        if keep:
            keep(one)
        if advance:
            advance(len(done) / replicates)
    failed = tuple(number for number in sorted(done) if done[number].estimate is None)
    if len(failed) > MAY_FAIL * replicates:
        raise CannotEstimate("bootstrap-fails", failed=len(failed), replicates=replicates)
    kept = [done[number] for number in sorted(done) if done[number].estimate is not None]
    return Bootstrap(
        estimate=np.stack([one.estimate for one in kept if one.estimate is not None]),
        truth=np.stack([one.truth for one in kept]),
        failed=failed,
    )


def invented(
    fit: MixedFit,
    population: Population,
    seed: int,
    number: int,
    adjust: Adjust | None = None,
    region_of_area: NDArray[np.integer] | None = None,
) -> Replicate:
    """Make one replicate, see `bootstrap_error`."""
    rng = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, number])))
    areas = len(population.ptr) - 1
    effect = _area_effects(fit, areas, region_of_area, rng)
    below = unit_sd(fit.levels, fit.sd)
    children, chance, _ = rates_given(population, fit.coef, below, effect[:, None], spread=False)
    with np.errstate(invalid="ignore"):
        truth = chance[:, :, 0] / children
    counts = fit.counts.with_outcomes(_outcomes(fit, effect, rng))
    start = np.concatenate([fit.coef, np.maximum(fit.sd, SMALLEST_START)])
    try:
        refit = fit_mixed(
            counts,
            fit.X,
            fit.names,
            nodes=fit.nodes,
            penalty=fit.penalised,
            start=start,
            information=False,
        )
        found = best_predictor(
            refit,
            population,
            nodes=NODES,
            unit_nodes=UNIT_NODES,
            region_of_area=region_of_area,
        )
        published = adjust(found.rate, truth, rng) if adjust else found.rate
    except CannotEstimate:
        return Replicate(number, None, truth)
    return Replicate(number, published, truth)


def _area_effects(
    fit: MixedFit,
    areas: int,
    region_of_area: NDArray[np.integer] | None,
    rng: np.random.Generator,
) -> Floats:
    """Draw the effect of each area, with that of its region, (D,)."""
    place = fit.levels.index(AREA)
    own = rng.normal(0.0, fit.sd[place], areas)
    if place == 0:
        return own
    if region_of_area is None:
        raise CannotEstimate("predictor-needs-areas", levels=", ".join(fit.levels))
    regions = rng.normal(0.0, fit.sd[0], int(region_of_area.max()) + 1)
    return np.asarray(own + regions[region_of_area])


def _outcomes(fit: MixedFit, effect: Floats, rng: np.random.Generator) -> Floats:
    """Draw the outcomes of the survey's cells, (C,), given the areas' effects."""
    counts: NestedCounts = fit.counts
    place = fit.levels.index(AREA)
    total = np.zeros(len(counts.parent))
    for depth in range(place, len(counts.levels)):
        node = np.flatnonzero(counts.level == depth)
        if depth == place:
            total[node] = effect[counts.code[node]]
        else:
            total[node] = total[counts.parent[node]] + rng.normal(0.0, fit.sd[depth], len(node))
    of_cell = np.repeat(total, counts.end - counts.start)
    p = expit((fit.X @ fit.coef)[counts.row] + of_cell)
    return rng.binomial(np.rint(counts.n).astype(np.int64), p).astype(np.float64)


def _in_threads(
    make: Callable[[int], Replicate], numbers: Sequence[int], threads: int
) -> Iterator[Replicate]:
    """Yield what `make` gives for each number, as it is done."""
    if threads <= 1:
        yield from map(make, numbers)
        return
    with ThreadPoolExecutor(threads) as pool:
        left: set[Future[Replicate]] = set()
        upcoming = iter(numbers)
        try:
            while True:
                # Few ahead, so that an interrupted run stops at once.
                for number in upcoming:
                    left.add(pool.submit(make, number))
                    if len(left) >= 2 * threads:
                        break
                if not left:
                    return
                ready, left = wait(left, return_when=FIRST_COMPLETED)
                for future in ready:
                    yield future.result()
        finally:
            for future in left:
                future.cancel()
