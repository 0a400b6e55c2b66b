"""Two runs side by side: which areas moved by more than noise, and what differs in their making."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from scipy import stats

from jalon.engine.outputs.manifest import Manifest, read_manifest
from jalon.engine.outputs.model import ModelFile, read_model
from jalon.errors import BadInput
from jalon.messages import marked as _
from jalon.messages import translator

LEVEL = 0.95
SHOWN = 15  # areas named in the text; the table has them all

INDEPENDENT = _(
    "The two runs are taken as independent: the standard error of a difference is the root of the "
    "sum of squares."
)
SAME_SURVEY = _(
    "Both runs read the same survey file, so their errors go together and the true error of a "
    "difference is smaller than the one shown."
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from run A to run B.

    Attributes
    ----------
    areas : DataFrame
        One row per area of both runs, largest difference first: ``area, name, rate_a, rate_b,
        difference, se, z, moved, class_a, class_b``. `se` and `z` are null where either run has no
        error; `moved` says that the difference is outside its 95 % noise.
    only_a, only_b
        Codes of areas that stand in one run only.
    classes : DataFrame
        ``class_a, class_b, areas``: how many areas went from which class to which.
    coefficients : DataFrame
        ``column, coef_a, coef_b, difference, se, z``; null where a run lacks the column.
    inputs : DataFrame
        ``role, file_a, file_b, same``: whether the files have the same content.
    study : tuple of str
        Lines of the study file that differ, marked ``-`` (A) and ``+`` (B).
    versions : mapping
        Program or library -> its version in A and in B, where they differ.
    same_survey : bool
        Both runs read the same survey file.
    """

    areas: pl.DataFrame
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    classes: pl.DataFrame
    coefficients: pl.DataFrame
    inputs: pl.DataFrame
    study: tuple[str, ...]
    versions: Mapping[str, tuple[str, str]]
    same_survey: bool

    @property
    def moved(self) -> int:
        """Return how many areas differ by more than noise."""
        return int(self.areas["moved"].sum())


def compare(run_a: Path, run_b: Path) -> Comparison:
    """Compare two folders that runs have written.

    The difference of an area's rates has the variance ``se_a^2 + se_b^2``, as of two independent
    estimates. It is noise when it is within 1.96 of its standard errors; of areas that did not
    change, one in twenty is beyond by chance.

    Raises
    ------
    BadInput("no-manifest"), BadInput("no-model"), BadInput("no-areas-table")
        A folder is not one that a run has written, or lacks a part.
    BadInput("nothing-to-compare")
        The runs have no area in common.
    """
    manifest_a, manifest_b = read_manifest(run_a), read_manifest(run_b)
    table_a, table_b = _areas_of(run_a), _areas_of(run_b)
    codes_a, codes_b = set(table_a["area"]), set(table_b["area"])
    if not codes_a & codes_b:
        raise BadInput("nothing-to-compare", a=run_a, b=run_b)
    areas = difference_of_areas(table_a, table_b)
    inputs = _inputs(manifest_a, manifest_b)
    return Comparison(
        areas=areas,
        only_a=tuple(sorted(codes_a - codes_b)),
        only_b=tuple(sorted(codes_b - codes_a)),
        classes=areas.group_by("class_a", "class_b").agg(areas=pl.len()).sort("class_a", "class_b"),
        coefficients=_coefficients(
            read_model(run_a / "model.json"), read_model(run_b / "model.json")
        ),
        inputs=inputs,
        study=tuple(
            line
            for line in difflib.unified_diff(
                manifest_a.study.splitlines(), manifest_b.study.splitlines(), lineterm="", n=0
            )
            if not line.startswith(("---", "+++", "@@"))
        ),
        versions=_versions(manifest_a, manifest_b),
        same_survey=bool(inputs.filter(pl.col("role") == "survey", "same").height),
    )


def difference_of_areas(a: pl.DataFrame, b: pl.DataFrame) -> pl.DataFrame:
    """Return `Comparison.areas` from two area tables; areas of one table only are left out."""
    columns = ["area", "name", "rate", "se", "class"]
    both = a.select(columns).join(b.select(columns), on="area", suffix="_b")
    limit = float(stats.norm.ppf((1 + LEVEL) / 2))
    se = (pl.col("se").pow(2) + pl.col("se_b").pow(2)).sqrt().fill_nan(None)
    return (
        both.with_columns(difference=pl.col("rate_b") - pl.col("rate"), se=se)
        .with_columns(
            z=pl.when(pl.col("se") > 0).then(pl.col("difference") / pl.col("se")),
        )
        .with_columns(moved=(pl.col("z").abs() > limit).fill_null(value=False))
        .select(
            "area",
            "name",
            pl.col("rate").alias("rate_a"),
            "rate_b",
            *("difference", "se", "z", "moved"),
            pl.col("class").alias("class_a"),
            "class_b",
        )
        .sort(pl.col("difference").abs(), "area", descending=[True, False], nulls_last=True)
    )


