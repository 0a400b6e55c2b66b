"""What was made from a finished run, shown in its own report: targeting, validation, refits."""

import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
from markupsafe import Markup

from jalon.engine.charts.locale import Locale, locale_of
from jalon.engine.charts.render import to_svg
from jalon.engine.charts.target_figures import frontier_figure
from jalon.engine.outputs.follow_up_page import FollowUp, Refitted, Targeted, Validated, placed
from jalon.engine.outputs.manifest import (
    MANIFEST,
    Manifest,
    output_files,
    read_manifest,
    write_manifest,
)
from jalon.engine.runs.bootstrapping import TABLE as REFITS
from jalon.engine.runs.content import report_content
from jalon.engine.runs.folder import CONFIDENTIAL, writing
from jalon.engine.runs.sheet import read_frames
from jalon.engine.runs.target import study_of
from jalon.engine.study import Study
from jalon.engine.validate.report import WAYS, coverage_figure, table_heads, table_rows
from jalon.errors import BadInput

TARGET, VALIDATION, BOOTSTRAP = "target", "validation", "bootstrap"
SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Shown:
    """What the report shows now, of target, validation and bootstrap, and its first edition."""

    parts: tuple[str, ...]
    report: Path


def show_in_report(
    run: Path | str, *, validation: Path | None = None, bootstrap: Path | None = None
) -> Shown:
    """Show in a run's report what was made from the run, and bring its manifest up to date.

    A choice of areas is looked for in the run's folder, where `target` writes it. A validation
    and refits are copied into it; without a folder given they are looked for beside the run, where
    the commands write them, or in the run from an earlier time. Everything else in the report
    stays byte for byte, and what is there no longer is taken out.

    Raises
    ------
    BadInput
        "no-manifest"; "target-of-index"; "report-has-no-place": the report is of an earlier
        version; "follow-up-missing"; "follow-up-of-another": a folder given is not made from this
        run's study.
    CannotWrite("folder-unwritable")
    """
    run = Path(run)
    manifest = read_manifest(run)
    study = study_of(run)
    frames = read_frames(run)
    _take_validation(run, manifest, validation)
    _take_bootstrap(run, frames["areas"], bootstrap)
    shapes = np.full(frames["areas"].height, None, dtype=object)
    content = report_content(study, frames, shapes, shapes[:0], area_effect=None)
    names = _reports(study)
    with writing(run):
        for number, (language, name) in enumerate(names):
            locale = locale_of(content, language)
            found = _found(run, locale, first=number == 0)
            path = run / name
            page = path.read_text(encoding="utf-8")
            path.write_text(placed(page, content, locale, found, name), encoding="utf-8")
        _renew_manifest(run, manifest)
    parts = (part for part in (TARGET, VALIDATION, BOOTSTRAP) if _there(run, part))
    return Shown(tuple(parts), run / names[0][1])


def _reports(study: Study) -> list[tuple[str, str]]:
    languages = study.languages
    return [(languages[0], "report.html"), *((one, f"report.{one}.html") for one in languages[1:])]


FILES = {TARGET: "frontier.csv", VALIDATION: "validation.csv", BOOTSTRAP: REFITS}


def _there(run: Path, part: str) -> bool:
    return (run / part / FILES[part]).is_file()


def _take_validation(run: Path, manifest: Manifest, folder: Path | None) -> None:
    """Copy the pages and the table of a validation of the same study."""
    source = folder or run.parent / f"{run.name}-{VALIDATION}"
    if not (source / MANIFEST).is_file():
        if folder is not None:
            raise BadInput("no-manifest", folder=folder)
        return
    if read_manifest(source).study_sha256 != manifest.study_sha256:
        if folder is not None:
            raise BadInput("follow-up-of-another", folder=folder)
        return
    with writing(run):
        (run / VALIDATION).mkdir(exist_ok=True)
        for path in sorted(source.glob("validation*")):
            if path.suffix in {".html", ".csv"}:
                shutil.copyfile(path, run / VALIDATION / path.name)


