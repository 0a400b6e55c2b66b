"""Codes of areas: one spelling, their place in the register, and those keyed wrongly."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.engine.sources.codes import (
    code_expression,
    duplicates,
    match_codes,
    repair_by_prefix,
    value_text,
)
from jalon.engine.sources.tables import open_table
from jalon.errors import BadInput, Problems

REGISTER = ("0101", "0102", "0201", "0202", "0203")


@pytest.mark.parametrize("values", [[101, 1], [101.0, 1.0], [" 101 ", "1"], ["0101", "0001"]])
def test_every_spelling_gives_the_same_code(values: list[object]) -> None:
    frame = pl.DataFrame({"code": values})
    assert frame.select(code_expression(["code"], [4]))["code"].to_list() == ["0101", "0001"]


def test_parts_are_padded_and_joined() -> None:
    frame = pl.DataFrame({"dep": [1, 22, None], "mun": ["1", " 17", "3"]})
    codes = frame.select(code_expression(["dep", "mun"], [2, 2]))
    assert codes["dep"].to_list() == ["0101", "2217", None]


def test_without_a_width_a_code_stays_as_it_comes() -> None:
    frame = pl.DataFrame({"code": ["HN-01", "", "  "]})
    assert frame.select(code_expression(["code"], [None]))["code"].to_list() == [
        "HN-01",
        None,
        None,
    ]


def test_columns_and_widths_must_agree() -> None:
    with pytest.raises(BadInput) as caught:
        code_expression(["a", "b"], [2])
    assert caught.value.code == "code-widths-differ"


def test_values_have_one_text() -> None:
    frame = pl.DataFrame({"v": ["1.0", "1", " 1 ", "1.5", "x", "-2.00", ""]})
    texts = frame.select(value_text("v"))["v"].to_list()
    assert texts == ["1", "1", "1", "1.5", "x", "-2", None]


def test_codes_find_their_place() -> None:
    positions, unmatched = match_codes(["0201", "9999", None, "0101", "9999"], REGISTER)
    assert positions.tolist() == [2, -1, -1, 0, -1]
    assert unmatched == {"": 1, "9999": 2}


def test_a_register_names_each_area_once() -> None:
    with pytest.raises(BadInput) as caught:
        match_codes([], ["0101", "0102", "0101"])
    assert (caught.value.code, caught.value.params["codes"]) == ("duplicate-codes", ["0101"])


def test_duplicates_are_listed_with_their_rows() -> None:
    assert duplicates(["a", "b", "a", "c", "a"]) == {"a": (0, 2, 4)}


@pytest.mark.parametrize(
    ("codes", "reason"),
    [
        (["0101", "0102", "0201", "0102", "0203"], "code-of-another-region"),
        (["0101", "0102", "0201", "2002", "0203"], "code-unknown"),
        (["0101", "0102", "0201", "0201", "0203"], "code-repeated"),
    ],
)
def test_the_one_missing_code_of_the_region_is_meant(codes: list[str], reason: str) -> None:
    mended, repairs = repair_by_prefix(codes, ["01", "01", "02", "02", "02"], REGISTER)
    assert mended == REGISTER
    assert [(r.row, r.was, r.is_, r.reason) for r in repairs] == [(3, codes[3], "0202", reason)]


@pytest.mark.parametrize(
    ("codes", "prefixes", "rows"),
    [
        # Two wrong rows and two missing codes: which is which is a guess.
        (["0101", "0102", "9902", "9903", "0203"], ["01", "01", "02", "02", "02"], [3, 4]),
        # A row too many: nothing is missing.
        ([*REGISTER, "0203"], ["01", "01", "02", "02", "02", "02"], [6]),
        # A region that the register does not have.
        ([*REGISTER, "0701"], ["01", "01", "02", "02", "02", "07"], [6]),
    ],
)
def test_a_guess_is_refused(codes: list[str], prefixes: list[str], rows: list[int]) -> None:
    with pytest.raises(Problems) as caught:
        repair_by_prefix(codes, prefixes, REGISTER)
    assert [p.params["row"] for p in caught.value.problems] == rows
    assert {p.code for p in caught.value.problems} == {"code-not-repairable"}


@given(
    regions=st.lists(st.integers(1, 6), min_size=1, max_size=9, unique=True),
    sizes=st.integers(1, 9),
    data=st.data(),
)
def test_one_wrong_code_in_each_region_is_always_mended(
    regions: list[int], sizes: int, data: st.DataObject
) -> None:
    register = [f"{r:02}{m:02}" for r in regions for m in range(1, sizes + 1)]
    codes = list(register)
    for r, region in enumerate(regions):
        if data.draw(st.booleans()):
            row = r * sizes + data.draw(st.integers(0, sizes - 1))
            codes[row] = data.draw(
                st.sampled_from(["9999", f"{region:02}00", f"{region + 7:02}01"])
            )
    mended, repairs = repair_by_prefix(codes, [c[:2] for c in register], register)
    assert list(mended) == register
    assert len(repairs) == sum(a != b for a, b in zip(codes, register, strict=True))


@given(st.lists(st.sampled_from([*REGISTER, "x", None])))
def test_matching_counts_every_row(codes: list[str | None]) -> None:
    positions, unmatched = match_codes(codes, REGISTER)
    assert [REGISTER[p] if p >= 0 else None for p in positions] == [
        c if c in REGISTER else None for c in codes
    ]
    assert sum(unmatched.values()) == int((positions < 0).sum())


EXPECTED = {
    "A1": {("1310", "1015"), ("3111", "1311"), ("1017", "1406")},
    "A4": {("1310", "1015")},
    "A5": {("1310", "1015")},
    "A10": {("1310", "1015")},
    "A11": {("1310", "1015")},
    "A13": {("1310", "1015")},
}


def census_codes(data_folder: Path, name: str) -> tuple[list[str], list[str], list[str]]:
    """Give a census table's codes, its departments and the register."""
    folder = data_folder / "guatemala"
    register = sorted(open_table(folder / "muni_predictors.csv").frame()["muni_code"])
    path = next((folder / "census2018").glob(f"cuadro{name}_*.json"))
    frame = open_table(path).frame()
    region = next(c for c in frame.columns if c.lower().replace(".", "").startswith("cod dep"))
    codes = frame.select(code_expression(["id_municipal"], [4])).to_series().to_list()
    prefixes = frame.select(code_expression([region], [2])).to_series().to_list()
    return codes, prefixes, register


@pytest.mark.real_data
@pytest.mark.parametrize("name", EXPECTED)
def test_the_census_tables_of_guatemala(data_folder: Path, name: str) -> None:
    codes, prefixes, register = census_codes(data_folder, name)
    mended, repairs = repair_by_prefix(codes, prefixes, register)
    assert {(r.was, r.is_) for r in repairs} == EXPECTED[name]
    assert sorted(mended) == register


@pytest.mark.real_data
def test_two_wrong_codes_in_one_department_of_guatemala_are_refused(data_folder: Path) -> None:
    with pytest.raises(Problems) as caught:
        repair_by_prefix(*census_codes(data_folder, "A9"))
    # San Lorenzo (1229) and Santa Barbara (1310): department 10 misses 1007 and 1015.
    assert [p.params["found"] for p in caught.value.problems] == ["1229", "1310"]
