"""Tables as offices keep them, and every way in which their files fail."""

import gzip
import hashlib
import json
from pathlib import Path

import openpyxl
import polars as pl
import pyreadstat
import pytest

from jalon.engine.sources.tables import open_table
from jalon.errors import BadInput

PLAIN = "code,name,rate\n0101,Aldea,1.5\n0102,Bajo,\n"
ROWS = [{"code": "0101", "n": 1, "w": 0.5}, {"code": "0102", "n": 2, "w": None}]


def write(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refusal(path: Path, encoding: str | None = None) -> BadInput:
    with pytest.raises(BadInput) as caught:
        open_table(path, encoding=encoding).frame()
    return caught.value


def write_kind(folder: Path, kind: str) -> Path:
    path = folder / f"table.{kind}"
    frame = pl.DataFrame(ROWS)
    match kind:
        case "csv":
            frame.write_csv(path)
        case "csv.gz":
            path.write_bytes(gzip.compress(frame.write_csv().encode()))
        case "parquet":
            frame.write_parquet(path)
        case "dta":
            pyreadstat.write_dta(frame, str(path))
        case "sav":
            pyreadstat.write_sav(frame, str(path))
        case "json":
            path.write_text(json.dumps(ROWS))
        case "xlsx":
            book = openpyxl.Workbook()
            sheet = book.active
            assert sheet is not None
            for row in (["code", "n", "w"], *(list(row.values()) for row in ROWS)):
                sheet.append(row)
            book.save(path)
    return path


KINDS = ["csv", "csv.gz", "parquet", "dta", "sav", "json", "xlsx"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_gives_the_same_rows(tmp_path: Path, kind: str) -> None:
    table = open_table(write_kind(tmp_path, kind))
    assert table.columns == ("code", "n", "w")
    assert table.frame().rows() == [("0101", 1, 0.5), ("0102", 2, None)]
    assert table.frame(["w", "code"]).columns == ["w", "code"]
    assert table.lazy().select(pl.col("n").sum()).collect().item() == 3
    batches = list(table.batches(["n"], size=1))
    assert pl.concat(batches).equals(table.frame(["n"]))
    assert table.rows == 2
    for start in range(3):
        rest = [value for frame in table.batches(["n"], start=start) for value in frame["n"]]
        assert rest == [1, 2][start:]


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_column_is_named_with_those_there_are(tmp_path: Path, kind: str) -> None:
    with pytest.raises(BadInput) as caught:
        open_table(write_kind(tmp_path, kind)).frame(["weight"])
    assert caught.value.code == "column-missing"
    assert caught.value.params["column"] == "weight"
    assert caught.value.params["known"] == "code, n, w"


@pytest.mark.parametrize("kind", ["csv.gz", "parquet", "dta", "sav", "json", "xlsx"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.98])
def test_a_truncated_file_is_refused(tmp_path: Path, kind: str, share: float) -> None:
    path = write_kind(tmp_path, kind)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert refusal(path).code in {"file-truncated", "file-damaged"}


def test_a_truncated_csv_shows_in_its_last_line(tmp_path: Path) -> None:
    error = refusal(write(tmp_path, "a.csv", "a,b,c\n1,2,3\n4,5"))
    assert error.code == "row-of-other-length"
    assert error.params == {"file": "a.csv", "line": 3, "found": 2, "expected": 3}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", "", "file-empty"),
        ("a.csv", "\n\n", "file-empty"),
        ("a.csv", "a,b\n", "table-without-rows"),
        ("a.csv", "a,b\n1,2,3\n", "row-of-other-length"),
        ("a.csv", 'a,b\n"x, y",2\n1,2,3\n', "row-of-other-length"),
        ("a.csv", 'a,b\n"x,2\n3,4\n', "quote-unclosed"),
        ("a.csv", "a, a\n1,2\n", "duplicate-columns"),
        ("a.csv", b"PK\x03\x04\x00\x00", "file-not-text"),
        ("a.csv", "a,b\n1,\x00\n", "file-not-text"),
        ("a.csv.gz", b"\x1f\x8b\x08\x00rubbish", "file-truncated"),
        ("a.parquet", b"rubbish", "file-damaged"),
        ("a.dta", b"rubbish", "file-damaged"),
        ("a.sav", b"rubbish", "file-damaged"),
        ("a.xlsx", b"rubbish", "file-damaged"),
        ("a.doc", "text", "file-kind-unknown"),
        ("a.parquet.gz", "text", "file-kind-unknown"),
        ("a", "text", "file-kind-unknown"),
        ("a.json", "[", "file-damaged"),
        ("a.json", "[" * 100_000, "file-damaged"),
        ("a.json", b"\xff\xfe\xff", "file-not-text"),
        ("a.json", "[]", "table-without-rows"),
        ("a.json", "[{}]", "table-without-rows"),
        ("a.json", "3", "json-without-records"),
        ("a.json", '{"rows": [1, 2]}', "json-without-records"),
        ("a.json", '[{"a": [1]}]', "json-nested"),
        ("a.json", '[{"a": 1, " a": 2}]', "duplicate-columns"),
    ],
)
def test_unusable_files_say_why(tmp_path: Path, name: str, content: bytes | str, code: str) -> None:
    error = refusal(write(tmp_path, name, content))
    assert (error.code, error.params["file"]) == (code, name)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone.csv").code == "file-missing"
    assert refusal(tmp_path).code == "file-is-folder"


