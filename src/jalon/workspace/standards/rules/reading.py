"""Files into rows: a CSV file of one table, read cell by cell; what cannot be read is refused."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from jalon.errors import BadInput, ReadableError
from jalon.workspace.directions import straight
from jalon.workspace.standards.rules.tables import TABLES, Table, Values
from jalon.workspace.standards.rules.words import Kind

MOST_ROWS = 20_000
_KIND = re.compile(r"([a-z_]+)(-[\w-]+)?\.csv", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """A row that could be read: only the columns that its file has."""

    kind: Kind
    file: str
    line: int
    values: Values
    if_new: Values = field(default_factory=dict)  # what else it says where there is no such row yet


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that is not taken, where it stands, and why."""

    file: str
    line: int
    column: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, file: str, line: int, column: str, error: ReadableError) -> "Refused":
        return cls(file, line, column, error.code, dict(error.params))


def kind_of(name: str) -> Kind:
    """Return the table that a name says: ``ratifications-africa.csv`` holds ratifications."""
    found = _KIND.fullmatch(name)
    if not found or found[1].lower() not in list(Kind):
        raise BadInput("catalogue-file-unknown", file=name, known=[f"{kind}.csv" for kind in Kind])
    return Kind(found[1].lower())


def read_csv(name: str, written: str) -> tuple[list[Row], list[Refused]]:
    """Return the rows of a file and those refused; raise BadInput if it is no such file."""
    table = TABLES[kind_of(name)]
    lines = _lines(name, written)
    header = _filled([cell.strip().lower() for cell in next(lines, (0, []))[1]], 0)
    _check_header(name, header, table)
    rows: list[Row] = []
    refused: list[Refused] = []
    for line, texts in lines:
        if not any(text.strip() for text in texts):
            continue
        if len(rows) + len(refused) >= MOST_ROWS:
            raise BadInput("catalogue-file-too-long", file=name, most=MOST_ROWS)
        values, wrong = _read_row(name, line, header, _filled(texts, len(header)), table)
        if wrong:
            refused += wrong
        else:
            rows.append(Row(table.kind, name, line, values))
    return rows, refused


def _filled(texts: list[str], least: int) -> list[str]:
    """Return cells without the empty ones that spreadsheets leave at the end."""
    last = len(texts)
    while last > least and not texts[last - 1].strip():
        last -= 1
    return texts[:last]


def _lines(name: str, written: str) -> Iterator[tuple[int, list[str]]]:
    heading = written.partition("\n")[0]
    delimiter = max(",;\t", key=heading.count)
    reader = csv.reader(StringIO(written, newline=""), delimiter=delimiter, strict=True)
    try:
        for texts in reader:
            yield reader.line_num, [straight(text) for text in texts]
    except csv.Error as error:
        where = reader.line_num
        raise BadInput("catalogue-file-damaged", file=name, row=where, detail=error) from None


def _check_header(name: str, header: list[str], table: Table) -> None:
    known = table.by_name
    if unknown := [column for column in header if column not in known]:
        raise BadInput("catalogue-columns-unknown", file=name, columns=unknown, known=list(known))
    if twice := sorted({column for column in header if header.count(column) > 1}):
        raise BadInput("catalogue-columns-twice", file=name, columns=twice)
    if missing := [column for column in table.key if column not in header]:
        raise BadInput("catalogue-columns-missing", file=name, columns=missing)


def _read_row(
    name: str, line: int, header: list[str], texts: list[str], table: Table
) -> tuple[Values, list[Refused]]:
    if len(texts) != len(header):
        params = {"cells": len(texts), "columns": len(header)}
        return {}, [Refused(name, line, "", "catalogue-row-ragged", params)]
    values: Values = {}
    refused: list[Refused] = []
    for column, text in zip(header, texts, strict=True):
        try:
            values[column] = table.by_name[column].read(text.strip()) if text.strip() else ""
        except ReadableError as error:
            refused.append(Refused.of(name, line, column, error))
    return values, refused
