"""Give areas one spelling of their code, and find the code that was meant."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.errors import BadInput, Problem, Problems


@dataclass(frozen=True, slots=True)
class Repair:
    """One code that was replaced; `row` counts from 0, `reason` is a code for `jalon.messages`."""

    row: int
    was: str
    is_: str
    reason: str


def value_text(column: str) -> pl.Expr:
    """Return the text of a value, the same for 101, 101.0, "101" and " 101.0 "; blank is null."""
    text = pl.col(column).cast(pl.String).str.strip_chars()
    text = text.str.replace(r"^([+-]?\d+)\.0*$", "${1}")
    return pl.when(text != "").then(text).alias(column)


def code_expression(columns: Sequence[str], widths: Sequence[int | None]) -> pl.Expr:
    """Return the expression that builds an area's code from one or more columns.

    Integers, floats such as 101.0 and text such as " 101 " all give the same code, padded with
    zeros to its width and joined in the order of `columns`. A code with a missing part is null.

    Parameters
    ----------
    columns : sequence of str
        For instance department and municipality.
    widths : sequence of int or None
        Digits of each part; None keeps the part as it comes.

    Returns
    -------
    polars.Expr
        Text, named after the first column.

    Raises
    ------
    BadInput("code-widths-differ")
        `columns` and `widths` differ in length, or are empty.
    """
    if len(columns) != len(widths) or not columns:
        raise BadInput("code-widths-differ", columns=list(columns), widths=list(widths))
    parts = [
        value_text(column) if width is None else value_text(column).str.zfill(width)
        for column, width in zip(columns, widths, strict=True)
    ]
    return pl.concat_str(parts).alias(columns[0])


def match_codes(
    codes: Iterable[str | None], register: Sequence[str]
) -> tuple[NDArray[np.int32], dict[str, int]]:
    """Find each code's place in the register.

    Parameters
    ----------
    codes : iterable of str or None, length n
    register : sequence of str, length D
        Each code once.

    Returns
    -------
    positions : ndarray of int32, shape (n,)
        0..D-1; -1 where the code is missing or not in the register.
    unmatched : dict
        Codes that the register does not have, with their number of rows, in the order of codes.
        A missing code is counted under "".

    Raises
    ------
    BadInput("duplicate-codes")
        The register names an area twice.
    """
    if repeated := duplicates(register):
        raise BadInput("duplicate-codes", codes=sorted(repeated), number=len(repeated))
    place = {code: position for position, code in enumerate(register)}
    distinct = pl.Series("code", list(codes), dtype=pl.String).fill_null("")
    counts = Counter(dict(distinct.value_counts().iter_rows()))
    positions = distinct.replace_strict(place, default=-1, return_dtype=pl.Int32)
    return (
        positions.to_numpy(),
        {code: counts[code] for code in sorted(counts) if code not in place},
    )


def duplicates(codes: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return the codes that stand more than once, each with its rows (from 0)."""
    rows: dict[str, list[int]] = {}
    for row, code in enumerate(codes):
        rows.setdefault(code, []).append(row)
    return {code: tuple(places) for code, places in rows.items() if len(places) > 1}


def repair_by_prefix(
    codes: Sequence[str], prefixes: Sequence[str], register: Sequence[str]
) -> tuple[tuple[str, ...], tuple[Repair, ...]]:
    """Mend codes that contradict the department printed beside them.

    A row is wrong when its code does not begin with its department, or is not in the register,
    or stands again further down with the same department. If the rows of a department that are
    right leave exactly one of the department's codes free, and exactly one row is wrong, that
    code was meant. Anything else is a guess, and is refused.

    Parameters
    ----------
    codes : sequence of str, length n
        One row per area, as keyed.
    prefixes : sequence of str, length n
        The department of each row: the first digits of its code.
    register : sequence of str
        Every code that exists.

    Returns
    -------
    codes : tuple of str, length n
    repairs : tuple of Repair
        In the order of the rows.

    Raises
    ------
    Problems of "code-not-repairable"
        One for each row whose code cannot be told, with the codes that its department misses.

    References
    ----------
    Tables A1 to A13 of the 2018 census of Guatemala, in the form in which they circulate, hold
    three kinds: a code of the next department's area of the same name (1310 for 1015), swapped
    digits (3111 for 1311) and the name and code of another area (1017 for 1406).
    """
    known = set(register)
    keep: dict[str, int] = {}
    wrong: dict[str, list[int]] = {}
    for row, (code, prefix) in enumerate(zip(codes, prefixes, strict=True)):
        if code in known and code.startswith(prefix) and code not in keep:
            keep[code] = row
        else:
            wrong.setdefault(prefix, []).append(row)

    repairs, problems = [], []
    for prefix, rows in wrong.items():
        missing = [code for code in register if code.startswith(prefix) and code not in keep]
        if len(rows) == 1 and len(missing) == 1:
            was = codes[rows[0]]
            repairs.append(Repair(rows[0], was, missing[0], _reason(was, prefix, known)))
        else:
            problems += [
                Problem(
                    f"row {row + 1}",
                    "code-not-repairable",
                    {"row": row + 1, "found": codes[row], "prefix": prefix, "missing": missing},
                )
                for row in rows
            ]
    if problems:
        raise Problems(problems)
    repairs.sort(key=lambda repair: repair.row)
    meant: Mapping[int, str] = {repair.row: repair.is_ for repair in repairs}
    return tuple(meant.get(row, code) for row, code in enumerate(codes)), tuple(repairs)


def _reason(code: str, prefix: str, known: set[str]) -> str:
    if code not in known:
        return "code-unknown"
    return "code-repeated" if code.startswith(prefix) else "code-of-another-region"
