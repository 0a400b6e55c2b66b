"""Read comma-separated text as offices write it: find its separator, encoding and types first."""

import atexit
import csv
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.sources.encodings import open_text_bytes, plain_text
from jalon.errors import BadInput

SEPARATORS = (",", ";", "\t", "|")
# How R, Stata and Python write a missing number. Others ("-", "s.d.") may mean nought: study's say.
MISSING_NUMBER = ("NA", "NaN", "nan", ".")
# A leading zero makes a code of digits; beyond 18 digits they no longer fit an integer.
CODE_LIKE = r"^[+-]?0\d|^\d{19,}$"
_SAMPLE = 1 << 16


@dataclass(frozen=True, slots=True)
class _Column:
    """Type of a column; a `plain` one is parsed directly, the others after trimming and so on."""

    kind: pl.DataType
    plain: bool
    comma: bool


@dataclass(frozen=True, slots=True)
class Delimited:
    """How a text table is written, found by reading all of it once."""

    readable: Path
    encoding: str
    separator: str
    header_lines: int
    blank_lines: bool
    rows: int
    columns: dict[str, _Column]

    @property
    def schema(self) -> pl.Schema:
        return pl.Schema({name: column.kind for name, column in self.columns.items()})

    def scan(self) -> pl.LazyFrame:
        """Return a lazy query on the typed table."""
        parsed = {name: c.kind if c.plain else pl.String() for name, c in self.columns.items()}
        dressed = [
            _bare(name, comma=column.comma).cast(column.kind)
            for name, column in self.columns.items()
            if not column.plain
        ]
        rows = _scan(self.readable, self.separator, self.header_lines, parsed)
        if self.blank_lines and len(parsed) > 1:
            rows = rows.filter(~pl.all_horizontal(pl.all().is_null()))
        return rows.with_columns(dressed)


def read_delimited(path: Path, encoding: str | None) -> Delimited:
    """Find out how a text table is written.

    Raises
    ------
    BadInput
        "file-empty", "file-not-text", "encoding-unknown", "file-truncated", "quote-unclosed",
        "duplicate-columns", "row-of-other-length" or "table-without-rows".
    """
    facts = path.stat()
    return _read(path, encoding, facts.st_mtime_ns, facts.st_size)


# A run opens a file to check it and again to read it; its time and size tell whether it changed.
@lru_cache(maxsize=16)
def _read(path: Path, encoding: str | None, _changed: int, _size: int) -> Delimited:
    readable, encoding = plain_text(path, encoding, _scratch())
    with readable.open("r", encoding="utf-8", newline="") as file:
        sample = file.read(_SAMPLE)
    separator = _separator(sample)
    names, header_lines = _header(sample, separator, path)
    rows, blank_lines = _check_shape(readable, separator, len(names), header_lines, path)
    if not rows:
        raise BadInput("table-without-rows", file=path.name)
    columns = _classify(readable, separator, header_lines, names)
    return Delimited(readable, encoding, separator, header_lines, blank_lines, rows, columns)


