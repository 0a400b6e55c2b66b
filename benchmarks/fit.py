"""A survey of 100,000 children: from level codes to coefficients and design-based errors."""

import numpy as np

from benchmarks import r
from benchmarks.measure import as_facts, compare, python


def run() -> dict[str, object]:
    """Measure the fit beside statsmodels and, where R is installed, svyglm."""
    print("fit: 100,000 children, 4,000 PSUs, 64 strata, 30 coefficients", flush=True)
    contenders = [python("fit-jalon"), python("fit-statsmodels")]
    if r.installed():
        contenders.append(r.svyglm())
    measured, answers = compare(contenders)
    ratios = {name: one.seconds / measured["fit-jalon"].seconds for name, one in measured.items()}
    ours = answers["fit-jalon"]
    differences = {}
    for name, answer in answers.items():
        coef, se = np.abs(answer / ours - 1).max(axis=1)
        differences[name] = {"coef": float(coef), "se": float(se)}
        print(
            f"    {name:18} {ratios[name]:6.1f} x; largest relative difference:"
            f" coefficients {coef:.0e}, errors {se:.0e}"
        )
    return {"contenders": as_facts(measured), "ratios": ratios, "differences": differences}
