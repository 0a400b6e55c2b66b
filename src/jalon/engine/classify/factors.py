"""Which factors go with an area's rate: three views, all of them associations and not causes.

References
----------
Shapley (1953); Shorrocks (2013), *Journal of Economic Inequality* 11, 99-126, on decompositions
that add up. Checked against the average over all orders, person by person, in
``tests/unit/test_factors.py``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import factorial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve
from scipy.sparse import csr_matrix
from scipy.special import expit

from jalon.engine.classify.kernels import subset_histograms, subset_means
from jalon.errors import BadInput, CannotEstimate

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

MOST_PLAYERS = 8
# The logistic curve bends by at most 0.0962, so linear interpolation is off by 1.2e-6 at most.
GRID_STEP = 0.01
AREA = "area"


@dataclass(frozen=True, eq=False, slots=True)
class Cells:
    """The census as counts of patterns per area, and a logit over them.

    Attributes
    ----------
    ptr : (D + 1,) int, pid : (C,) int32, n : (C,) float
        Area d holds n[ptr[d]:ptr[d + 1]] children of the patterns pid[...].
    X : (K, p) float
        Pattern part of the model's columns.
    covariate_of : (p,) int
        Which area covariate multiplies each column; -1 for none.
    Z : (D, c) float
        Standardised area covariates.
    coef : (p,) float
    """

    ptr: NDArray[np.int64]
    pid: NDArray[np.int32]
    n: Floats
    X: Floats
    covariate_of: NDArray[np.integer]
    Z: Floats
    coef: Floats

    @property
    def areas(self) -> int:
        return len(self.ptr) - 1

    @property
    def area(self) -> Integers:
        """Area of each cell, (C,)."""
        return np.repeat(np.arange(self.areas), np.diff(self.ptr))

    @property
    def children(self) -> Floats:
        """Children per area, (D,); NaN where there are none."""
        total = np.bincount(self.area, self.n, self.areas).astype(np.float64)
        return np.where(total > 0, total, np.nan)

    def multipliers(self) -> Floats:
        """Return what each area multiplies each column by, (D, p)."""
        by_area = np.ones((self.areas, len(self.coef)))
        with_covariate = self.covariate_of >= 0
        by_area[:, with_covariate] = self.Z[:, self.covariate_of[with_covariate]]
        return by_area

    def mean_columns(self) -> tuple[Floats, Floats]:
        """Return the mean of each column in each area (D, p) and in the nation (p,)."""
        counts = csr_matrix((self.n, self.pid, self.ptr), shape=(self.areas, len(self.X)))
        total: Floats = np.asarray(counts @ self.X) * self.multipliers()
        return total / self.children[:, None], total.sum(axis=0) / self.n.sum()

    def rates(self, pid: NDArray[np.int32] | None = None) -> Floats:
        """Return each area's rate (D,), children taken to be of the patterns `pid` instead."""
        pid = self.pid if pid is None else pid
        fixed = self.covariate_of < 0
        eta = (self.X[:, fixed] @ self.coef[fixed])[pid]
        area = self.area
        for j in np.flatnonzero(~fixed):
            eta += self.coef[j] * self.X[pid, j] * self.Z[area, self.covariate_of[j]]
        return np.bincount(area, self.n * expit(eta), self.areas) / self.children


@dataclass(frozen=True, slots=True)
class Players:
    """Groups of factors that are told apart: their names, and the group of each model term."""

    names: tuple[str, ...]
    of_term: tuple[int, ...]

    def of_column(self, term_of: NDArray[np.integer]) -> Integers:
        """Return the player of each model column, -1 for the intercept (`term_of` -1)."""
        players: Integers = np.append(self.of_term, -1).astype(np.int64)[term_of]
        return players


def group_players(
    terms: Sequence[str],
    covariates: Sequence[str],
    groups: Mapping[str, Sequence[str]],
) -> Players:
    """Group the model's terms into players, which share no interaction.

    A variable in no group is a group of its own; covariates in no group form the group "area".
    Groups with an interaction between them cannot be told apart: they become one, named by both
    (``"age+sex"``).

    Parameters
    ----------
    terms : sequence of str
        All terms of the model, interactions as ``"age:sex"``, covariates included.
    groups : mapping of group name -> variables and covariates

    Raises
    ------
    BadInput("factor-group-member-unknown", "factor-group-member-twice")
        A group names what is not in the model, or two groups name the same.
    CannotEstimate("too-many-factor-groups")
        More than `MOST_PLAYERS`: every further group doubles the work.
    """
    parts = [tuple(term.split(":")) for term in terms]
    known = list(dict.fromkeys(part for term in parts for part in term))
    group_of: dict[str, str] = {}
    for group, members in groups.items():
        for member in members:
            if member not in known:
                raise BadInput(
                    "factor-group-member-unknown",
                    group=group,
                    member=member,
                    known=", ".join(known),
                )
            if member in group_of:
                raise BadInput(
                    "factor-group-member-twice", member=member, first=group_of[member], second=group
                )
            group_of[member] = group
    for part in known:
        group_of.setdefault(part, AREA if part in covariates else part)

    merged: dict[str, tuple[str, ...]] = {group_of[part]: (group_of[part],) for part in known}
    for term in parts:
        united = tuple(dict.fromkeys(g for part in term for g in merged[group_of[part]]))
        for group in united:
            merged[group] = united
    # A later merge may have widened only some of an earlier one's groups.
    players = list(dict.fromkeys(_closed(group, merged) for group in merged))
    if len(players) > MOST_PLAYERS:
        raise CannotEstimate("too-many-factor-groups", groups=len(players), limit=MOST_PLAYERS)
    place = {group: i for i, player in enumerate(players) for group in player}
    return Players(
        names=tuple("+".join(player) for player in players),
        of_term=tuple(place[group_of[term[0]]] for term in parts),
    )


