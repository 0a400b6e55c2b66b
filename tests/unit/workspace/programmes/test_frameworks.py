"""A team's framework in a spreadsheet: its headings, its periods, its rows."""

import json
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.frameworks import ENGLISH, SPANISH, make_framework
from jalon.errors import BadInput, Problem
from jalon.messages import explain
from jalon.workspace.programmes.exchange.headings import plain, read_heading
from jalon.workspace.programmes.exchange.keeping import (
    kept_layout,
    kept_rows,
    layout_of,
    sheet_of,
)
from jalon.workspace.programmes.exchange.layout import best_sheet, find_layout
from jalon.workspace.programmes.exchange.plan import Plan, PlannedResult
from jalon.workspace.programmes.exchange.planning import Terms, make_plan
from jalon.workspace.programmes.exchange.spans import Span, read_span
from jalon.workspace.spreadsheets.books import Sheet, open_book
from jalon.workspace.spreadsheets.delimited import read_csv

TERMS = Terms("es", date(2025, 1, 1), date(2026, 12, 31))

#    heading                                role           period    of whom
HEADINGS = """
     Código del indicador                 | code          |         |
     No.                                  | code          |         |
     No. de mujeres                       | actual        |         | sex:female
     Indicador de resultado               | indicator     |         |
     Unidad de medida                     | unit          |         |
     Unidad responsable                   | responsible   |         |
     Línea de base                        | baseline      |         |
     Línea de base (año)                  | baseline_year |         |
     Baseline year                        | baseline_year |         |
     Meta 2026                            | target        | 2026    |
     META FINAL                           | target        | final   |
     2027                                 | target        | 2027    |
     Cible 1er semestre 2025              | target        | S1 2025 |
     Avance T3-2026                       | actual        | T3 2026 |
     Avance enero-junio 2026 mujeres      | actual        | S1 2026 | sex:female
     Progress Q2 2025 (Men)               | actual        | T2 2025 | sex:male
     Medios de verificación               | verification  |         |
     Moyens de vérification               | verification  |         |
     Outcome                              | outcome       |         |
     Output                               | output        |         |
     Objetivo de desarrollo               | impact        |         |
     Effet attendu                        | outcome       |         |
     المؤشر                               | indicator     |         |
     القيمة المستهدفة 2025                 | target        | 2025    |
     القيمة المحققة النصف الأول 2025        | actual        | S1 2025 |
     خط الأساس                             | baseline      |         |
     الجهة المسؤولة                        | responsible   |         |
     Nivel                                | level         |         |
     Nivel de resultado                   | level         |         |
     Result level                         | level         |         |
     Niveau                               | level         |         |
     Niveau de référence                  | baseline      |         |
     المستوى                              | level         |         |
     Código del resultado                 | result_code   |         |
     Observaciones                        | ignore        |         |
     2025-2026                            | ignore        |         |
"""


@pytest.mark.parametrize("line", HEADINGS.strip().splitlines(), ids=lambda line: line.split("|")[0])
def test_heading(line: str) -> None:
    heading, role, period, breakdown = (part.strip() for part in f"{line} | |".split("|")[:4])
    found = read_heading(heading)
    span = found.span.text if found.span else ""
    assert (found.role, span, found.breakdown) == (role, period, breakdown)


