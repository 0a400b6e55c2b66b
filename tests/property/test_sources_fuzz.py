"""No bytes whatever give anything but a table or an error that a person can act on."""

import gzip
import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.engine.sources.boundaries import read_boundaries
from jalon.engine.sources.columns import CodeMap
from jalon.engine.sources.tables import open_table
from jalon.errors import BadInput

SAME_FOLDER = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
CSV_LIKE = st.text(alphabet='ab01,;"\n\r\t .é-', max_size=80).map(str.encode)


def read_all(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    try:
        table = open_table(path)
        frame = table.frame()
    except BadInput:
        return
    assert frame.schema == table.schema
    assert pl.concat(table.batches(table.columns, size=3)).equals(frame)


@pytest.mark.parametrize("kind", ["csv", "csv.gz", "parquet", "json", "xlsx", "dta", "sav"])
@SAME_FOLDER
@given(content=st.binary(max_size=200))
def test_arbitrary_bytes(tmp_path: Path, kind: str, content: bytes) -> None:
    read_all(tmp_path / f"fuzz.{kind}", content)


@SAME_FOLDER
@given(content=st.one_of(CSV_LIKE, st.text(max_size=60).map(str.encode)))
def test_arbitrary_text(tmp_path: Path, content: bytes) -> None:
    read_all(tmp_path / "fuzz.csv", content)


# Not Parquet: a wrong length inside a page makes polars ask for more memory than there is, which
# ends the process before anything can be said.
@pytest.mark.parametrize("kind", ["csv.gz", "dta", "sav", "xlsx"])
@SAME_FOLDER
@given(place=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255))
def test_one_wrong_byte(tmp_path: Path, kind: str, place: float, byte: int) -> None:
    content = bytearray(whole_file(tmp_path, kind))
    content[int(place * len(content))] = byte
    read_all(tmp_path / f"fuzz.{kind}", bytes(content))


def whole_file(folder: Path, kind: str) -> bytes:
    import pyreadstat
    import xlsxwriter

    frame = pl.DataFrame({"code": ["0101", "0102", "0103"], "n": [1, 2, None]})
    path = folder / f"whole.{kind}"
    if not path.exists():
        match kind:
            case "csv.gz":
                path.write_bytes(gzip.compress(frame.write_csv().encode()))
            case "parquet":
                frame.write_parquet(path)
            case "dta":
                pyreadstat.write_dta(frame, str(path))
            case "sav":
                pyreadstat.write_sav(frame, str(path))
            case "xlsx":
                with xlsxwriter.Workbook(path) as book:
                    frame.write_excel(book)
    return path.read_bytes()


values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just([1])
)


@SAME_FOLDER
@given(rows=st.lists(st.dictionaries(st.text(max_size=3), values, max_size=4), max_size=5))
def test_arbitrary_records(tmp_path: Path, rows: list[dict[str, object]]) -> None:
    read_all(tmp_path / "fuzz.json", json.dumps(rows).encode())


@SAME_FOLDER
@given(
    rows=st.lists(
        st.tuples(
            st.from_regex(r"[0-9]{1,4}", fullmatch=True),
            st.floats(allow_nan=False, allow_infinity=False, width=32),
            st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), max_size=8),
        ),
        min_size=1,
        max_size=20,
    ),
    separator=st.sampled_from([",", ";", "\t"]),
)
def test_what_is_written_is_read(
    tmp_path: Path, rows: list[tuple[str, float, str]], separator: str
) -> None:
    path = tmp_path / "round.csv"
    frame = pl.DataFrame(rows, schema=["code", "value", "name"], orient="row")
    frame.write_csv(path, separator=separator, quote_style="non_numeric")
    back = open_table(path).frame().cast({"name": pl.String, "value": pl.Float64})
    assert back["value"].to_list() == frame["value"].to_list()
    written = [code.zfill(4) for code in frame["code"]]
    assert back["code"].cast(pl.String).str.zfill(4).to_list() == written


@pytest.mark.parametrize("kind", ["geojson", "topojson", "gpkg", "shp", "zip"])
@SAME_FOLDER
@given(content=st.binary(max_size=120))
def test_arbitrary_bytes_as_boundaries(tmp_path: Path, kind: str, content: bytes) -> None:
    path = tmp_path / f"fuzz.{kind}"
    path.write_bytes(content)
    with pytest.raises(BadInput):
        read_boundaries(path, CodeMap(("code",), ()))


coordinates = st.lists(st.lists(st.floats(-200, 200), max_size=3), max_size=6)
shapes = st.one_of(
    st.none(),
    st.builds(
        lambda kind, rings: {"type": kind, "coordinates": rings},
        st.sampled_from(["Polygon", "MultiPolygon", "Point", "LineString", "Blob"]),
        st.lists(coordinates, max_size=2),
    ),
)


@SAME_FOLDER
@given(features=st.lists(st.tuples(st.one_of(st.none(), st.text(max_size=3)), shapes), max_size=3))
def test_arbitrary_features(tmp_path: Path, features: list[tuple[str | None, object]]) -> None:
    path = tmp_path / "fuzz.geojson"
    collection = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"code": code}, "geometry": shape}
            for code, shape in features
        ],
    }
    path.write_text(json.dumps(collection))
    try:
        boundaries = read_boundaries(path, CodeMap(("code",), ()))
    except BadInput:
        return
    assert len(boundaries.codes) == len(boundaries.geometries)