def write_comparison(comparison: Comparison, folder: Path) -> list[Path]:
    """Write the tables of a comparison as CSV."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "areas": comparison.areas,
        "classes": comparison.classes,
        "coefficients": comparison.coefficients,
        "inputs": comparison.inputs,
    }
    paths = [folder / f"compare_{name}.csv" for name in tables]
    for path, table in zip(paths, tables.values(), strict=True):
        table.write_csv(path)
    return paths


def as_text(comparison: Comparison, language: str = "en") -> str:
    """Return a comparison in words, for a terminal."""
    say = translator(language).gettext
    total = comparison.areas.height
    by_chance = (1 - LEVEL) * total
    lines = [
        say(
            "%(moved)s of %(total)s areas moved by more than noise (95 %%); by chance alone about "
            "%(chance)s would."
        )
        % {"moved": comparison.moved, "total": total, "chance": f"{by_chance:.0f}"},
        say(INDEPENDENT),
    ]
    if comparison.same_survey:
        lines.append(say(SAME_SURVEY))
    shown = comparison.areas.filter("moved").head(SHOWN)
    lines += [_area_line(row) for row in shown.iter_rows(named=True)]
    changed = comparison.areas.filter(pl.col("class_a") != pl.col("class_b")).height
    lines.append(say("%(changed)s areas changed class.") % {"changed": changed})
    for codes, text in (
        (comparison.only_a, say("Only in the first run: %(areas)s.")),
        (comparison.only_b, say("Only in the second run: %(areas)s.")),
    ):
        if codes:
            lines.append(text % {"areas": say(", ").join(codes)})
    for role, a, b, _same in comparison.inputs.filter(~pl.col("same")).iter_rows():
        facts = {"role": say(role), "a": a or "-", "b": b or "-"}
        lines.append(say("Input %(role)s differs: %(a)s, %(b)s.") % facts)
    for name, (a, b) in comparison.versions.items():
        facts = {"name": name, "a": a, "b": b}
        lines.append(say("Version of %(name)s: %(a)s, then %(b)s.") % facts)
    if comparison.study:
        lines += [say("Lines of the study file that differ:"), *comparison.study]
    return "\n".join(lines)


def _area_line(row: Mapping[str, Any]) -> str:
    rates = f"{row['rate_a']:.1%} -> {row['rate_b']:.1%}"
    return f"  {row['area']} {row['name']}: {rates} ({row['difference']:+.1%} ± {row['se']:.1%})"


def _areas_of(run: Path) -> pl.DataFrame:
    path = run / "areas.parquet"
    if not path.is_file():
        raise BadInput("no-areas-table", file=path)
    return pl.read_parquet(path)


def _coefficients(a: ModelFile, b: ModelFile) -> pl.DataFrame:
    frames = [
        pl.DataFrame({"column": m.names, f"coef_{x}": m.coef, f"se_{x}": _se(m)})
        for x, m in (("a", a), ("b", b))
    ]
    order = list(dict.fromkeys([*a.names, *b.names]))
    return (
        frames[0]
        .join(frames[1], on="column", how="full", coalesce=True)
        .with_columns(
            difference=pl.col("coef_b") - pl.col("coef_a"),
            se=(pl.col("se_a").pow(2) + pl.col("se_b").pow(2)).sqrt(),
        )
        .with_columns(z=pl.when(pl.col("se") > 0).then(pl.col("difference") / pl.col("se")))
        .select("column", "coef_a", "coef_b", "difference", "se", "z")
        .sort(pl.col("column").cast(pl.Enum(order)))
    )


def _se(model: ModelFile) -> np.ndarray[Any, np.dtype[np.float64]]:
    errors: np.ndarray[Any, np.dtype[np.float64]] = np.sqrt(np.diag(model.covariance))
    return errors


def _inputs(a: Manifest, b: Manifest) -> pl.DataFrame:
    files_a, files_b = ({each.role: each for each in m.inputs} for m in (a, b))
    rows = [
        (
            role,
            files_a[role].file if role in files_a else None,
            files_b[role].file if role in files_b else None,
            role in files_a and role in files_b and files_a[role].sha256 == files_b[role].sha256,
        )
        for role in dict.fromkeys([*files_a, *files_b])
    ]
    schema = {"role": pl.String, "file_a": pl.String, "file_b": pl.String, "same": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _versions(a: Manifest, b: Manifest) -> dict[str, tuple[str, str]]:
    one, two = ({"jalon": m.jalon, "python": m.python, **m.libraries} for m in (a, b))
    return {
        name: (one.get(name, "-"), two.get(name, "-"))
        for name in dict.fromkeys([*one, *two])
        if one.get(name) != two.get(name)
    }
