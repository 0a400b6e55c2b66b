"""Tunisia's delegations and Mexico's municipalities; they need the data folder and skip without."""

from pathlib import Path

import polars as pl
import pytest

from jalon.engine.runs.index.found import FoundIndex
from jalon.engine.runs.index.whole import find_index
from jalon.engine.study import load_index_study

pytestmark = pytest.mark.real_data
STUDIES = Path(__file__).resolve().parents[2] / "studies"


def found(name: str, data_folder: Path) -> FoundIndex:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JALON_DATA", str(data_folder))
        return find_index(load_index_study(STUDIES / name / "study.toml"))


def test_every_delegation_of_tunisia_has_its_own_row(data_folder: Path) -> None:
    tunisia = found("tunisia", data_folder)
    areas = tunisia.frames["index"]
    assert areas.height == 264
    assert areas["index"].is_not_null().all()
    # The file of names holds every row of the table, and every guess is in the results.
    names = pl.read_csv(STUDIES / "tunisia" / "names.csv")
    assert names["code"].n_unique() == 264
    assert tunisia.frames["names"].height == (names["match"] == "guess").sum() == 85
    top = areas.sort("rank").head(3)
    assert top["region_name"].to_list() == ["Kassérine", "Kassérine", "Kairouan"]


def test_mexico_goes_with_the_official_index_of_marginalisation(data_folder: Path) -> None:
    """Six of its nine indicators are here too, beside seven that it does not have."""
    mexico = found("mexico", data_folder)
    assert mexico.frames["index"].height == 2469
    validity = {row["with"]: row for row in mexico.frames["validity"].to_dicts()}
    assert validity["marginalisation"]["n"] == 2469
    assert validity["marginalisation"]["spearman"] == pytest.approx(0.93, abs=0.01)
    # Three municipalities have no figure of poverty nor of employment.
    assert mexico.frames["indicators"]["filled"].to_list() == [3, 0, 0, 3, 3, 3, *[0] * 6, 3]