@lru_cache(maxsize=1)
def _scratch() -> Path:
    """Return this process's folder for plain copies: only its owner may look, gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="jalon-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _separator(sample: str) -> str:
    """Return the separator that cuts the first lines into most columns, equally many in each."""
    lines = [line for line in sample.splitlines()[:20] if line.strip()]
    if len(sample) == _SAMPLE and len(lines) > 1:
        lines = lines[:-1]

    def fitness(separator: str) -> tuple[bool, int]:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=separator)]
        except csv.Error:
            return False, 0
        return len(set(widths)) == 1 and widths[0] > 1, widths[0]

    return max(SEPARATORS, key=fitness) if lines else SEPARATORS[0]


def _header(sample: str, separator: str, path: Path) -> tuple[tuple[str, ...], int]:
    """Return the names of the columns, and the number of lines before the first row."""
    reader = csv.reader(sample.splitlines(keepends=True), delimiter=separator, strict=True)
    try:
        row = next((row for row in reader if any(field.strip() for field in row)), None)
    except csv.Error:
        raise BadInput("quote-unclosed", file=path.name, line=1) from None
    if row is None:
        raise BadInput("file-empty", file=path.name)
    # R leaves the column of row names without one.
    names = tuple(name.strip() or f"column_{place}" for place, name in enumerate(row, 1))
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise BadInput("duplicate-columns", file=path.name, columns=", ".join(repeated))
    return names, reader.line_num


def _check_shape(
    readable: Path, separator: str, width: int, header_lines: int, path: Path
) -> tuple[int, bool]:
    """Count the rows, and insist that each has as many values as the header.

    Empty lines pass; whether there are any is the second answer.
    """
    with readable.open("rb") as file:
        quoted = any(b'"' in block for block in iter(lambda: file.read(1 << 24), b""))
    counts = _counts_quoted if quoted else _counts_plain
    rows, blank, line = 0, False, 1
    try:
        for widths in counts(readable, separator):
            below = widths[max(0, header_lines - line + 1) :]
            wrong = (below != width) & (below != 0)
            if wrong.any():
                place = int(wrong.argmax())
                raise BadInput(
                    "row-of-other-length",
                    file=path.name,
                    line=line + len(widths) - len(below) + place,
                    found=int(below[place]),
                    expected=width,
                )
            rows += int((below != 0).sum())
            blank |= bool((below == 0).any())
            line += len(widths)
    except csv.Error:
        raise BadInput("quote-unclosed", file=path.name, line=line) from None
    return rows, blank


def _counts_plain(readable: Path, separator: str) -> Iterator[NDArray[np.int64]]:
    """Yield, block by block, the number of values of each line (0: empty)."""
    for block in open_text_bytes(readable):
        text = np.frombuffer(block if block.endswith(b"\n") else block + b"\n", dtype=np.uint8)
        ends = np.flatnonzero(text == ord("\n"))
        starts = np.concatenate(([0], ends[:-1] + 1))
        cuts = np.add.reduceat(text == ord(separator), starts, dtype=np.int64)
        length = ends - starts
        empty = (length == 0) | ((length == 1) & (text[starts] == ord("\r")))
        yield np.where(empty, 0, cuts + 1)


def _counts_quoted(readable: Path, separator: str) -> Iterator[NDArray[np.int64]]:
    """Do the same where quotes may hide separators and line ends; a row counts as one line."""
    with readable.open("r", encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter=separator, strict=True)
        while block := list(islice(rows, 100_000)):
            yield np.array([len(row) for row in block])


def _scan(
    readable: Path, separator: str, header_lines: int, parsed: dict[str, pl.DataType]
) -> pl.LazyFrame:
    return pl.scan_csv(
        readable,
        has_header=False,
        skip_lines=header_lines,
        schema=parsed,
        separator=separator,
        glob=False,
    )


def _bare(name: str, *, comma: bool) -> pl.Expr:
    """Return a number's text without spaces round it, markers of a missing one, decimal comma."""
    text = pl.col(name).str.strip_chars()
    text = pl.when(~text.is_in(["", *MISSING_NUMBER])).then(text)
    return text.str.replace(",", ".", literal=True) if comma else text


def _classify(
    readable: Path, separator: str, header_lines: int, names: tuple[str, ...]
) -> dict[str, _Column]:
    """Give each column its type from every one of its values."""
    text = _scan(readable, separator, header_lines, dict.fromkeys(names, pl.String()))
    # Most columns of a census are plain whole numbers, which is quick to tell.
    plain = _whole_numbers(text, names)
    others = [name for name in names if name not in plain]
    # Where the comma separates columns it cannot be a decimal sign.
    found = _look_closely(text, others, commas=separator != ",") if others else {}
    whole = _Column(pl.Int64(), plain=True, comma=False)
    return {name: whole if name in plain else found[name] for name in names}


def _whole_numbers(text: pl.LazyFrame, names: tuple[str, ...]) -> set[str]:
    def odd(name: str) -> pl.Expr:
        value = pl.col(name)
        not_whole = value.is_not_null() & value.cast(pl.Int64, strict=False).is_null()
        padded = value.str.starts_with("0") & (value.str.len_bytes() > 1)
        signed = value.str.starts_with("-0") | value.str.starts_with("+")
        return (not_whole | padded | signed).any() | value.is_null().all()

    answers = text.select([odd(name).alias(name) for name in names]).collect(engine="streaming")
    return {name for name, is_odd in answers.row(0, named=True).items() if not is_odd}


def _look_closely(text: pl.LazyFrame, names: list[str], *, commas: bool) -> dict[str, _Column]:
    def questions(name: str) -> list[pl.Expr]:
        raw, bare = pl.col(name), _bare(name, comma=False)
        given = bare.is_not_null()
        whole = bare.cast(pl.Int64, strict=False)
        real = _bare(name, comma=commas).cast(pl.Float64, strict=False)
        return [
            given.any().alias(f"{name}|given"),
            bare.str.contains(CODE_LIKE).any().alias(f"{name}|code"),
            (given & whole.is_null()).any().alias(f"{name}|not-whole"),
            (given & ~real.is_finite().fill_null(value=False)).any().alias(f"{name}|not-real"),
            (raw.is_not_null() & raw.ne_missing(bare)).any().alias(f"{name}|dressed"),
            (bare.str.contains(",", literal=True).any() if commas else pl.lit(False)).alias(
                f"{name}|comma"
            ),
        ]

    asked = [question for name in names for question in questions(name)]
    said = text.select(asked).collect(engine="streaming").row(0, named=True)

    def column(name: str) -> _Column:
        says = {key: bool(said[f"{name}|{key}"]) for key in ("given", "code", "comma", "dressed")}
        if not says["given"] or says["code"] or said[f"{name}|not-real"]:
            return _Column(pl.String(), plain=True, comma=False)
        kind = pl.Float64() if said[f"{name}|not-whole"] else pl.Int64()
        return _Column(kind, plain=not (says["dressed"] or says["comma"]), comma=says["comma"])

    return {name: column(name) for name in names}
