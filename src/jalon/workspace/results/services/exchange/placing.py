"""Say where in a workbook something stands in the way, as its reader knows the place."""

from datetime import date

from django.utils.formats import date_format

from jalon.errors import Problem, Problems, ReadableError
from jalon.workspace.results.exchange.table import InputColumn, Line, Table, parts_of
from jalon.workspace.results.rules.breakdowns import parse

CELL = "cell:"
NAMES = ("fact:code", "fact:place")


def placed(error: ReadableError, table: Table, line: Line) -> list[Problem]:
    """Return what is wrong with a row: its indicator, place and period, then the column."""
    where = _row(table, line)
    if not isinstance(error, Problems):
        return [Problem.of(where, error)]
    return [_placed(problem, table, where) for problem in error.problems]


def _placed(problem: Problem, table: Table, where: str) -> Problem:
    column = _column(table, problem.where)
    facts = dict(problem.params)
    if "dimension" in facts:
        facts["dimension"] = _dimension(table, str(facts["dimension"]))
    if "cell" in facts and column:
        facts["cell"] = column
    return Problem(f"{where} · {column}" if column else where, problem.code, facts)


def _row(table: Table, line: Line) -> str:
    facts = dict(zip((column.key for column in table.facts), line.facts, strict=True))
    start, end = facts.get("fact:start"), facts.get("fact:end")
    names = [str(facts[name]) for name in NAMES if facts.get(name)]
    if isinstance(start, date) and isinstance(end, date):
        names.append(f"{date_format(start, 'M Y')} – {date_format(end, 'M Y')}")
    return " · ".join(names)


def _column(table: Table, field: str) -> str:
    """Return the heading of the column that a finding speaks of, if it has one."""
    for column in table.inputs:
        if column.key == field or (field.startswith(CELL) and _is_of(column, field[len(CELL) :])):
            return column.title.split("\n")[0]
    return ""


def _is_of(column: InputColumn, breakdown: str) -> bool:
    parts = parts_of(column.key)
    return parts is not None and parts[1] == breakdown


def _dimension(table: Table, key: str) -> str:
    """Return what a dimension is called: the group that its columns stand in."""
    for column in table.inputs:
        parts = parts_of(column.key)
        pairs = parse(parts[1]) if parts else ()
        if len(pairs) == 1 and pairs[0][0] == key:
            return column.group
    return key
