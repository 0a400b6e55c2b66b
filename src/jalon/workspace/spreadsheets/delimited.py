"""Read text in columns: a CSV file of unknown making, or a block copied from a spreadsheet."""

import csv
from collections.abc import Sequence
from io import StringIO

from jalon.errors import BadInput
from jalon.workspace.spreadsheets.books import MOST_COLUMNS, MOST_ROWS, Row, Sheet
from jalon.workspace.spreadsheets.cells import text_cell

DELIMITERS = ("\t", ";", ",", "|")
IN_BLOCKS = ("\t", ";", "|")
SAMPLE = 50
LONGEST_FIELD = 131_072
WESTERN = "cp1252"


def read_csv(content: bytes, title: str = "CSV", most_rows: int = MOST_ROWS) -> Sheet:
    """Return the rows of a CSV file, whatever its encoding and delimiter."""
    text = _decoded(content)
    return Sheet(title, _rows(text, _delimiter(text), title, most_rows))


def read_block(text: str, most_rows: int = MOST_ROWS) -> list[list[str]]:
    """Return the fields of a copied block; tabs where there are any.

    A comma never parts them: spreadsheets copy with tabs, and 1,5 is a number in most languages.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    delimiter = "\t" if "\t" in lines or "\n" not in lines.strip() else _delimiter(lines, IN_BLOCKS)
    rows = _parsed(lines, delimiter, "", most_rows)
    # in one column an empty line is an empty cell, as it is between tabs
    return [fields or [""] for fields in rows] if max(map(len, rows), default=0) == 1 else rows


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]  # Excel's "Unicode text"
    else:
        encodings = ["utf-8-sig", WESTERN]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == WESTERN and not _is_western(text):
            raise BadInput("text-encoding-unknown")
        if "\x00" not in text:
            return text
    raise BadInput("not-a-text-file")


def _is_western(text: str) -> bool:
    """Tell Spanish or French, few of whose letters have marks, from another alphabet misread."""
    letters = [letter for letter in text if letter.isalpha()]
    return 3 * sum(letter > "\x7f" for letter in letters) <= len(letters)


def _delimiter(text: str, among: Sequence[str] = DELIMITERS) -> str:
    """Return the delimiter that cuts the first lines into most columns, equally many in each."""

    def judged(delimiter: str) -> tuple[int, int]:
        widths = [len(line) for line in _parsed(sample, delimiter, "", SAMPLE + 1)]
        common = max(set(widths), key=widths.count, default=1)
        return (widths.count(common) if common > 1 else 0), common

    sample = "\n".join(text.splitlines()[:SAMPLE])
    return max(among, key=judged)


def _rows(text: str, delimiter: str, title: str, most_rows: int) -> tuple[Row, ...]:
    return tuple(
        Row(number, tuple(text_cell(field) for field in fields[:MOST_COLUMNS]))
        for number, fields in enumerate(_parsed(text, delimiter, title, most_rows), start=1)
        if any(field.strip() for field in fields)
    )


def _parsed(text: str, delimiter: str, title: str, most_rows: int) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for fields in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
            rows.append(fields)
            if len(rows) > most_rows:
                raise BadInput("too-many-rows", sheet=title, most=most_rows)
    except csv.Error:
        raise BadInput("not-a-text-file") from None
    return rows
