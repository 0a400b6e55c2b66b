"""Compiled adaptive Gauss-Hermite quadrature: the unit's effect within that of its area.

In standard units z = v / sd the integral over a unit's effect is

    exp(f) = integral of exp(l(eta + u + sd z) - z^2 / 2) / sqrt(2 pi) dz
          ~= sqrt(2) tau / sqrt(2 pi) * sum_r omega_r exp(x_r^2 + l(eta + u + sd z_r) - z_r^2 / 2)

with nodes z_r = mode + sqrt(2) tau x_r, tau the curvature's standard deviation at the mode. The
area's integral has the sum of its units' f in place of l. Gradients are exact for the sum as it
is computed: they follow the nodes as these move with mode and curvature.

References
----------
Pinheiro and Bates (1995), *Journal of Computational and Graphical Statistics* 4(1), 12-35; nested:
Rabe-Hesketh, Skrondal and Pickles (2005), *Journal of Econometrics* 128(2), 301-323.
"""

from math import exp, log, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jalon.engine.census.kernels import compiled
from jalon.engine.mixed.kernels import (
    LARGEST_STEP,
    SMALL_STEP,
    STEPS,
    Cells,
    Slopes,
    Trees,
    find_modes,
    room_for_slopes,
    slopes_at,
    value_at,
)

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]

HALF_LOG_PI = 0.5723649429247001
ROOT_2 = 1.4142135623730951


class Rule(NamedTuple):
    """Gauss-Hermite nodes x, and the logarithm of their weights plus the nodes' square, (Q,)."""

    x: Floats
    log_omega: Floats


class Integral(NamedTuple):
    """What is filled: log-likelihood (G,), its derivatives in the predictor (C,) and in the
    standard deviations (G, L); values of the area's effect and their chances, (G, Q).
    """

    value: Floats
    score: Floats
    sd_score: Floats
    point: Floats
    chance: Floats


@compiled
def shares(terms: Floats) -> float:
    """Turn logarithms into shares of their sum, in place; return the sum's logarithm."""
    highest = terms[0]
    for q in range(1, len(terms)):
        highest = max(highest, terms[q])
    total = 0.0
    for q in range(len(terms)):
        terms[q] = exp(terms[q] - highest)
        total += terms[q]
    for q in range(len(terms)):
        terms[q] /= total
    return float(highest + log(total))


@compiled
def unit_mode(lo: int, hi: int, u: float, sd: float, z: float, cells: Cells, at: Slopes) -> float:
    """Find a unit's most probable effect, in standard units, given that of its area."""
    for _ in range(STEPS):
        R, S = slopes_at(lo, hi, u + sd * z, cells, at)
        step = (sd * R - z) / (1.0 + sd * sd * S)
        far = abs(sd * step)
        z += step if far <= LARGEST_STEP else step * (LARGEST_STEP / far)
        if far < SMALL_STEP:
            break
    return z


@compiled
def over_unit(
    lo: int,
    hi: int,
    u: float,
    sd: float,
    z: float,
    rule: Rule,
    cells: Cells,
    at: Slopes,
    chance: Floats,
    score: Floats,
) -> tuple[float, float]:
    """Integrate over one unit's effect, given that of its area and the mode `z`.

    Fills `score`, the derivative in the predictor of its cells; `chance` is scratch for the
    nodes. Returns the logarithm of the integral, and its derivative in `sd`.
    """
    R, S = slopes_at(lo, hi, u + sd * z, cells, at)
    if sd == 0.0:
        for k in range(lo, hi):
            score[k] = at.residual[k]
        return value_at(lo, hi, u, cells), 0.0
    tau = 1.0 / sqrt(1.0 + sd * sd * S)
    bent = 0.0
    for k in range(lo, hi):
        bent += at.skew[k]
    for r in range(len(rule.x)):
        here = z + ROOT_2 * tau * rule.x[r]
        chance[r] = value_at(lo, hi, u + sd * here, cells) - 0.5 * here * here + rule.log_omega[r]
    value = shares(chance) + log(tau) - HALF_LOG_PI
    # At fixed nodes, whose residuals are computed again rather than kept; and in the nodes.
    for k in range(lo, hi):
        score[k] = 0.0
    by_mode = by_sd = 0.0
    by_tau = 1.0 / tau
    for r in range(len(rule.x)):
        here = z + ROOT_2 * tau * rule.x[r]
        total, _ = slopes_at(lo, hi, u + sd * here, cells, at)
        slope = sd * total - here
        by_mode += chance[r] * slope
        by_tau += chance[r] * slope * ROOT_2 * rule.x[r]
        by_sd += chance[r] * here * total
        for k in range(lo, hi):
            score[k] += chance[r] * at.residual[k]
    # The nodes' width and centre depend on the predictor and on sd.
    slopes_at(lo, hi, u + sd * z, cells, at)
    by_S = -0.5 * by_tau * tau * tau * tau * sd * sd
    moved = tau * tau * (by_mode + by_S * bent * sd)
    by_sd += by_S * bent * z - by_tau * tau * tau * tau * sd * S + moved * (R - sd * S * z)
    for k in range(lo, hi):
        score[k] += by_S * at.skew[k] - moved * sd * at.w[k]
    return value, by_sd


