"""Turn the rows of a sheet into a plan, row by row, with a remark wherever something is amiss."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from jalon.workspace.programmes.exchange.figures import Figures, read_figures
from jalon.workspace.programmes.exchange.headings import LEVELS, Role, plain, vocabulary
from jalon.workspace.programmes.exchange.layout import Column, Layout
from jalon.workspace.programmes.exchange.plan import (
    Plan,
    PlannedIndicator,
    PlannedResult,
    Remark,
)
from jalon.workspace.spreadsheets.books import Row, Sheet
from jalon.workspace.spreadsheets.cells import EMPTY, Cell, letters

CODE = re.compile(r"\w[\w.\-/]{0,29}")
NUMBERED = re.compile(r"(?P<number>\d+(?:\.\d+)*)\s*[.:)\-–—]*\s+(?P<title>\S.*)", re.DOTALL)
LONGEST_PREFIX = 25
MOST_INDICATORS = 1_000
UNNAMED = {"en": "Results", "es": "Resultados", "fr": "Résultats", "ar": "النتائج"}


@dataclass(frozen=True, slots=True)
class Terms:
    """What people say of the sheet as a whole."""

    language: str
    start: date
    end: date
    first_month: int = 1
    cumulative: bool = False  # targets count from the beginning, not in each period


@dataclass(slots=True)
class _Node:
    """A result while its rows are being read."""

    row: int
    level: Role
    text: str
    code: str = ""
    title: str = ""
    indicators: list[PlannedIndicator] = field(default_factory=list)
    children: list["_Node"] = field(default_factory=list)


def make_plan(sheet: Sheet, layout: Layout, terms: Terms) -> Plan:
    """Return the tree that the sheet would make."""
    remarks: list[Remark] = []
    if not layout.of(Role.INDICATOR):
        remarks.append(Remark(layout.last_heading_row, "", "framework-without-indicators"))
    columns: dict[Role, Column] = {c.role: c for c in layout.columns}
    columns.pop(Role.IGNORE, None)
    roots: list[_Node] = []
    path: dict[Role, _Node] = {}
    for row in sheet.rows:
        if row.number > layout.last_heading_row:
            _read_row(row, columns, layout, terms, roots, path, remarks)
    codes: set[str] = set()
    for number, node in enumerate(roots, start=1):
        _number(node, "", number, codes, remarks)
    planned = tuple(_planned(node) for node in roots)
    used = {d for c in layout.columns if c.breakdown for d in [c.breakdown.split(":")[0]]}
    plan = Plan(terms.language, planned, tuple(sorted(used)), tuple(remarks))
    return replace(plan, remarks=(*plan.remarks, *_of_the_whole(plan)))


def _of_the_whole(plan: Plan) -> list[Remark]:
    found = plan.indicators()
    if not found:
        return [Remark(0, "", "framework-empty")]
    if len(found) > MOST_INDICATORS:
        return [Remark(0, "", "framework-too-large", {"most": MOST_INDICATORS})]
    return []


def _read_row(
    row: Row,
    columns: Mapping[Role, Column],
    layout: Layout,
    terms: Terms,
    roots: list[_Node],
    path: dict[Role, _Node],
    remarks: list[Remark],
) -> None:
    for level in LEVELS:
        text = _text(row, columns.get(level))
        if text and (level not in path or plain(path[level].text) != plain(text)):
            _open(_Node(row.number, level, text), roots, path)
    title = _text(row, columns.get(Role.INDICATOR))
    figures = read_figures(row, layout, terms.language, terms.start, terms.end, terms.first_month)
    if not title:
        if figures.given:
            remarks.append(Remark(row.number, "", "figures-without-indicator"))
        return
    remarks += figures.remarks
    parent = _deepest(path)
    if parent is None:
        parent = _Node(row.number, Role.OUTCOME, UNNAMED.get(terms.language, UNNAMED["en"]))
        _open(parent, roots, path)
        remarks.append(Remark(row.number, "", "indicator-without-result", stops=False))
    parent.indicators.append(_indicator(row, columns, title, figures, terms, remarks))


def _open(node: _Node, roots: list[_Node], path: dict[Role, _Node]) -> None:
    """Put a result below the one above it in the chain, or go back to it; close those below."""
    for level in LEVELS[LEVELS.index(node.level) :]:
        path.pop(level, None)
    above = _deepest(path)
    siblings = above.children if above else roots
    known = next((n for n in siblings if plain(n.text) == plain(node.text)), None)
    if known is None:
        siblings.append(node)
    path[node.level] = known or node


def _deepest(path: Mapping[Role, _Node]) -> _Node | None:
    return next((path[level] for level in reversed(LEVELS) if level in path), None)


def _indicator(
    row: Row,
    columns: Mapping[Role, Column],
    title: str,
    figures: Figures,
    terms: Terms,
    remarks: list[Remark],
) -> PlannedIndicator:
    code = _text(row, columns.get(Role.CODE))
    if code and not CODE.fullmatch(code):
        where = letters(columns[Role.CODE].position)
        remarks.append(Remark(row.number, where, "code-unusable", {"key": code}))
        code = ""
    if not code:
        code, title = _split(title)
    return PlannedIndicator(
        row=row.number,
        code=code,
        title=title,
        measure=figures.measure,
        unit=_text(row, columns.get(Role.UNIT)),
        cumulative=terms.cumulative,
        frequency_months=figures.frequency_months,
        baseline=figures.baseline,
        baseline_text=figures.baseline_text,
        baseline_year=figures.baseline_year,
        responsible=_text(row, columns.get(Role.RESPONSIBLE)),
        verification=_text(row, columns.get(Role.VERIFICATION)),
        figures=figures.planned,
    )


def _number(node: _Node, above: str, number: int, taken: set[str], remarks: list[Remark]) -> None:
    """Give each result and indicator its code: its own if it has one, else the next."""
    own, node.title = _split(node.text)
    node.code = own or (f"{above}.{number}" if above else _first_code(node, number))
    node.code = _free(node.code, taken) if not own else _checked(own, node.row, taken, remarks)
    for place, indicator in enumerate(node.indicators, start=1):
        code = indicator.code
        if code:
            code = _checked(code, indicator.row, taken, remarks)
        else:
            code = _free(f"{node.code}-{place}", taken)
        node.indicators[place - 1] = replace(indicator, code=code)
    below = "" if node.level is Role.IMPACT else node.code
    for place, child in enumerate(node.children, start=1):
        _number(child, below, place, taken, remarks)


def _first_code(node: _Node, number: int) -> str:
    return f"I{number}" if node.level is Role.IMPACT else str(number)


def _checked(code: str, row: int, taken: set[str], remarks: list[Remark]) -> str:
    if code.casefold() in taken:
        remarks.append(Remark(row, "", "code-taken", {"key": code}))
    taken.add(code.casefold())
    return code


def _free(code: str, taken: set[str]) -> str:
    """Return the code, or the next one like it that nobody has."""
    found, number = code, 1
    while found.casefold() in taken:
        number += 1
        found = f"{code}-{number}"
    taken.add(found.casefold())
    return found


def _split(text: str) -> tuple[str, str]:
    """Return (number, title) of "Resultado 1.2: Menos niñas trabajan"."""
    one_line = " ".join(text.split())
    found = NUMBERED.search(one_line)
    if found and found.start() <= LONGEST_PREFIX:
        before = plain(one_line[: found.start()])
        if not before or set(before.split()) <= _prefixes():
            return found["number"], found["title"]
    return "", one_line


@cache
def _prefixes() -> frozenset[str]:
    return frozenset(plain(word) for word in vocabulary()["prefixes"]["words"])


def _planned(node: _Node) -> PlannedResult:
    return PlannedResult(
        node.row,
        node.level.value,
        node.code,
        node.title,
        tuple(node.indicators),
        tuple(_planned(child) for child in node.children),
    )


def _text(row: Row, column: Column | None) -> str:
    return "" if column is None else cell_at(row, column.position).text


def cell_at(row: Row, position: int) -> Cell:
    """Return the cell of a row at a position, empty where the row is shorter."""
    return row.cells[position - 1] if position <= len(row.cells) else EMPTY
