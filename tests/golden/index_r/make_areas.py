"""Make the 120 areas of which `reference.R` computes weights, alpha and groups."""

from pathlib import Path

import numpy as np

rng = np.random.default_rng(20261122)
common, second = rng.normal(size=(2, 120, 1))
loading = np.array([[0.9, 0.8, 0.7, 0.2, 0.1, 0.0]])
other = np.array([[0.0, 0.1, 0.3, 0.8, 0.9, 0.2]])
values = 40 + 12 * (common * loading + second * other + 0.5 * rng.normal(size=(120, 6)))
lines = [",".join(f"x{j}" for j in range(1, 7))]
lines += [",".join(f"{value:.4f}" for value in row) for row in values]
(Path(__file__).parent / "areas.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
