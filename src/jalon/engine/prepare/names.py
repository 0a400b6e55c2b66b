"""Rows joined to areas by names that somebody has reviewed."""

from dataclasses import dataclass

import polars as pl

from jalon.engine.prepare.areas import AreaRegister
from jalon.engine.sources.names import GUESS, NONE, SAME, Named, folded, pair_names
from jalon.engine.sources.tables import open_table
from jalon.engine.study import IndexStudy
from jalon.engine.study.index_parts import NameJoin, Table
from jalon.errors import BadInput

COLUMNS = ("region", "name", "code", "match", "score", "reviewed", "note")
YES = "yes"


@dataclass(frozen=True, slots=True)
class JoinedNames:
    """Codes of a table's rows, null for those left out, and how each was found.

    `listed` has one row per row of the table: region, name, code, match, score, note.
    """

    codes: pl.Series
    listed: pl.DataFrame


def join_by_name(
    study: IndexStudy, key: str, table: Table, rows: pl.DataFrame, register: AreaRegister
) -> JoinedNames:
    """Join a table's rows to the register by its reviewed file of names.

    Raises
    ------
    BadInput("names-file-columns" | "names-not-reviewed" | "names-missing" | "names-unknown-code")
        A guess that nobody has confirmed is never used.
    """
    assert table.names is not None
    file = table.names.file
    reviewed = open_table(study.resolve(file)).frame()
    if missing := [name for name in COLUMNS if name not in reviewed.columns]:
        raise BadInput("names-file-columns", file=file, columns=", ".join(missing))
    reviewed = reviewed.select(pl.col(COLUMNS).cast(pl.String).str.strip_chars())
    _insist_on_review(reviewed, file, register)
    called = named_rows(table.names, rows, f"tables.{key}.names")
    wanted = pl.DataFrame(
        {"region": [row.region for row in called], "name": [row.name for row in called]},
        schema={"region": pl.String, "name": pl.String},
    )
    keys = ["region", "name"]
    listed = wanted.join(
        reviewed.with_columns(pl.col(keys).fill_null("")).unique(keys, keep="first"),
        on=keys,
        how="left",
        maintain_order="left",
    )
    gone = listed.filter(pl.col("match").is_null())
    if gone.height:
        raise BadInput("names-missing", file=file, count=gone.height, names=_some(gone))
    listed = listed.with_columns(
        code=pl.when(pl.col("code") != "").then("code"), score=pl.col("score").cast(pl.Float64)
    )
    return JoinedNames(listed["code"], listed.drop("reviewed"))


def _insist_on_review(reviewed: pl.DataFrame, file: str, register: AreaRegister) -> None:
    kind = pl.col("match").fill_null("")
    if strange := sorted(set(reviewed["match"].fill_null("")) - {SAME, GUESS, NONE}):
        raise BadInput("names-match-unknown", file=file, values=", ".join(strange))
    waiting = reviewed.filter(
        (kind != SAME) & (pl.col("reviewed").fill_null("").str.to_lowercase() != YES)
    )
    if waiting.height:
        raise BadInput("names-not-reviewed", file=file, count=waiting.height, names=_some(waiting))
    known = set(register.codes)
    unknown = reviewed.filter(
        (pl.col("code").fill_null("") != "") & ~pl.col("code").is_in(list(known))
    )
    if unknown.height:
        codes = ", ".join(unknown["code"].to_list()[:8])
        raise BadInput("names-unknown-code", file=file, codes=codes)
    claimed = reviewed.filter(kind == SAME)
    for row in claimed.iter_rows(named=True):
        name = register.names[register.codes.index(row["code"])] if row["code"] else ""
        if folded(name) != folded(row["name"]):
            raise BadInput("names-not-the-same", file=file, name=row["name"], area=name)


def named_rows(names: NameJoin, rows: pl.DataFrame, key: str) -> list[Named]:
    """Return what the rows of a table are called."""
    name = names.name.read(rows, f"{key}.name").fill_null("")
    region = (
        pl.Series([""] * rows.height)
        if names.region is None
        else names.region.read(rows, f"{key}.region").fill_null("")
    )
    return [Named(*pair) for pair in zip(region, name, strict=True)]


def propose_names(
    study: IndexStudy, key: str, table: Table, register: AreaRegister
) -> pl.DataFrame:
    """Return the likeliest area for each row of a table, for a person to review.

    What folds to the same letters in the same region is marked `same`; every `guess`, and every
    row without an area (`none`), waits for `yes` in the column `reviewed`. Guesses come first, the
    least alike on top, where attention is needed.
    """
    assert table.names is not None
    rows = open_table(study.resolve(table.file), encoding=table.encoding).frame()
    called = named_rows(table.names, rows, f"tables.{key}.names")
    regional = table.names.region is not None
    areas = [
        Named(register.region_names[region] if regional else "", name, code)
        for name, code, region in zip(register.names, register.codes, register.region, strict=True)
    ]
    pairs = [
        {
            "region": pair.row.region,
            "name": pair.row.name,
            "code": pair.area.code if pair.area else "",
            "area": pair.area.name if pair.area else "",
            "match": pair.match,
            "score": round(pair.score, 3),
            "next_best": pair.next_best,
            "reviewed": "",
            "note": "",
        }
        for pair in pair_names(called, areas)
    ]
    order = {GUESS: 1, NONE: 0, SAME: 2}
    pairs.sort(key=lambda row: (order[str(row["match"])], row["score"], row["region"], row["name"]))
    return pl.DataFrame(pairs)


def _some(rows: pl.DataFrame) -> str:
    names = rows["name"].to_list()
    return ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