def _take_bootstrap(run: Path, areas: pl.DataFrame, folder: Path | None) -> None:
    """Copy the refits' table if its rates and errors are those of the run."""
    source = folder or run.parent / f"{run.name}-{BOOTSTRAP}"
    if not (source / REFITS).is_file():
        if folder is not None:
            raise BadInput("follow-up-missing", file=source / REFITS)
        return
    if not _same_rates(areas, _refits(source)):
        if folder is not None:
            raise BadInput("follow-up-of-another", folder=folder)
        return
    with writing(run):
        (run / BOOTSTRAP).mkdir(exist_ok=True)
        shutil.copyfile(source / REFITS, run / BOOTSTRAP / REFITS)


def _refits(folder: Path) -> pl.DataFrame:
    return pl.read_csv(folder / REFITS, schema_overrides={"area": pl.String})


def _same_rates(areas: pl.DataFrame, refits: pl.DataFrame) -> bool:
    both = areas.select("area", "rate", "se").join(refits, on="area", how="full", suffix="_refits_")
    if both.height != areas.height or refits.height != areas.height:
        return False
    gaps = both.select(
        (pl.col("rate") - pl.col("rate_refits_")).abs().max(),
        (pl.col("se") - pl.col("se_refits_")).abs().max().alias("se"),
    ).row(0)
    return all(gap is not None and gap < SAME for gap in gaps)


def _found(run: Path, locale: Locale, *, first: bool) -> FollowUp:
    def page(folder: str, name: str) -> str:
        return f"{folder}/{name}.html" if first else f"{folder}/{name}.{locale.language}.html"

    targeted = validated = refitted = None
    drawings: dict[str, Markup] = {}
    if _there(run, TARGET):
        frontier = pl.read_csv(run / TARGET / "frontier.csv")
        budget = json.loads((run / TARGET / "request.json").read_text(encoding="utf-8"))["budget"]
        target = pl.read_csv(run / TARGET / "target.csv", infer_schema_length=None)
        targeted = Targeted(page(TARGET, "target"), budget, target, frontier)
        drawings["frontier"] = _drawn(frontier_figure(frontier, budget, locale), locale, "frontier")
    if _there(run, VALIDATION):
        frame = pl.read_csv(run / VALIDATION / "validation.csv")
        rows = [
            (f"{locale.gettext(words)}: {row['label']}", *row["cells"])
            for way, words in WAYS.items()
            for row in table_rows(frame, way, locale)
        ]
        surveys = frame.select(pl.col("simulated").min().fill_null(0)).item()
        validated = Validated(page(VALIDATION, "validation"), surveys, table_heads(locale), rows)
        drawings["coverage"] = _drawn(coverage_figure(frame, locale), locale, "coverage")
    if _there(run, BOOTSTRAP):
        refitted = Refitted(f"{BOOTSTRAP}/{REFITS}", _refits(run / BOOTSTRAP))
    return FollowUp(targeted, validated, refitted, drawings)


def _drawn(spec: dict[str, object], locale: Locale, key: str) -> Markup:
    svg = to_svg(spec, locale, key)
    labelled = svg.replace("<svg ", f'<svg role="img" aria-labelledby="figure-{key}" ', 1)
    return Markup(labelled)  # noqa: S704 -- Vega escapes


def _renew_manifest(run: Path, manifest: Manifest) -> None:
    """Write the manifest again with the report as it is now, and with what was made since."""
    made = {TARGET, VALIDATION, BOOTSTRAP}
    listed = {each.file for each in manifest.outputs}
    written = [
        path
        for path in sorted(run.rglob("*"))
        if path.is_file()
        and CONFIDENTIAL not in (parts := path.relative_to(run).parts)
        and (path.relative_to(run).as_posix() in listed or parts[0] in made)
    ]
    write_manifest(run, replace(manifest, outputs=output_files(run, written)))