def write_parts(folder: Path) -> Path:
    """Write a table as a cluster does: parts out of order, with what lies beside them."""
    for number in (10, 2, 1):
        part = folder / f"part-{number:03}.parquet"
        part.parent.mkdir(exist_ok=True, parents=True)
        pl.DataFrame({" n ": [number, number + 1], "w": [0.5, None]}).write_parquet(part)
    (folder / "_SUCCESS").touch()
    (folder / ".part-001.parquet.crc").write_bytes(b"crc")
    left = folder / "_temporary" / "0" / "part-000.parquet"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    return folder


def test_a_folder_of_parts_is_one_table_in_the_order_of_their_names(tmp_path: Path) -> None:
    table = open_table(write_parts(tmp_path / "region=9" / "census[1]"))
    assert table.columns == ("n", "w")
    assert table.rows == 6
    assert table.frame()["n"].to_list() == [1, 2, 2, 3, 10, 11]
    rest = pl.concat(table.batches(["w", "n"], size=2, start=3))
    assert rest["n"].to_list() == [3, 10, 11]


def test_folders_named_by_a_value_give_a_column(tmp_path: Path) -> None:
    above = tmp_path / "region=9"
    for zone in ("urban", "rural"):
        write_parts(above / "census" / f"zone={zone}")
    table = open_table(above / "census")
    assert table.columns == ("n", "w", "zone")
    assert table.frame()["zone"].to_list() == ["rural"] * 6 + ["urban"] * 6
    assert table.frame(["zone"]).height == 12
    assert pl.concat(table.batches(["zone", "n"], start=5)).rows()[:2] == [
        ("rural", 11),
        ("urban", 1),
    ]


def test_parts_in_plain_folders_below_are_parts(tmp_path: Path) -> None:
    for year in ("2018", "2023"):
        write_parts(tmp_path / "census" / year)
    assert open_table(tmp_path / "census").rows == 12


def test_a_part_that_is_damaged_is_told(tmp_path: Path) -> None:
    folder = write_parts(tmp_path / "census")
    (folder / "part-002.parquet").write_bytes(b"PAR1")
    assert refusal(folder).code == "file-damaged"


def test_a_table_of_blank_lines_begins_at_a_row_not_at_a_line(tmp_path: Path) -> None:
    table = open_table(write(tmp_path, "a.csv", 'a,b\n1,x\n\n2,"y\nz"\n\n3,w\n4,v\n'))
    assert table.rows == 4
    assert pl.concat(table.batches(["a"], start=1))["a"].to_list() == [2, 3, 4]
    assert pl.concat(table.batches(["a"], start=3))["a"].to_list() == [4]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_are_found(tmp_path: Path, separator: str) -> None:
    table = open_table(write(tmp_path, "a.csv", PLAIN.replace(",", separator)))
    assert table.frame().rows() == [("0101", "Aldea", 1.5), ("0102", "Bajo", None)]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(tmp_path: Path, line_end: str) -> None:
    table = open_table(write(tmp_path, "a.csv", PLAIN.replace("\n", line_end)))
    assert table.frame().height == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_in_its_forms_is_recognised(tmp_path: Path, encoding: str) -> None:
    table = open_table(write(tmp_path, "a.csv", "code,name\n1,Ñandú\n".encode(encoding)))
    assert table.columns == ("code", "name")
    assert table.frame()["name"][0] == "Ñandú"


def test_windows_1252_is_read_where_it_is_certain(tmp_path: Path) -> None:
    content = "código,name\n1,Coatepeque\n2,Cobán\n3,São João\n".encode("cp1252")
    table = open_table(write(tmp_path, "a.csv", content))
    assert table.encoding == "windows-1252"
    assert table.columns[0] == "código"
    assert table.frame()["name"].to_list() == ["Coatepeque", "Cobán", "São João"]


@pytest.mark.parametrize(
    ("text", "encoding"), [("مدينة", "cp1256"), ("Cobán", "cp850"), ("Cobán", "mac_roman")]
)
def test_other_encodings_must_be_stated(tmp_path: Path, text: str, encoding: str) -> None:
    path = write(tmp_path, "a.csv", f"n,name\n1,x\n2,{text}\n".encode(encoding))
    error = refusal(path)
    assert error.code == "encoding-unknown"
    assert error.params["line"] == 3
    assert open_table(path, encoding=encoding).frame()["name"][1] == text