spans = st.builds(
    lambda year, months, part: Span(year, (part % (12 // months)) * months + 1, months),
    st.integers(1990, 2090),
    st.sampled_from([3, 6, 12]),
    st.integers(0, 11),
)


@given(span=st.one_of(spans, st.just(Span())))
def test_a_period_is_read_as_it_is_written(span: Span) -> None:
    assert read_span(plain(span.text)) == span


def sheet(rows: list[list[Any]]) -> Sheet:
    return open_book(make_framework(rows)).sheet("Marco")


def planned(rows: list[list[Any]], terms: Terms = TERMS) -> Plan:
    found = sheet(rows)
    return make_plan(found, find_layout(found), terms)


def test_the_tree_and_its_figures() -> None:
    plan = planned(SPANISH)
    assert not plan.stops
    tree = [(r.level, r.code, [c.code for c in r.children]) for r in plan.results]
    assert tree == [("outcome", "1", ["1.1", "1.2"]), ("outcome", "2", ["2.1"])]
    trained, share, protocol, survey = plan.indicators()
    assert [(f.end.year, f.value, f.is_target) for f in trained.figures] == [
        (2025, 100, True),
        (2025, 45, False),
        (2026, Decimal("1200.5"), True),
    ]
    assert (share.measure, share.baseline) == ("percentage", Decimal("0.12"))
    assert (protocol.measure, [f.value for f in protocol.figures]) == ("yes-no", [0, 1])
    assert (survey.measure, survey.figures[0].text) == (
        "qualitative",
        "Publicada con microdatos",
    )
    assert [(r.code, r.row, r.stops) for r in plan.remarks] == [
        ("per-cent-below-one", 6, False),
        ("taken-for-qualitative", 8, False),
    ]


def test_the_year_of_reporting_begins_when_the_team_says() -> None:
    terms = Terms("en", date(2024, 10, 1), date(2026, 9, 30), first_month=10)
    plan = planned([["Indicator", "Target 2025"], ["Agencies", 5]], terms)
    (figure,) = plan.indicators()[0].figures
    assert (figure.start, figure.end) == (date(2025, 10, 1), date(2026, 9, 30))


def shape(plan: Plan) -> list[Any]:
    """Return (level, code, title, codes of the indicators, what is below) of each result."""

    def of(result: PlannedResult) -> tuple[Any, ...]:
        codes = [indicator.code for indicator in result.indicators]
        return result.level, result.code, result.title, codes, [of(c) for c in result.children]

    return [of(result) for result in plan.results]


#    what stands above, in each language; the words of its levels
LEVELED = [
    (["Nivel", "Código", "Resultado", "Indicador", "Meta 2025"], "Efecto", "Producto"),
    (["Level", "Code", "Result", "Indicator", "Target 2025"], "Outcome", "Output"),
    (["Niveau", "Code", "Résultat", "Indicateur", "Cible 2025"], "Effet", "Produit"),
    (["المستوى", "الرمز", "النتيجة", "المؤشر", "القيمة المستهدفة 2025"], "حصيلة", "ناتج"),
]


@pytest.mark.parametrize(("head", "outcome", "output"), LEVELED, ids=lambda one: str(one)[:12])
def test_a_column_says_the_level_of_each_result(head: list[str], outcome: str, output: str) -> None:
    rows: list[list[Any]] = [
        head,
        [outcome, "1", "A", "a", 5],
        [output, "1.1", "B", "b", 6],
        [None, None, None, "c", 7],
        [output, "1.2", "C", "d", 8],
        [outcome, "2", "D", "e", 9],
    ]
    plan = planned(rows)
    assert not plan.remarks
    below = [("output", "1.1", "B", ["1.1-1", "1.1-2"], []), ("output", "1.2", "C", ["1.2-1"], [])]
    assert shape(plan) == [
        ("outcome", "1", "A", ["1-1"], below),
        ("outcome", "2", "D", ["2-1"], []),
    ]


def test_a_result_repeated_in_each_row_is_one() -> None:
    plan = planned(
        [
            ["Código", "Nivel", "Resultado", "Código del indicador", "Indicador"],
            ["R1", "Resultado", "Menos niñas", "R1-a", "a"],
            ["R1", "Resultado", "Menos niñas", "R1-b", "b"],
            ["R1.1", "Producto", "Inspectores", "R1.1-a", "c"],
            ["R1", "Resultado", "Menos niñas", "R1-c", "d"],
        ]
    )
    assert not plan.remarks
    below = [("output", "R1.1", "Inspectores", ["R1.1-a"], [])]
    assert shape(plan) == [("outcome", "R1", "Menos niñas", ["R1-a", "R1-b", "R1-c"], below)]


def test_outputs_listed_after_all_outcomes_find_theirs_by_code() -> None:
    plan = planned(
        [
            ["Nivel", "Código", "Resultado", "Indicador"],
            ["Efecto", "1", "A", "a"],
            ["Efecto", "2", "B", "b"],
            ["Producto", "1.1", "C", "c"],
            ["Producto", "2.1", "D", "d"],
        ]
    )
    assert [[child.code for child in result.children] for result in plan.results] == [
        ["1.1"],
        ["2.1"],
    ]


def test_one_column_of_texts_for_results_and_indicators_alike() -> None:
    plan = planned(
        [
            ["Nivel", "Código", "Descripción", "Meta 2025"],
            ["Objetivo general", "OG", "Menos trabajo infantil", None],
            ["Efecto", "1", "A", None],
            ["Indicador", "1.a", "a", 5],
            ["Producto", "1.1", "B", None],
            ["Actividad", "1.1.1", "Talleres", None],
            ["Indicador", "1.1.a", "b", 6],
        ]
    )
    assert [remark.code for remark in plan.remarks] == ["level-left-out"]
    below = [("outcome", "1", "A", ["1.a"], [("output", "1.1", "B", ["1.1.a"], [])])]
    assert shape(plan) == [("impact", "OG", "Menos trabajo infantil", [], below)]


def test_levels_that_nobody_knows_are_named() -> None:
    plan = planned(
        [
            ["Nivel", "Código", "Resultado", "Indicador"],
            ["Efecto", "1", "A", "a"],
            ["Componente", "1.1", "B", "b"],
            ["Producto", None, None, "c"],
            ["Producto", "a b!", "C", "d"],
        ]
    )
    assert [(r.row, r.column, r.code) for r in plan.remarks] == [
        (3, "A", "result-level-unknown"),
        (4, "C", "level-without-result"),
        (5, "B", "code-unusable"),
    ]
    assert all("%(" not in said for said in explained(plan))


def test_a_result_may_have_its_own_code_without_a_column_of_levels() -> None:
    plan = planned(
        [
            ["Código del resultado", "Resultado", "Código", "Indicador"],
            ["R1", "Menos niñas", "R1-a", "a"],
            ["R2", "2 Más inspección", "R2-a", "b"],
        ]
    )
    assert not plan.remarks
    assert shape(plan) == [
        ("outcome", "R1", "Menos niñas", ["R1-a"], []),
        ("outcome", "R2", "2 Más inspección", ["R2-a"], []),
    ]


def test_a_level_of_something_else_is_left_out() -> None:
    found = find_layout(sheet([["Resultado", "Nivel", "Indicador"], ["A", "secundaria", "a"]]))
    assert [column.role for column in found.columns] == ["outcome", "ignore", "indicator"]


def test_a_kept_sheet_makes_the_same_plan() -> None:
    found = sheet(SPANISH)
    layout = find_layout(found)
    rows = json.loads(json.dumps(kept_rows(found)))
    again = layout_of(json.loads(json.dumps(kept_layout(layout))))
    assert again == layout
    assert make_plan(sheet_of("Marco", rows), again, TERMS) == make_plan(found, layout, TERMS)


#    row                                         remark
PROBLEMS: list[tuple[list[Any], str]] = [
    (["R", "Indicador", "unas 50"], "not-a-number"),
    (["R", "Indicador", "1.234"], "ambiguous-number"),
    (["R", "Indicador", "=1+1"], "formula-in-cell"),
    (["R", None, 5], "figures-without-indicator"),
    ([None, "Indicador", 5], "indicator-without-result"),
    (["R", "Indicador", "muchas"], "taken-for-qualitative"),
    (["R", "Indicador", 10**15], "number-too-large"),
]


@pytest.mark.parametrize(("row", "code"), PROBLEMS, ids=[code for _row, code in PROBLEMS])
def test_problems_are_named_with_their_row(row: list[Any], code: str) -> None:
    plan = planned([["Resultado", "Indicador", "Meta 2025"], row, ["R", "Otro", 1]])
    assert code in [remark.code for remark in plan.remarks if remark.row == 2]
    assert all("%(" not in said for said in explained(plan))


NO_MARKS = dict.fromkeys((0x2068, 0x2069))


def explained(plan: Plan) -> list[str]:
    """Say each remark as its reader gets it: every fact that its text names is there."""
    return [explain(Problem("", each.code, each.params), "es") for each in plan.remarks]


def test_more_problems() -> None:
    head = ["Resultado", "Código", "Indicador", "Meta 2031", "Meta 2025", "Meta 2025"]
    plan = planned([head, ["R", "a b!", "I", 1, 2, 3], ["R", "X", "J"], ["R", "x", "K"]])
    assert {remark.code for remark in plan.remarks} == {
        "code-unusable",
        "period-outside-programme",
        "two-columns-for-one-figure",
        "code-taken",
    }
    assert any("a b!" in said for said in explained(plan))
    assert any("El código x " in said.translate(NO_MARKS) for said in explained(plan))


def test_the_sheet_that_looks_most_like_a_framework() -> None:
    notes = Sheet("Notas", sheet([["Indicador"], ["x"]]).rows)
    chosen, _layout = best_sheet([notes, sheet(ENGLISH)])
    assert chosen.title == "Marco"
    with pytest.raises(BadInput, match="framework-without-headings"):
        best_sheet([sheet([["a", "b"], [1, 2]])])


def test_an_outcome_that_comes_back_is_the_same_one() -> None:
    rows = [["Resultado", "Indicador"], ["1 A", "a"], ["2 B", "b"], ["1 A", "c"]]
    plan = planned(rows)
    assert [[i.title for i in r.indicators] for r in plan.results] == [["a", "c"], ["b"]]
    assert not plan.stops


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_any_making(encoding: str, delimiter: str) -> None:
    lines = [["Resultado", "Indicador", "Línea de base"], ["Niñas", "Año, “1”", "5"]]
    quoted = "\r\n".join(delimiter.join(f'"{field}"' for field in line) for line in lines)
    rows = read_csv(quoted.encode(encoding)).rows
    assert [[cell.text for cell in row.cells] for row in rows] == lines


@given(st.lists(st.lists(st.text(max_size=12), max_size=5), max_size=8))
def test_any_sheet_is_a_plan_or_a_readable_refusal(rows: list[list[str]]) -> None:
    text = "\n".join("\t".join(part.replace("\t", " ") for part in row) for row in rows)
    with suppress(BadInput):
        found = read_csv(("Indicador\tMeta 2025\n" + text.replace("\x00", "")).encode())
        make_plan(found, find_layout(found), TERMS)
