"""Write survey.csv: an invented survey with effects of area and sampling unit, against R.

Run once: ``python tests/golden/glmer/make_survey.py``. The file it writes is committed.
"""

import csv
from pathlib import Path

import numpy as np

AGES = ("5-11", "12-14", "15-17")
AREAS, REGIONS, UNITS, CHILDREN = 70, 7, (2, 6), (5, 14)
AREA_SD, UNIT_SD = 0.5, 0.8


def main() -> None:
    rng = np.random.default_rng(1999)
    rows: list[dict[str, object]] = []
    unit = 0
    for area in range(AREAS):
        cropland, effect = round(float(rng.beta(2, 4)), 3), rng.normal(0, AREA_SD)
        for _ in range(int(rng.integers(*UNITS))):
            unit += 1
            urban, unit_effect = int(rng.random() < 0.5), rng.normal(0, UNIT_SD)
            weight = rng.lognormal(4, 0.5)
            for _ in range(int(rng.integers(*CHILDREN))):
                age, girl = int(rng.choice(3, p=[0.5, 0.3, 0.2])), int(rng.integers(2))
                log_odds = (
                    -2.2 + 0.8 * (age > 0) + 0.5 * (age > 1) - 0.4 * girl - 0.6 * urban
                    + 1.5 * cropland + effect + unit_effect
                )  # fmt: skip
                rows.append(
                    {
                        "region": f"R{area % REGIONS + 1}",
                        "area": f"a{area:02d}",
                        "psu": unit,
                        "weight": round(weight * rng.uniform(0.8, 1.25), 3),
                        "age": AGES[age],
                        "sex": ("male", "female")[girl],
                        "urban": ("rural", "urban")[urban],
                        "cropland": cropland,
                        "y": int(rng.random() < 1 / (1 + np.exp(-log_odds))),
                    }
                )
    rng.shuffle(rows)
    with Path(__file__).with_name("survey.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
