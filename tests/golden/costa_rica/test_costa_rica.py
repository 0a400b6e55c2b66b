"""Costa Rica's household survey of 2020: published figures, and R on what is not published."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from jalon.engine.measure.file import load_measure
from jalon.engine.measure.run import Measured, measure
from jalon.engine.survey.amounts import direct_means
from jalon.engine.survey.design import make_design
from jalon.engine.survey.totals import direct_estimates

pytestmark = pytest.mark.real_data

HERE = Path(__file__).parent
FILE = HERE.parents[2] / "studies" / "costa-rica" / "migrant-workers.toml"
# R writes 15 digits.
EXACT = 1e-10


@pytest.fixture(scope="module")
def persons(data_folder: Path) -> pl.DataFrame:
    return pl.read_csv(data_folder / "costa-rica" / "enaho2020_persons_migration_labour.csv.gz")


@pytest.fixture(scope="module")
def measured(data_folder: Path) -> Measured:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JALON_DATA", str(data_folder))
        return measure(load_measure(FILE))


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    return json.loads((HERE / "reference.json").read_text())


def value(measured: Measured, quantity: str, sex: str = "all", **where: str) -> dict[str, Any]:
    domain = {"domain": "nation", "code": ""} | where
    return measured.table.filter(quantity=quantity, sex=sex, **domain).row(0, named=True)


def test_poverty_is_what_the_office_published(persons: pl.DataFrame) -> None:
    """INEC, October 2020: households and persons, poor and extremely poor, to the last one."""
    design = make_design(persons["factor"].to_numpy())
    extreme = (persons["np"] == 1).fill_null(value=False).cast(pl.Float64).to_numpy()
    poor = persons["np"].is_in([1, 2]).fill_null(value=False).cast(pl.Float64).to_numpy()
    known = persons["np"].is_not_null().to_numpy()
    head = known & (persons["a3"] == 1).to_numpy()
    for y, rows, total, percent in [
        (extreme, head, 112_987, 7.0),
        (poor, head, 419_783, 26.2),
        (extreme, known, 435_091, 8.5),
        (poor, known, 1_529_255, 30.0),
    ]:
        got = direct_estimates(y, np.where(rows, 0, -1), 1, design)
        assert round(got.total[0]) == total
        assert round(100 * got.rate[0], 1) == percent
    zone = np.where(head, persons["zona"].to_numpy() - 1, -1)
    by_zone = direct_estimates(poor, zone, 2, design)
    assert np.round(100 * by_zone.rate, 1).tolist() == [26.4, 25.5]


@pytest.mark.parametrize(
    "quantity",
    [
        "international-migrant",
        "labour-force-migrants",
        "unemployed-migrants",
        "unemployed-others",
    ],
)
@pytest.mark.parametrize("sex", ["all", "male", "female"])
def test_categories_and_outcomes_are_rs(
    measured: Measured, reference: dict[str, Any], quantity: str, sex: str
) -> None:
    got, expected = value(measured, quantity, sex), reference[quantity][sex]
    assert (got["n"], got["dof"]) == (expected["n"], expected["df"])
    for name in ("value", "se", "total", "total_se"):
        assert got[name] == pytest.approx(expected[name], rel=EXACT)
    assert got["known_share"] == 1


def test_the_difference_of_two_shares_is_rs(measured: Measured, reference: dict[str, Any]) -> None:
    got, expected = value(measured, "unemployed-difference"), reference["unemployed-difference"]
    assert got["value"] == pytest.approx(expected["value"], rel=EXACT)
    # svyglm corrects the residuals' scale by nothing but its own iterations.
    assert got["se"] == pytest.approx(expected["se"], rel=1e-8)
    migrants, others = (value(measured, f"unemployed-{who}") for who in ("migrants", "others"))
    assert got["value"] == pytest.approx(migrants["value"] - others["value"])
    # Both live in the same sectors, so that their errors do not simply add up.
    assert got["se"] != pytest.approx(np.hypot(migrants["se"], others["se"]), rel=1e-3)


def test_a_mean_is_rs(persons: pl.DataFrame, reference: dict[str, Any]) -> None:
    frame = persons.with_columns(
        inside=(pl.col("a5").is_between(15, 97))
        & (pl.col("a7a") == 2)
        & (pl.col("condact_inec") == 1)
        & (pl.col("hortotefe") < 999)
    )
    stratum = frame["region"].to_numpy() * 10 + frame["zona"].to_numpy()
    design = make_design(frame["factor"].to_numpy(), stratum, frame["upm"].to_numpy())
    domain = np.where(frame["inside"].fill_null(value=False).to_numpy(), 0, -1)
    hours = frame["hortotefe"].cast(pl.Float64).fill_null(0).to_numpy()
    got, expected = direct_means(hours, domain, 1, design), reference["hours"]
    assert got.n[0] == expected["n"]
    assert got.value[0] == pytest.approx(expected["value"], rel=EXACT)
    assert got.se[0] == pytest.approx(expected["se"], rel=EXACT)


def test_the_parts_add_up(measured: Measured) -> None:
    """Zones, regions and sexes are the nation; migrant workers are migrants in the labour force."""
    nation = value(measured, "international-migrant")
    table = measured.table.filter(quantity="international-migrant")
    for domain in ("zone", "region"):
        parts = table.filter(domain=domain, sex="all")
        assert parts["total"].sum() == pytest.approx(nation["total"])
        assert parts["n"].sum() == nation["n"]
    sexes = table.filter(pl.col("sex") != "all", domain="nation")
    assert sexes["total"].sum() == pytest.approx(nation["total"])
    worker = value(measured, "international-migrant-worker")
    active = value(measured, "labour-force-migrants")
    assert worker["total"] == pytest.approx(active["total"])
    assert active["total"] == pytest.approx(261_226)  # 212,428 employed and 48,798 unemployed
