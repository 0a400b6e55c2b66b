"""A survey as counts per covariate pattern, inside sampling units, inside areas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from jalon.engine.survey.totals import require_binary
from jalon.errors import BadInput, CannotEstimate

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# With fewer groups a variance between them is a guess.
FEWEST_GROUPS = 5


@dataclass(frozen=True, eq=False)
class NestedCounts:
    """Cells of like respondents, and the groups that hold them, from the top level down.

    The groups of all levels are the J nodes of G trees. A tree's nodes stand together, a node
    before its children, so that one pass backwards adds up and one pass forwards hands down.

    Attributes
    ----------
    levels : tuple of str
        L names from the top down, such as ``("area", "psu")``.
    row : (C,) int
        Row of the model matrix that a cell's respondents share.
    y, n : (C,) float
        Respondents with the outcome, and all of them; sums of weights where it is weighted.
    top : (G + 1,) int
        Tree g's nodes are ``top[g]:top[g + 1]``.
    parent, level : (J,) int
        -1 at the top; the position in `levels`.
    code : (J,) int
        The caller's code of the group.
    start, end : (J,) int
        Cells of a node of the lowest level; 0 and 0 above.
    weighted : bool
    """

    levels: tuple[str, ...]
    row: Integers
    y: Floats
    n: Floats
    top: Integers
    parent: Integers
    level: Integers
    code: Integers
    start: Integers
    end: Integers
    weighted: bool

    @property
    def groups(self) -> tuple[int, ...]:
        """Number of groups of each level."""
        return tuple(int(size) for size in np.bincount(self.level, minlength=len(self.levels)))

    @cached_property
    def tree_of_cell(self) -> Integers:
        """Tree of each cell, (C,)."""
        tree_of_node = np.repeat(np.arange(len(self.top) - 1), np.diff(self.top))
        return np.repeat(tree_of_node, self.end - self.start)

    @cached_property
    def log_choices(self) -> float:
        """Sum of log C(n, y): what makes the likelihood that of counts.

        Without it, it is that of the respondents one by one.
        """
        n, y = self.n[self.n != 1], self.y[self.n != 1]
        ways = gammaln(n + 1) - gammaln(y + 1) - gammaln(n - y + 1)
        return float(ways.sum())

    def nodes_of(self, level: str) -> Integers:
        """Return the positions of the nodes of a level."""
        return np.flatnonzero(self.level == self.levels.index(level))

    def with_outcomes(self, y: Floats) -> "NestedCounts":
        """Return the same cells with other outcomes, (C,)."""
        return NestedCounts(
            self.levels,
            self.row,
            y,
            self.n,
            self.top,
            self.parent,
            self.level,
            self.code,
            self.start,
            self.end,
            self.weighted,
        )

    def without(self, level: str) -> "NestedCounts":
        """Return the same cells without the groups of one level."""
        kept = [name for name in self.levels if name != level]
        return nest_counts(
            self.row,
            self.y,
            {name: self._group_of_cell(name) for name in kept},
            trials=self.n,
            weighted=self.weighted,
        )

    def _group_of_cell(self, level: str) -> Integers:
        """Return a node of the given level for each cell."""
        node = np.repeat(np.arange(len(self.parent)), self.end - self.start)
        while (self.level[node] != self.levels.index(level)).any():
            node = self.parent[node]
        return node


def nest_counts(
    row: NDArray[np.integer],
    y: Floats,
    groups: Mapping[str, NDArray[np.integer]],
    *,
    trials: Floats | None = None,
    weight: Floats | None = None,
    weighted: bool = False,
) -> NestedCounts:
    """Count respondents that share pattern and groups; the likelihood is the same.

    Parameters
    ----------
    row : (n,) int
        Row of the model matrix; -1 for those outside the fit.
    y : (n,) float
        1 or 0; with `trials`, how many of them have the outcome.
    groups : mapping
        Level to code of each respondent's group, (n,), from the top down; negative codes are
        outside the fit. A unit that lies in two areas counts as one in each.
    trials : (n,) float, optional
        Respondents behind each row; each is one without it.
    weight : (n,) float, optional
        Scaled weights, see `jalon.engine.mixed.weights`.
    weighted : bool
        Say that `trials` are sums of weights already.

    Raises
    ------
    BadInput("outcome-not-binary"), BadInput("outcome-above-trials"),
    CannotEstimate("no-respondents"), CannotEstimate("effect-needs-groups")
    """
    inside = row >= 0
    for codes in groups.values():
        inside = inside & (codes >= 0)
    if trials is not None:
        inside = inside & (trials > 0)
    if weight is not None:
        inside = inside & (weight > 0)
    if not inside.any():
        raise CannotEstimate("no-respondents")
    outcome = np.asarray(y, dtype=np.float64)[inside]
    many = np.ones(len(outcome)) if trials is None else trials[inside].astype(np.float64)
    if trials is None:
        require_binary(outcome)
    elif (impossible := (outcome < 0) | (outcome > many)).any():
        raise BadInput("outcome-above-trials", rows=int(impossible.sum()))
    if weight is not None:
        outcome, many = outcome * weight[inside], many * weight[inside]

    keys = [np.asarray(codes)[inside].astype(np.int64) for codes in (*groups.values(), row)]
    first, cell = _distinct(keys)
    counts = _planted(
        tuple(groups),
        np.stack([key[first] for key in keys], axis=1),
        np.bincount(cell, outcome, len(first)).astype(np.float64),
        np.bincount(cell, many, len(first)).astype(np.float64),
        weighted or weight is not None,
    )
    for name, size in zip(counts.levels, counts.groups, strict=True):
        if size < FEWEST_GROUPS:
            raise CannotEstimate(
                "effect-needs-groups", level=name, groups=size, needed=FEWEST_GROUPS
            )
    return counts


def _distinct(keys: Sequence[Integers]) -> tuple[Integers, Integers]:
    """Return where each distinct tuple of keys first stands, in their order, and the tuple's
    number of every row.
    """
    number = np.zeros(len(keys[0]), dtype=np.int64)
    for key in keys:
        low, high = int(key.min()), int(key.max())
        # Numbers are below the rows and a key's range is cut to the rows: no product overflows.
        if high - low >= len(key):
            key = np.unique(key, return_inverse=True)[1].reshape(-1)
            low, high = 0, int(key.max())
        number = np.unique(number * (high - low + 1) + (key - low), return_inverse=True)[1]
    first = np.empty(int(number.max()) + 1, dtype=np.int64)
    first[number[::-1]] = np.arange(len(number))[::-1]
    return first, number.astype(np.int64)


def _planted(
    levels: tuple[str, ...], paths: Integers, y: Floats, n: Floats, weighted: bool
) -> NestedCounts:
    """Build the trees over cells in ascending order of their paths, (C, L + 1)."""
    depth = len(levels)
    # A node begins where the path down to its level changes.
    changes = np.ones((len(paths), depth), dtype=np.bool_)
    changes[1:] = np.logical_or.accumulate(paths[1:, :depth] != paths[:-1, :depth], axis=1)
    first_cell, level = np.nonzero(changes)  # in the order of cells, upper levels first
    number = np.cumsum(changes.reshape(-1)).reshape(changes.shape) - 1
    latest = np.maximum.accumulate(np.where(changes, number, -1), axis=0)
    parent = np.where(level > 0, latest[first_cell, np.maximum(level - 1, 0)], -1)
    lowest = level == depth - 1
    start = np.zeros(len(level), dtype=np.int64)
    end = np.zeros(len(level), dtype=np.int64)
    start[lowest] = first_cell[lowest]
    end[lowest] = np.append(first_cell[lowest][1:], len(paths))
    return NestedCounts(
        levels=levels,
        row=paths[:, depth].copy(),
        y=y,
        n=n,
        top=np.append(np.flatnonzero(level == 0), len(level)).astype(np.int64),
        parent=parent.astype(np.int64),
        level=level.astype(np.int64),
        code=paths[first_cell, level],
        start=start,
        end=end,
        weighted=weighted,
    )
