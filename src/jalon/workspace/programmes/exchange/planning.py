"""Turn the rows of a sheet into a plan, row by row, with a remark wherever something is amiss."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from jalon.workspace.programmes.exchange.figures import Figures, read_figures
from jalon.workspace.programmes.exchange.growing import Node, Tree
from jalon.workspace.programmes.exchange.headings import (
    LEVELS,
    Role,
    plain,
    read_level,
    vocabulary,
)
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
class _Reading:
    """A sheet while it is being read, row by row."""

    layout: Layout
    terms: Terms
    columns: Mapping[Role, Column]
    tree: Tree = field(default_factory=Tree)
    remarks: list[Remark] = field(default_factory=list)
    level: Role | None = None  # what the column of levels said last

    def text(self, row: Row, role: Role) -> str:
        return _text(row, self.columns.get(role))

    def remark(self, row: Row, role: Role, code: str, **facts: str) -> None:
        where = letters(self.columns[role].position) if role in self.columns else ""
        self.remarks.append(Remark(row.number, where, code, facts))


def make_plan(sheet: Sheet, layout: Layout, terms: Terms) -> Plan:
    """Return the tree that the sheet would make."""
    columns: dict[Role, Column] = {c.role: c for c in layout.columns}
    columns.pop(Role.IGNORE, None)
    reading = _Reading(layout, terms, columns)
    remarks = reading.remarks
    if not columns.keys() & {Role.INDICATOR, Role.LEVEL}:
        remarks.append(Remark(layout.last_heading_row, "", "framework-without-indicators"))
    for row in sheet.rows:
        if row.number > layout.last_heading_row:
            _read_row(row, reading)
    codes: set[str] = set()
    for number, node in enumerate(reading.tree.roots, start=1):
        _number(node, "", number, codes, remarks)
    planned = tuple(_planned(node) for node in reading.tree.roots)
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


def _read_row(row: Row, reading: _Reading) -> None:
    title, code = reading.text(row, Role.INDICATOR), reading.text(row, Role.CODE)
    if Role.LEVEL in reading.columns:
        level = _read_level(row, reading)
        if level is Role.IGNORE:
            return
        if level is Role.INDICATOR and not title:
            title = reading.text(row, Role.RESULT)
            code = code or reading.text(row, Role.RESULT_CODE)
    else:
        _open_levels(row, reading)
    terms = reading.terms
    figures = read_figures(
        row, reading.layout, terms.language, terms.start, terms.end, terms.first_month
    )
    if not title:
        if figures.given:
            reading.remarks.append(Remark(row.number, "", "figures-without-indicator"))
        return
    reading.remarks += figures.remarks
    if reading.tree.current is None:
        unnamed = UNNAMED.get(terms.language, UNNAMED["en"])
        reading.tree.open(Node(row.number, Role.OUTCOME, unnamed))
        reading.remarks.append(Remark(row.number, "", "indicator-without-result", stops=False))
    parent = reading.tree.current
    assert parent is not None
    parent.indicators.append(_indicator(row, reading, title, code, figures))


def _open_levels(row: Row, reading: _Reading) -> None:
    """Open the results that a row names, one column for each level; a code is the lowest's."""
    named = [level for level in LEVELS if reading.text(row, level)]
    for level in named:
        code = _result_code(row, reading) if level is named[-1] else ""
        node = Node(row.number, level, reading.text(row, level), code)
        there = reading.tree.at(level)
        if there is None or not there.is_same(node):
            reading.tree.open(node)


def _read_level(row: Row, reading: _Reading) -> Role | None:
    """Open the result of a row that says its level in words; return what the row is about."""
    said, title = reading.text(row, Role.LEVEL), reading.text(row, Role.RESULT)
    code = _result_code(row, reading)
    if not (said or title or code):
        return None
    level = read_level(said) if said else reading.level
    if level is None:
        reading.remark(row, Role.LEVEL, "result-level-unknown", text=said[:60])
        return Role.IGNORE
    if level is Role.IGNORE:
        left = {"text": said[:60]}
        reading.remarks.append(Remark(row.number, "", "level-left-out", left, stops=False))
    if level not in LEVELS:
        return level
    reading.level = level
    there = reading.tree.at(level)
    if title or code:
        reading.tree.open(Node(row.number, level, title, code))
    elif there is not None:
        reading.tree.current = there
    else:
        reading.remark(row, Role.RESULT, "level-without-result", text=said[:60])
    return level


def _result_code(row: Row, reading: _Reading) -> str:
    code = reading.text(row, Role.RESULT_CODE)
    if code and not CODE.fullmatch(code):
        reading.remark(row, Role.RESULT_CODE, "code-unusable", key=code)
        return ""
    return code


def _indicator(
    row: Row, reading: _Reading, title: str, code: str, figures: Figures
) -> PlannedIndicator:
    if code and not CODE.fullmatch(code):
        reading.remark(row, Role.CODE, "code-unusable", key=code)
        code = ""
    if not code:
        code, title = _split(title)
    return PlannedIndicator(
        row=row.number,
        code=code,
        title=title,
        measure=figures.measure,
        unit=reading.text(row, Role.UNIT),
        cumulative=reading.terms.cumulative,
        frequency_months=figures.frequency_months,
        baseline=figures.baseline,
        baseline_text=figures.baseline_text,
        baseline_year=figures.baseline_year,
        responsible=reading.text(row, Role.RESPONSIBLE),
        verification=reading.text(row, Role.VERIFICATION),
        figures=figures.planned,
    )


def _number(node: Node, above: str, number: int, taken: set[str], remarks: list[Remark]) -> None:
    """Give each result and indicator its code: its own if it has one, else the next."""
    own, node.title = _split(node.text)
    if node.code:
        node.title = node.title if own == node.code else " ".join(node.text.split()) or node.code
        own = node.code
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


def _first_code(node: Node, number: int) -> str:
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


def _planned(node: Node) -> PlannedResult:
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