@compiled
def most_cells(trees: Trees) -> int:
    """Return how many cells the largest tree has."""
    most = 0
    for g in range(len(trees.top) - 1):
        cells = 0
        for j in range(trees.top[g], trees.top[g + 1]):
            cells += trees.end[j] - trees.start[j]
        most = max(most, cells)
    return most


@compiled
def quadrature(
    trees: Trees,
    cells: Cells,
    sd: Floats,
    rule: Rule,
    unit_rule: Rule,
    rho: Floats,
    found: Integral,
) -> int:
    """Integrate each area's likelihood over its effect and those of its units.

    Trees of one level (areas) or two (areas, units); `sd` (L,) are the effects' standard
    deviations; `rule` is for the areas, `unit_rule` for the units. `rho` (J,) is where to look for
    the modes, and is left there: the effects divided by their variance. Returns the number of
    areas whose modes were not found.
    """
    S, R, total = np.empty(len(rho)), np.empty(len(rho)), np.empty(len(rho))
    at = room_for_slopes(len(cells.eta))
    # Derivatives at each node of the area: in its cells' predictors, and in the units' sd.
    by_cell = np.empty((len(rule.x), most_cells(trees)))
    by_unit_sd = np.empty(len(rule.x))
    lost = 0
    for g in range(len(trees.top) - 1):
        first, last = trees.top[g], trees.top[g + 1]
        if not find_modes(first, last, trees, cells, sd * sd, rho, total, S, R, at):
            lost += 1
        lowest = first + len(sd) - 1
        unit_sd = sd[1] if len(sd) == 2 else 0.0
        S_area = 0.0
        for j in range(lowest, last):
            R[j], S[j] = slopes_at(trees.start[j], trees.end[j], total[j], cells, at)
            S_area += S[j] / (1.0 + unit_sd * unit_sd * S[j])
        mode = sd[0] * rho[first]
        tau = 1.0 / sqrt(1.0 + sd[0] * sd[0] * S_area)
        for q in range(len(rule.x)):
            s = mode + ROOT_2 * tau * rule.x[q]
            found.point[g, q] = sd[0] * s
            found.chance[g, q] = rule.log_omega[q] - 0.5 * s * s
        over_units(
            g, lowest, last, unit_sd, rho, unit_rule, trees, cells, at, found, by_cell, by_unit_sd
        )
        found.value[g] = shares(found.chance[g]) + log(tau) - HALF_LOG_PI
        by_mode, by_tau = add_over_nodes(
            g, lowest, last, trees, sd, mode, tau, rule, by_cell, by_unit_sd, found
        )
        follow_nodes(
            g, first, last, trees, cells, sd, rho, total, S, R, by_mode, by_tau, tau, at, found
        )
    return lost


