"""A block copied from a spreadsheet, pasted over cells of the matrix."""

import pytest

from factories.exchange import INPUTS, MEN, NOTE, TOTAL, WOMEN, make_line, make_table, open_slot
from jalon.errors import BadInput
from jalon.workspace.results.exchange.diff import Comparison, Effect
from jalon.workspace.results.exchange.paste import Target, compare_block
from jalon.workspace.results.exchange.seal import Reading
from jalon.workspace.results.exchange.table import Input, Slot, Why, column_key
from jalon.workspace.spreadsheets.delimited import read_block, read_csv

READING = Reading("es", {"Sí": "1", "No": "0"})
TABLE = make_table(make_line(1), make_line(2, total=Slot("7", Input.NUMBER, Why.NOT_OPEN)))
GRID: list[list[Target]] = [
    [("p1.c0.a0", TOTAL), ("p1.c0.a0", WOMEN), ("p1.c0.a0", MEN)],
    [("p2.c0.a0", TOTAL), ("p2.c0.a0", WOMEN), None],
]


def pasted(text: str, grid: list[list[Target]] | None = None) -> Comparison:
    return compare_block(text, grid or GRID, TABLE, READING)


def told(found: Comparison) -> list[tuple[str, str, str, str]]:
    return [(one.where, one.effect.value, one.wanted, one.code) for one in found.differences]


def test_a_block_goes_cell_by_cell_from_the_anchor() -> None:
    found = pasted("1,5\t20,5\t3\r\n7\t\t\r\n")
    assert told(found) == [
        ("A1", "change", "1.5", ""),
        ("C1", "add", "3", ""),
        ("B2", "change", "", ""),
    ]
    assert found.unchanged == 2


def test_one_cell() -> None:
    assert told(pasted("60")) == [("A1", "change", "60", "")]
    assert told(pasted("1,5")) == [("A1", "change", "1.5", "")]


def test_what_cannot_be_taken_is_named() -> None:
    found = pasted("muchas\t1.234\t=1+1\n8\t1\t2\t3")
    assert told(found) == [
        ("A1", "error", "muchas", "not-a-number"),
        ("B1", "error", "1.234", "ambiguous-number"),
        ("C1", "error", "=1+1", "not-a-number"),
        ("A2", "ignored", "8", "cell-not-open"),
        ("B2", "change", "1", ""),
        ("C2", "error", "2", "paste-outside"),
        ("D2", "error", "3", "paste-outside"),
    ]


def test_cells_that_no_row_has_are_left_out() -> None:
    found = pasted("5", [[("p9.c0.a0", TOTAL)]])
    assert told(found) == [("A1", "ignored", "5", "cell-not-asked")]


def test_quoted_text_of_several_lines() -> None:
    found = pasted('"línea 1\nlínea ""2"""', [[("p1.c0.a0", NOTE)]])
    assert told(found) == [("A1", "change", 'línea 1\nlínea "2"', "")]


def test_a_fraction_is_numerator_and_denominator() -> None:
    above, below = column_key("actual", "", "numerator"), column_key("actual", "", "denominator")
    slots = {
        above: open_slot("12"),
        below: open_slot(),
        TOTAL: Slot("", Input.PERCENT, Why.COMPUTED),
    }
    line = make_line(1)
    table = make_table(type(line)(line.id, line.version, line.facts, slots))
    found = compare_block("12/40", GRID, table, READING)
    assert [(d.column, d.effect, d.wanted) for d in found.differences] == [
        (below, Effect.ADD, "40")
    ]
    refused = compare_block("a/b", GRID, table, READING)
    assert {d.code for d in refused.differences} == {"not-a-number"}
    left_out = compare_block("45%", GRID, table, READING)
    assert [d.code for d in left_out.differences] == ["cell-computed"]


def test_too_much_at_once() -> None:
    with pytest.raises(BadInput, match="too-many-rows"):
        pasted("1\n" * 3_000)
    with pytest.raises(BadInput, match="paste-too-large"):
        pasted("\t".join("1" * 30) + ("\n" + "1\t" * 30) * 1_500)
    assert len(INPUTS) == 6


def test_a_column_with_decimal_commas_is_one_column() -> None:
    assert read_block("1,5\n2,5\n3,5\n") == [["1,5"], ["2,5"], ["3,5"]]
    assert read_block("1,234\r\n2,345") == [["1,234"], ["2,345"]]
    assert read_block("1,5\t2\n3\t4") == [["1,5", "2"], ["3", "4"]]
    assert read_block("1,5;2\n3;4") == [["1,5", "2"], ["3", "4"]]


def test_a_file_in_another_alphabets_encoding_is_refused() -> None:
    written = "عنوان;مؤشر\nعدد الأطفال;12\n"
    with pytest.raises(BadInput, match="text-encoding-unknown"):
        read_csv(written.encode("cp1256"))
    assert read_csv(written.encode()).rows[1].cells[1].text == "12"
    assert read_csv("niñas;años\nsí;2\n".encode("cp1252")).rows[0].cells[1].text == "años"


def test_an_empty_line_of_a_column_is_an_empty_cell() -> None:
    assert read_block("1\n\n3\n") == [["1"], [""], ["3"]]
