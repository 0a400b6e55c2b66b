"""Write areas.csv: forty invented areas with a direct rate, a variance and two covariates.

Run once, in this folder: python make_areas.py
"""

import csv
from pathlib import Path

import numpy as np

AREAS = 40


def main() -> None:
    """Draw areas whose effect is a third of their sampling error, and some without a case."""
    rng = np.random.default_rng(20180612)
    n = rng.integers(8, 160, AREAS)
    night, rural = rng.normal(size=AREAS), rng.uniform(size=AREAS)
    angle = 0.28 - 0.05 * night + 0.12 * rural + rng.normal(scale=0.05, size=AREAS)
    cases = rng.binomial(n, np.sin(np.clip(angle, 0.02, 1.5)) ** 2)
    with Path("areas.csv").open("w", newline="") as file:
        write = csv.writer(file, lineterminator="\n")
        write.writerow(["area", "n_eff", "rate", "night", "rural"])
        for d in range(AREAS):
            row = [d + 1, n[d], round(cases[d] / n[d], 6), round(night[d], 4), round(rural[d], 4)]
            write.writerow(row)


if __name__ == "__main__":
    main()