def log_odds_contributions(cells: Cells, player_of: NDArray[np.integer], n_players: int) -> Floats:
    """Return, shape (D, G), coefficient times difference of means, summed over each group.

    They add up to the area's mean linear predictor less the nation's. In log-odds.
    """
    by_area, nation = cells.mean_columns()
    per_column = (by_area - nation) * cells.coef
    return np.stack([per_column[:, player_of == g].sum(axis=1) for g in range(n_players)], axis=1)


def shapley(cells: Cells, player_of: NDArray[np.integer], n_players: int) -> Floats:
    """Decompose each area's rate less the nation's over groups of factors.

    The worth of a set S of groups is the rate of children who have the area's distribution of
    S and, independently of it, the nation's of the rest:

        v_d(S) = E over i in d, j in the nation of expit(eta_S(x_i) + eta_rest(x_j))

    so v of no group is the nation's rate and v of all groups the area's. A group's contribution
    is its mean addition over all orders of adding groups. Distributions of partial predictors
    are put on a grid and convolved; see `GRID_STEP`.

    Parameters
    ----------
    player_of : (p,) int
        Group 0..n_players-1 of each column, -1 for the intercept. No interaction may join two.

    Returns
    -------
    (D, G) float
        In rate points; a row adds up to the area's rate less the nation's.
    """
    worth = _worth(cells, player_of, n_players)
    rates = cells.rates()
    worth[:, 0] = np.nansum(rates * cells.children) / cells.n.sum()
    worth[:, -1] = rates
    return np.asarray(worth @ _shapley_weights(n_players), dtype=np.float64)


def share_due_to(cells: Cells, reference_of: NDArray[np.integer]) -> Floats:
    """Return, shape (D,), by what share the rate would be lower with a factor at its reference.

    Parameters
    ----------
    reference_of : (K,) int
        Of each pattern, the pattern that differs only in having the reference level.

    Returns
    -------
    (D,) float
        1 - rate at reference / rate; negative where the reference level has the higher risk.
    """
    return 1 - cells.rates(reference_of[cells.pid].astype(np.int32)) / cells.rates()


class _Partials(NamedTuple):
    """Partial predictors of the players: a part per pattern, and columns times covariates."""

    base: Floats
    varying: Floats
    covariate: Integers
    player: Integers
    Z: Floats


def _worth(cells: Cells, player_of: NDArray[np.integer], n_players: int) -> Floats:
    """Return v of every subset of players, (D, 2^G); column S has bit g for player g."""
    _, nation = cells.mean_columns()
    fixed = cells.covariate_of < 0
    moving = np.flatnonzero(~fixed)
    base = np.zeros((len(cells.X), n_players))
    centre = np.zeros(n_players)
    for g in range(n_players):
        mine = fixed & (player_of == g)
        # Centred on the nation, partial predictors stay near nought and the grid short.
        centre[g] = (nation * cells.coef)[player_of == g].sum()
        base[:, g] = cells.X[:, mine] @ cells.coef[mine] - centre[g]
    model = _Partials(
        base,
        np.ascontiguousarray(cells.X[:, moving] * cells.coef[moving]),
        cells.covariate_of[moving].astype(np.int64),
        player_of[moving].astype(np.int64),
        np.ascontiguousarray(cells.Z, dtype=np.float64),
    )
    low, high = _range(cells, model)
    bins = int(np.ceil((high - low) / GRID_STEP)) + 2
    histogram = subset_histograms(cells.ptr, cells.pid, cells.n, *model, low, GRID_STEP, bins)
    others = histogram[::-1] / cells.n.sum()  # row S now holds the players not in S
    start = cells.coef[player_of < 0].sum() + centre.sum() + 2 * low
    curve = expit(start + GRID_STEP * np.arange(2 * bins - 1))
    table = fftconvolve(curve[None, :], others[:, ::-1], mode="valid", axes=1)
    means: Floats = subset_means(
        cells.ptr, cells.pid, cells.n, *model, low, GRID_STEP, np.ascontiguousarray(table)
    )
    return means


def _range(cells: Cells, model: _Partials) -> tuple[float, float]:
    """Return limits that no sum of partial predictors exceeds, whatever the subset."""
    seen = np.unique(cells.pid)
    least, most = model.base[seen], model.base[seen]
    for j, (c, g) in enumerate(zip(model.covariate, model.player, strict=True)):
        values = model.Z[:, c]
        ends = model.varying[seen, j][:, None] * np.array([np.nanmin(values), np.nanmax(values)])
        least[:, g] += ends.min(axis=1)
        most[:, g] += ends.max(axis=1)
    low = np.minimum(least.min(axis=0), 0).sum()
    return float(low), float(np.maximum(most.max(axis=0), 0).sum())


def _shapley_weights(players: int) -> Floats:
    """Return W (2^G, G) with contributions = worth @ W."""
    weights = np.zeros((2**players, players))
    for subset in range(2**players):
        for g in range(players):
            size = subset.bit_count() - (subset >> g & 1)
            weight = factorial(size) * factorial(players - size - 1) / factorial(players)
            weights[subset, g] = weight if subset >> g & 1 else -weight
    return weights


def _closed(group: str, merged: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return everything that `group` is merged with, directly or not, in order of appearance."""
    found = {group}
    while True:
        wider = {other for name in found for other in merged[name]}
        wider |= {name for name, others in merged.items() if found & set(others)}
        if wider <= found:
            return tuple(name for name in merged if name in found)
        found |= wider
