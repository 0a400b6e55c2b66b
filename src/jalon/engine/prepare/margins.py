"""Counts per area from published tables, to which census cells are raked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.prepare.areas import AreaRegister, positions_of
from jalon.engine.sources.codes import Repair, repair_by_prefix
from jalon.engine.sources.columns import as_text
from jalon.engine.sources.rowwise import evaluate, sql_expression
from jalon.engine.sources.tables import open_table
from jalon.engine.study import Study
from jalon.engine.study.parts import Margin, MarginTable
from jalon.errors import BadInput


@dataclass(frozen=True, slots=True)
class MarginCounts:
    """Persons per area and level of one variable: `counts` (D, L) in the order of its levels.

    `repairs` names the codes that were mended, by table.
    """

    variable: str
    counts: NDArray[np.float64]
    repairs: tuple[tuple[str, Repair], ...]


def read_margin(study: Study, margin: Margin, register: AreaRegister) -> MarginCounts:
    """Join the margin's tables by area and evaluate its counts.

    Raises
    ------
    BadInput("margin-area-missing" | "margin-negative" | "text-in-number-column" | ...)
    """
    joined = pl.DataFrame({"area": list(register.codes)})
    repairs: list[tuple[str, Repair]] = []
    for name, table in margin.tables.items():
        rows, mended = _table(study, name, table, register)
        joined = joined.join(rows, on="area", how="left", maintain_order="left")
        repairs.extend((table.file, repair) for repair in mended)
    levels = study.variables[margin.variable].levels
    key = f"margins.{margin.variable}"
    counts = np.empty((register.size, len(levels)))
    for i, level in enumerate(levels):
        sql, where = margin.counts[level], f"{key}.counts.{level}"
        expression = sql_expression(sql, joined.schema, where).cast(pl.Float64)
        column = evaluate(joined, expression, where, sql=sql)
        counts[:, i] = column.fill_null(float("nan")).to_numpy()
    _check(counts, levels, key, register)
    return MarginCounts(margin.variable, counts, tuple(repairs))


def _table(
    study: Study, name: str, table: MarginTable, register: AreaRegister
) -> tuple[pl.DataFrame, tuple[Repair, ...]]:
    source = open_table(study.resolve(table.file), encoding=table.encoding)
    rows, schema = source.frame(), source.schema
    where = f"margins.tables.{name}"
    code = table.area.read(rows, where)
    prefix = table.prefix.read(rows, where) if table.repair and table.prefix is not None else code
    # Footers and notes have no code: they are no rows of the table.
    kept = (code.is_not_null() & prefix.is_not_null()).arg_true()
    rows, code, prefix = rows[kept], code.gather(kept), prefix.gather(kept)
    codes: Sequence[str] = code.to_list()
    repairs: tuple[Repair, ...] = ()
    if table.repair and table.prefix is not None:
        codes, repairs = repair_by_prefix(codes, prefix.to_list(), register.codes)
        repairs = tuple(replace(each, row=int(kept[each.row])) for each in repairs)
    position = positions_of(pl.Series(codes, dtype=pl.String), register, table.file)
    missing = sorted(set(range(register.size)) - set(position.tolist()))
    if missing:
        names = ", ".join(register.codes[i] for i in missing[:10])
        raise BadInput("margin-area-missing", file=table.file, count=len(missing), areas=names)
    areas = pl.Series(position >= 0)
    codes = [code for code, place in zip(codes, position, strict=True) if place >= 0]
    rows = rows.filter(areas)
    numbers = rows.select(
        pl.Series("area", codes, dtype=pl.String),
        *(
            _number(column, schema[column], table).alias(f"{name}__{column}")
            for column in schema.names()
        ),
    )
    return numbers, repairs


def _number(column: str, kind: pl.DataType, table: MarginTable) -> pl.Expr:
    """Return a column as numbers where it holds numbers and signs for zero, else as it is."""
    if kind.is_numeric():
        return pl.col(column).cast(pl.Float64)
    if kind != pl.String:
        return pl.col(column)
    text = pl.col(column).str.strip_chars()
    signs = [as_text(sign) for sign in table.none]
    return pl.when(text.is_in(signs)).then(0.0).otherwise(text.cast(pl.Float64, strict=False))


def _check(
    counts: NDArray[np.float64], levels: tuple[str, ...], key: str, register: AreaRegister
) -> None:
    for i, level in enumerate(levels):
        bad = np.flatnonzero(~(counts[:, i] >= 0))
        if bad.size:
            areas = ", ".join(register.codes[j] for j in bad[:10])
            raise BadInput(
                "margin-negative", where=key, level=level, count=int(bad.size), areas=areas
            )
