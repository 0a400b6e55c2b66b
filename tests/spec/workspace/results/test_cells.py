"""Cells of one actual: how they are written, and what can be added up from them."""

from decimal import Decimal

import pytest

from jalon.errors import BadInput, RuleBroken
from jalon.workspace.results.rules.breakdowns import Axis, canonical, check_known, grid, parse
from jalon.workspace.results.rules.cells import cell_of, read_entry
from jalon.workspace.results.rules.kinds import Measure
from jalon.workspace.results.rules.totals import Amount, fraction

SEX = Axis("sex", ("female", "male", "unknown"))
AGE = Axis("age", ("5-14", "15-17"))
SERVICE = Axis("service", ("formal", "vocational"), exclusive=False)

#    wanted       cells                                                           found
CASES = """
     *            *=9, sex:female=4, sex:male=4                                   9
     *            sex:female=4, sex:male=5                                        9
     *            sex:female=4, sex:male=5, sex:unknown=2                         11
     *            sex:female=4                                                    -
     *            service:formal=4, service:vocational=5                          -
     *            age:5-14|sex:female=1, age:15-17|sex:female=2, age:5-14|sex:male=3, age:15-17|sex:male=4   10
     sex:female   age:5-14|sex:female=1, age:15-17|sex:female=2, age:5-14|sex:male=3     3
     sex:male     age:5-14|sex:female=1, age:15-17|sex:female=2, age:5-14|sex:male=3     -
     sex:female   sex:male=4                                                      -
"""  # noqa: E501


def cells_of(text: str) -> dict[str, Amount]:
    pairs = (cell.strip().rsplit("=", 1) for cell in text.split(","))
    return {"" if key == "*" else canonical(key): Amount(Decimal(value)) for key, value in pairs}


@pytest.mark.parametrize(
    "line", CASES.strip().splitlines(), ids=lambda line: " ".join(line.split())
)
def test_cell_of(line: str) -> None:
    wanted, rest = line.split(maxsplit=1)
    cells, expected = rest.rsplit(maxsplit=1)
    parts = () if wanted == "*" else parse(wanted)
    found = cell_of(cells_of(cells), parts, Measure.NUMBER, axes=(SEX, AGE, SERVICE))
    assert found.value == (None if expected == "-" else Decimal(expected))


def test_fractions_are_added_by_numerator_and_denominator() -> None:
    cells = {
        "sex:female": fraction(Decimal(1), Decimal(2)),
        "sex:male": fraction(Decimal(2), Decimal(2)),
    }
    found = cell_of(cells, (), Measure.PERCENTAGE, axes=(SEX,))
    assert (found.value, found.numerator, found.denominator) == (75, 3, 4)


def test_an_index_is_never_added_up() -> None:
    cells = cells_of("sex:female=4, sex:male=5")
    assert cell_of(cells, (), Measure.INDEX, axes=(SEX,)).value is None


@pytest.mark.parametrize(
    ("text", "canon"),
    [("", ""), ("sex:female", "sex:female"), ("sex:female|age:5-14", "age:5-14|sex:female")],
)
def test_there_is_one_way_to_write_a_breakdown(text: str, canon: str) -> None:
    assert canonical(text) == canon
    assert canonical(dict(parse(text))) == canon


@pytest.mark.parametrize(
    "text", ["sex", "sex:", ":x", "sex:a|sex:b", "Sex:a", "sex:a||age:b", "a:b c"]
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken, match="breakdown-unreadable"):
        parse(text)


def test_the_grid_is_each_value_or_every_combination() -> None:
    assert grid([SEX, AGE], crossed=False) == (
        "sex:female",
        "sex:male",
        "sex:unknown",
        "age:5-14",
        "age:15-17",
    )
    assert len(grid([SEX, AGE], crossed=True)) == 6
    assert grid([SEX, AGE], crossed=True)[0] == "age:5-14|sex:female"
    assert grid([], crossed=True) == ()


def test_a_grid_that_nobody_can_fill_in_is_refused() -> None:
    large = Axis("municipality", tuple(f"m{i}" for i in range(300)))
    with pytest.raises(RuleBroken, match="grid-too-large"):
        grid([large, SEX], crossed=True)
    assert len(grid([large, SEX], crossed=False)) == 303


def test_cells_of_other_dimensions_are_refused() -> None:
    check_known("age:5-14|sex:female", (SEX, AGE))
    with pytest.raises(RuleBroken, match="dimension-unknown"):
        check_known("colour:red", (SEX,))
    with pytest.raises(RuleBroken, match="dimension-value-unknown"):
        check_known("sex:x", (SEX,))


@pytest.mark.parametrize(
    ("text", "measure", "value"),
    [
        ("12", "number", "12"),
        (" -3.5 ", "number", "-3.5"),
        ("\u22124", "number", "-4"),
        ("12%", "percentage", "12"),
        ("3/4", "percentage", "75"),
        ("1/3", "ratio", "0.3333"),
        ("3/0", "percentage", None),
        ("", "number", None),
        ("0.12345", "number", "0.1234"),
    ],
)
def test_entries(text: str, measure: str, value: str | None) -> None:
    found = read_entry(text, Measure(measure))
    assert found.value == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [("1,234.5", "en", "1234.5"), ("1.234,5", "es", "1234.5"), ("12,5", "fr", "12.5")],
)
def test_numbers_are_read_as_the_reader_writes_them(text: str, language: str, value: str) -> None:
    assert read_entry(text, Measure.NUMBER, language).value == Decimal(value)


@pytest.mark.parametrize("text", ["twelve", "1e5", "NaN", "Infinity", "1.2.3", "=1+1", "12%"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="not-a-number"):
        read_entry(text, Measure.NUMBER)


def test_what_can_be_two_numbers_is_refused() -> None:
    with pytest.raises(BadInput, match="ambiguous-number"):
        read_entry("1.234", Measure.NUMBER, "es")


def test_numbers_that_the_database_cannot_keep_are_refused() -> None:
    with pytest.raises(BadInput, match="number-too-large"):
        read_entry("9" * 15, Measure.NUMBER)
    with pytest.raises(BadInput, match="not-a-number"):
        read_entry("9" * 500, Measure.NUMBER)


def test_a_qualitative_entry_is_its_text() -> None:
    assert read_entry("law adopted", Measure.QUALITATIVE) == Amount(text="law adopted")