def test_a_wrong_encoding_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", b"n,name\n1,\x81\n")
    assert refusal(path, encoding="windows-1252").code == "encoding-wrong"
    assert refusal(path, encoding="klingon").code == "encoding-name-unknown"
    assert refusal(path, encoding="utf-8").code == "encoding-unknown"


def test_a_number_column_holds_numbers_only(tmp_path: Path) -> None:
    table = open_table(write(tmp_path, "a.csv", "urban,rural\n5,-\n6,2\n"))
    assert table.schema == pl.Schema({"urban": pl.Int64(), "rural": pl.String()})
    assert table.first_text("rural") == (1, "-")
    assert table.first_text("urban") is None


#   value seen late  type of the column "n", whose first 3,000 values are whole numbers
CASES = """
    7                Int64
    7.5              Float64
    1e3              Float64
    -4               Int64
    NA               Int64
    .                Int64
    0101             String
    12345678901234567890  String
    inf              String
    s.d.             String
"""


@pytest.mark.parametrize("row", [line.split() for line in CASES.strip().splitlines()])
def test_types_come_from_the_whole_file(tmp_path: Path, row: list[str]) -> None:
    value, kind = row
    content = "a,n\n" + "x,12\n" * 3_000 + f"x, {value}\n"
    table = open_table(write(tmp_path, "a.csv", content))
    assert str(table.schema["n"]) == kind
    assert table.frame().height == 3_001
    assert table.frame()["n"].null_count() == (value in {"NA", "."})


def test_decimal_commas_where_another_sign_separates(tmp_path: Path) -> None:
    table = open_table(write(tmp_path, "a.csv", "a;w\n1;0,5\n2;3\n"))
    assert table.frame()["w"].to_list() == [0.5, 3.0]


def test_blank_lines_are_no_rows(tmp_path: Path) -> None:
    table = open_table(write(tmp_path, "a.csv", "\na,b\n1,2\n\n3,4\n\n\n"))
    assert table.frame().rows() == [(1, 2), (3, 4)]


def test_quoted_line_ends_and_separators_stay_in_their_value(tmp_path: Path) -> None:
    table = open_table(write(tmp_path, "a.csv", 'a,b\n"x,\ny",2\n"say ""no""",3\n'))
    assert table.frame()["a"].to_list() == ["x,\ny", 'say "no"']


def test_columns_without_a_name_get_their_place(tmp_path: Path) -> None:
    assert open_table(write(tmp_path, "a.csv", '"","n"\n"1",2\n')).columns == ("column_1", "n")


def test_labels_are_kept_by_the_text_of_their_values(tmp_path: Path) -> None:
    path = tmp_path / "a.sav"
    frame = pl.DataFrame({"sex": [1.0, 2.0]})
    pyreadstat.write_sav(frame, str(path), variable_value_labels={"sex": {1: "Hombre", 2: "Mujer"}})
    assert open_table(path).labels == {"sex": {"1": "Hombre", "2": "Mujer"}}


def test_an_spss_file_of_unknown_encoding_is_read_with_the_one_given(tmp_path: Path) -> None:
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(pl.DataFrame({"name": ["Cob@n"]}), str(path))
    path.write_bytes(path.read_bytes().replace(b"Cob@n", b"Cob\xe1n"))
    assert refusal(path).code == "file-encoding-unknown"
    assert refusal(path, encoding="ascii").code == "encoding-wrong"
    assert open_table(path, encoding="windows-1252").frame()["name"].to_list() == ["Cobán"]


def test_labelled_files_are_read_in_chunks(tmp_path: Path) -> None:
    path = tmp_path / "a.dta"
    pyreadstat.write_dta(pl.DataFrame({"n": list(range(10))}), str(path))
    batches = list(open_table(path).batches(["n"], size=4))
    assert [batch.height for batch in batches] == [4, 4, 2]
    assert pl.concat(batches)["n"].to_list() == list(range(10))


def test_json_of_real_offices(tmp_path: Path) -> None:
    text = '{"A9": [{" n ": 1, "x": NaN}, {" n ": 12345678901234567890, "x": 2}], "Sheet": []}'
    table = open_table(write(tmp_path, "a.json", text))
    assert table.frame().rows() == [("1", None), ("12345678901234567890", 2)]


def test_the_hash_is_of_the_bytes(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "a\n1\n")
    before = open_table(path).sha256()
    assert before == hashlib.sha256(b"a\n1\n").hexdigest()
    path.write_text("a\n2\n")
    assert open_table(path).sha256() != before
    assert open_table(path).frame()["a"].to_list() == [2]


@pytest.mark.real_data
def test_the_tables_of_guatemala(data_folder: Path) -> None:
    census = open_table(data_folder / "guatemala" / "census2018_cells_muni.csv.gz")
    assert census.schema["muni_code"] == pl.String
    assert census.frame(["n"])["n"].sum() == 14_901_286
    ages = next((data_folder / "guatemala" / "census2018").glob("cuadroA1_*.json"))
    table = open_table(ages)
    assert {"departamento", "cod departamento"} <= set(table.columns)
    assert table.first_text("Rural") == (1, "-")
