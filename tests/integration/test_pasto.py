"""Pasto's module of child labour: the shipped file against the rule written out row by row."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from jalon.engine.measure.file import load_measure
from jalon.engine.measure.run import Measured, measure

pytestmark = pytest.mark.real_data

FILE = Path(__file__).parents[2] / "studies" / "pasto" / "child-labour.toml"


def children(data_folder: Path) -> Iterator[dict[str, Any]]:
    path = data_folder / "colombia" / "geih2024_child_labour_module_pasto.csv"
    yield from pl.read_csv(path, infer_schema_length=None).iter_rows(named=True)


def in_child_labour(child: dict[str, Any]) -> bool:
    age, works, hours = child["P6040"], child["P405"] is not None, child["P416"] or 0
    chores = sum((child[f"P313{i}S1A1"] or 0) * (child[f"P313{i}S1A2"] or 0) for i in range(1, 7))
    limit = 1 if age <= 11 else 14 if age <= 14 else 43
    return (works and hours >= limit) or (age <= 14 and chores > 21)


@pytest.fixture(scope="module")
def measured(data_folder: Path) -> Measured:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JALON_DATA", str(data_folder))
        return measure(load_measure(FILE))


@pytest.mark.parametrize(("sex", "code"), [("all", None), ("male", 1), ("female", 2)])
@pytest.mark.parametrize(
    ("domain", "level", "ages"),
    [
        ("nation", "", (5, 17)),
        ("age", "5-11", (5, 11)),
        ("age", "12-14", (12, 14)),
        ("age", "15-17", (15, 17)),
    ],
)
def test_the_rule_by_hand(
    data_folder: Path,
    measured: Measured,
    sex: str,
    code: int | None,
    domain: str,
    level: str,
    ages: tuple[int, int],
) -> None:
    mine = [
        child
        for child in children(data_folder)
        if ages[0] <= child["P6040"] <= ages[1] and code in {None, child["P3271"]}
    ]
    weights = [child["FEX_C"] for child in mine]
    labour = [in_child_labour(child) for child in mine]
    got = measured.table.filter(domain=domain, code=level, sex=sex).row(0, named=True)
    assert (got["n"], got["cases"]) == (len(mine), sum(labour))
    assert got["value"] == pytest.approx(np.average(labour, weights=weights), abs=1e-12)
    assert got["total"] == pytest.approx(float(np.dot(labour, weights)), abs=1e-9)
    # A rule of publication must not let any of these pass: 21 children at work in all.
    assert got["precision"] == "not reliable"
    assert got["low95"] <= got["value"] < got["high95"]
