"""A survey of 100,000 children: from level codes, areas and PSUs to a fitted mixed logit, and with
a national census to rates of all areas and their bootstrapped error.
"""

import numpy as np

from benchmarks import data, r
from benchmarks.measure import Measured, as_facts, compare, python

# Deviance within which two fits have found the same summit; glmer stops short of it.
SAME_SUMMIT = 1e-4
# What an own process, one run, of the R packages takes: minutes.
REPEATS_OF_R = 1


def run(children: int) -> dict[str, object]:
    """Measure effects of areas, and of areas and PSUs, beside lme4 and glmmTMB where installed;
    and the error of all areas' rates with 200 refits, in a census of so many children.
    """
    found: dict[str, object] = {"bootstrap": bootstrap(children)}
    for effects in ("area", "area-psu"):
        found[effects] = _measure(effects)
    return found


def bootstrap(children: int) -> dict[str, object]:
    """Measure 200 refits on one processor and on two, and what bins cost in precision."""
    print(f"bootstrap: 200 refits, a census of {children:,} children", flush=True)
    folder = data.census(children)
    contenders = [python(name, folder) for name in ("bootstrap", "bootstrap-two")]
    measured, answers = compare(contenders, 1)
    one, two = answers["bootstrap"], answers["bootstrap-two"]
    # Threads change nothing, not even the last digit.
    np.testing.assert_array_equal(one, two)
    exact, joined, rmse = one
    off = np.abs(joined - exact)
    print(f"    bins move a rate by {np.nanmax(off / rmse):.1%} of its error at most")
    return {
        "contenders": as_facts(measured),
        "children": children,
        "largest_move": float(np.nanmax(off)),
        "largest_share_of_error": float(np.nanmax(off / rmse)),
        "median_rmse": float(np.nanmedian(rmse)),
    }


def _measure(effects: str) -> dict[str, object]:
    print(f"mixed logit: 100,000 children, effects of {effects}", flush=True)
    ours = f"mixed-{effects}"
    measured, answers = compare([python(ours)])
    skipped: dict[str, str] = {}
    for package, reason in r.without().items():
        print(f"    {package}: skipped, {reason}")
        skipped[package] = reason
    peers = [r.mixed(package, effects) for package in r.MIXED[effects] if package not in skipped]
    if peers:
        theirs, their_answers = compare(peers, REPEATS_OF_R)
        measured, answers = measured | theirs, answers | their_answers
    ratios = _ratios(measured, ours)
    *best, deviance = answers[ours][0]
    behind = {}
    for name, answer in answers.items():
        *parameters, other = answer[0]
        behind[name] = other - deviance
        off = max(abs(a - b) for a, b in zip(parameters, best, strict=True))
        print(
            f"    {name:24} {ratios[name]:7.1f} x; deviance {behind[name]:+.1e};"
            f" largest difference of a parameter {off:.0e}"
        )
        # Nobody found a higher summit than ours.
        assert behind[name] > -SAME_SUMMIT, f"{name} is better by {-behind[name]}"
    return {
        "contenders": as_facts(measured),
        "ratios": ratios,
        "behind": behind,
        "skipped": skipped,
    }


def _ratios(measured: dict[str, Measured], ours: str) -> dict[str, float]:
    return {name: one.processor / measured[ours].processor for name, one in measured.items()}