@compiled
def over_units(
    g: int,
    lowest: int,
    last: int,
    unit_sd: float,
    rho: Floats,
    unit_rule: Rule,
    trees: Trees,
    cells: Cells,
    at: Slopes,
    found: Integral,
    by_cell: Floats,
    by_unit_sd: Floats,
) -> None:
    """Integrate over the units of area g at each value of its effect; add up to the chances."""
    chance, score = np.empty(len(unit_rule.x)), found.score
    lo = trees.start[lowest]
    z = unit_sd * rho[lowest:last]
    for q in range(found.point.shape[1]):
        u = found.point[g, q]
        by_unit_sd[q] = 0.0
        for j in range(lowest, last):
            start, end = trees.start[j], trees.end[j]
            # From the unit's mode at the node before.
            z[j - lowest] = unit_mode(start, end, u, unit_sd, z[j - lowest], cells, at)
            value, by_sd = over_unit(
                start, end, u, unit_sd, z[j - lowest], unit_rule, cells, at, chance, score
            )
            found.chance[g, q] += value
            by_unit_sd[q] += by_sd
        for k in range(lo, trees.end[last - 1]):
            by_cell[q, k - lo] = score[k]


@compiled
def add_over_nodes(
    g: int,
    lowest: int,
    last: int,
    trees: Trees,
    sd: Floats,
    mode: float,
    tau: float,
    rule: Rule,
    by_cell: Floats,
    by_unit_sd: Floats,
    found: Integral,
) -> tuple[float, float]:
    """Fill the derivatives at fixed nodes; return those in the nodes' centre and width."""
    lo, hi = trees.start[lowest], trees.end[last - 1]
    for k in range(lo, hi):
        found.score[k] = 0.0
    by_mode = 0.0
    by_tau = 1.0 / tau
    for q in range(len(rule.x)):
        s = mode + ROOT_2 * tau * rule.x[q]
        chance = found.chance[g, q]
        slope = 0.0
        for k in range(lo, hi):
            slope += by_cell[q, k - lo]
            found.score[k] += chance * by_cell[q, k - lo]
        found.sd_score[g, 0] += chance * s * slope
        if len(sd) == 2:
            found.sd_score[g, 1] += chance * by_unit_sd[q]
        slope = sd[0] * slope - s
        by_mode += chance * slope
        by_tau += chance * slope * ROOT_2 * rule.x[q]
    return by_mode, by_tau


@compiled
def follow_nodes(
    g: int,
    first: int,
    last: int,
    trees: Trees,
    cells: Cells,
    sd: Floats,
    rho: Floats,
    total: Floats,
    S: Floats,
    R: Floats,
    by_mode: float,
    by_tau: float,
    tau: float,
    at: Slopes,
    found: Integral,
) -> None:
    """Add to the gradient what comes of the area's nodes moving with the joint mode.

    `S` and `R` are information and residuals of the lowest nodes at the mode; in standard units
    `by_mode` and `by_tau` are the derivatives in the nodes' centre and width.
    """
    nested = len(sd) == 2
    lowest = first + len(sd) - 1
    unit_sd = sd[1] if nested else 0.0
    right = np.empty(last - lowest)
    S_area = R_area = pulled = 0.0
    by_S = -0.5 * by_tau * tau * tau * tau * sd[0] * sd[0]
    for j in range(lowest, last):
        slopes_at(trees.start[j], trees.end[j], total[j], cells, at)
        left = 1.0 / (1.0 + unit_sd * unit_sd * S[j])
        S_area += left * S[j]
        R_area += R[j]
        bent = 0.0
        for k in range(trees.start[j], trees.end[j]):
            bent += at.skew[k]
        right[j - lowest] = by_S * left * left * bent
        pulled += left * right[j - lowest]
        if nested:
            found.sd_score[g, 1] -= by_S * 2.0 * unit_sd * (left * S[j]) ** 2
    moved = tau * tau * (by_mode + sd[0] * pulled)
    found.sd_score[g, 0] += moved * R_area - by_tau * tau * tau * tau * sd[0] * S_area
    for j in range(lowest, last):
        left = 1.0 / (1.0 + unit_sd * unit_sd * S[j])
        unit_moved = unit_sd * left * (right[j - lowest] - S[j] * sd[0] * moved)
        shift = sd[0] * moved + unit_sd * unit_moved
        here = 0.0
        for k in range(trees.start[j], trees.end[j]):
            added = by_S * left * left * at.skew[k] - at.w[k] * shift
            found.score[k] += added
            here += added
        found.sd_score[g, 0] += sd[0] * rho[first] * here
        if nested:
            found.sd_score[g, 1] += unit_sd * rho[j] * here + unit_moved * R[j]
