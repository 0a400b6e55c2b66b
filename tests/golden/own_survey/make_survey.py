"""Write survey.csv: an invented two-stage household survey of children for the checks against R.

Run once: ``python tests/golden/own_survey/make_survey.py``. The file it writes is committed.
"""

import csv
from pathlib import Path

import numpy as np

AGES, SCHOOLING = ("5-11", "12-14", "15-17"), ("none", "primary", "more")
STRATA, AREAS_PER_STRATUM, PSUS_PER_STRATUM, HOUSEHOLDS = 10, 3, (4, 8), (3, 7)


def main() -> None:
    rng = np.random.default_rng(1973)
    rows: list[dict[str, object]] = []
    area_number = 0
    for stratum in range(STRATA):
        urban = stratum % 2
        areas = [area_number + a for a in range(AREAS_PER_STRATUM)]
        area_number += AREAS_PER_STRATUM
        cropland = {area: round(float(rng.beta(2, 3 + 4 * urban)), 3) for area in areas}
        effect = {area: rng.normal(0, 0.3) for area in areas}
        drawn = int(rng.integers(*PSUS_PER_STRATUM))
        in_stratum = drawn + int(rng.integers(3, 30))
        for psu in range(1, drawn + 1):
            area = areas[int(rng.integers(AREAS_PER_STRATUM))]
            psu_effect = rng.normal(0, 0.6)
            households = int(rng.integers(*HOUSEHOLDS))
            if stratum == 3 and psu == 1:
                households = 1  # A lonely unit of the second stage.
            # One PSU in six is surveyed whole.
            whole = households > 1 and rng.random() < 1 / 6
            in_psu = households if whole else households + int(rng.integers(5, 60))
            for household in range(1, households + 1):
                schooling = int(rng.choice(3, p=[0.25, 0.5, 0.25]))
                for _ in range(int(rng.integers(1, 5))):
                    age, girl = int(rng.choice(3, p=[0.55, 0.25, 0.2])), int(rng.integers(2))
                    log_odds = (
                        -2.0 + 0.9 * age - 0.4 * girl - 0.3 * girl * (age == 2) - 0.7 * urban
                        - 0.35 * schooling + 1.2 * cropland[area] + effect[area] + psu_effect
                    )  # fmt: skip
                    weight = in_stratum / drawn * in_psu / households * rng.uniform(0.7, 1.5)
                    works = int(rng.random() < 1 / (1 + np.exp(-log_odds)))
                    rows.append(
                        {
                            "region": f"R{stratum // 2 + 1}",
                            "stratum": f"s{stratum:02d}",
                            # The last stratum's first PSU made a stratum of its own.
                            "stratum_lonely": "alone"
                            if stratum == STRATA - 1 and psu == 1
                            else f"s{stratum:02d}",
                            "psu": psu,
                            "household": household,
                            "area": f"a{area:02d}",
                            "weight": round(weight, 4),
                            "psus_in_stratum": in_stratum,
                            "households_in_psu": in_psu,
                            "age": AGES[age],
                            "sex": "female" if girl else "male",
                            "urban": "urban" if urban else "rural",
                            "schooling": SCHOOLING[schooling],
                            "cropland": cropland[area],
                            "y": "" if rng.random() < 0.03 else works,
                        }
                    )
    rng.shuffle(rows)
    with Path(__file__).with_name("survey.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
