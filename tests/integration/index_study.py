"""A small study of vulnerability: invented areas, one table by code and one by name."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

AREAS = 40
STUDY = """\
format = 1
kind = "index"
name = "small-index"
title = { en = "Vulnerability of a small country", es = "Vulnerabilidad de un país pequeño" }
languages = ["en", "es", "fr", "ar"]
seed = 7
synthetic = true
caveats = ["Everything is invented."]
[areas]
file = "areas.csv"
code = "code"
name = "name"
region = "region"
region_name = "region_name"
[boundaries]
file = "areas.geojson"
code = "code"
[tables.registers]
file = "registers.csv"
source = "Registers, invented"
area = "code"
[tables.schools]
file = "schools.csv"
source = "School census, invented"
names = { file = "names.csv", name = "commune", region = "province" }
[dimensions.schooling]
label = { en = "Schooling", es = "Escolaridad" }
[dimensions.living]
label = "Living"
[indicators.dropout]
label = "Drop-out (%)"
dimension = "schooling"
table = "schools"
column = "dropout"
direction = "risk"
[indicators.years]
label = "Years of schooling"
dimension = "schooling"
table = "schools"
column = "years"
direction = "protective"
[indicators.poverty]
label = "Poverty (%)"
dimension = "living"
table = "registers"
column = "poverty"
direction = "risk"
[indicators.water]
label = "Piped water (%)"
dimension = "living"
table = "registers"
sql = "water * 1.0"
direction = "protective"
[index]
population = { table = "registers", column = "people" }
[robustness]
runs = 100
[beside.other]
label = "Another index"
table = "registers"
column = "other"
[survey_rates]
label = "Rate of child labour by the survey"
source = "Survey, invented"
file = "rates.csv"
region = "region"
rate = { column = "percent", factor = 0.01 }
"""


@dataclass(frozen=True)
class SmallIndex:
    folder: Path

    @property
    def path(self) -> Path:
        return self.folder / "study.toml"

    def change(self, old: str, new: str) -> None:
        text = self.path.read_text(encoding="utf-8")
        assert old in text
        self.path.write_text(text.replace(old, new), encoding="utf-8")

    def change_table(self, file: str, change: pl.Expr) -> None:
        path = self.folder / file
        pl.read_csv(path, infer_schema_length=None).with_columns(change).write_csv(path)


def write_small_index(folder: Path) -> SmallIndex:
    rng = np.random.default_rng(3)
    hidden = rng.normal(size=AREAS)
    codes = [f"A{i:02}" for i in range(AREAS)]
    region = [i // 10 for i in range(AREAS)]
    names = [f"Commune {chr(65 + i % 10) * 4}{i}" for i in range(AREAS)]
    register = {
        "code": codes,
        "name": names,
        "region": [f"R{r}" for r in region],
        "region_name": [f"Province {'NESW'[r]}" for r in region],
    }
    pl.DataFrame(register).write_csv(folder / "areas.csv")

    def noisy(scale: float, sign: int = 1) -> list[float]:
        return (50 + sign * scale * (hidden + 0.7 * rng.normal(size=AREAS))).round(2).tolist()

    pl.DataFrame(
        {
            "code": codes,
            "poverty": noisy(10),
            "water": noisy(8, -1),
            "people": rng.integers(500, 9000, AREAS),
            "other": noisy(3),
        }
    ).write_csv(folder / "registers.csv")
    # Two spelt otherwise, in another order, provinces in capitals.
    called = [name.upper() for name in names]
    called[0], called[1] = "COMUNE AAAA 0", "KOMMUNE BBBB1"
    order = rng.permutation(AREAS)
    pl.DataFrame(
        {
            "province": [register["region_name"][i].upper() for i in order],
            "commune": [called[i] for i in order],
            "dropout": np.array(noisy(5))[order],
            "years": np.array(noisy(4, -1))[order],
        }
    ).write_csv(folder / "schools.csv")
    pl.DataFrame({"region": ["R0", "R1", "R2", "R3"], "percent": [8.0, 11.0, 9.5, 14.0]}).write_csv(
        folder / "rates.csv"
    )
    squares = [_square(i % 8, i // 8, code) for i, code in enumerate(codes)]
    collection = {"type": "FeatureCollection", "features": squares}
    (folder / "areas.geojson").write_text(json.dumps(collection), encoding="utf-8")
    small = SmallIndex(folder)
    small.path.write_text(STUDY, encoding="utf-8")
    return small


def _square(x: int, y: int, code: str) -> dict[str, object]:
    ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}
