"""Write what a run found."""

from pathlib import Path

import numpy as np
import polars as pl

from jalon.engine.census.harmonise import Unseen
from jalon.engine.charts.choropleth import area_map, map_spec, themes
from jalon.engine.charts.content import ReportContent
from jalon.engine.charts.locale import locale_of
from jalon.engine.charts.render import to_svg
from jalon.engine.outputs.geopackage import write_geopackage
from jalon.engine.outputs.manifest import (
    InputFile,
    input_file,
    make_manifest,
    output_files,
    write_manifest,
)
from jalon.engine.outputs.model import ModelFile, write_model
from jalon.engine.outputs.report import write_report
from jalon.engine.outputs.tables import write_tables
from jalon.engine.outputs.workbook import Cover, write_workbook
from jalon.engine.prepare.areas import AreaRegister
from jalon.engine.prepare.everything import Prepared
from jalon.engine.prepare.reading import Reading
from jalon.engine.runs.content import report_content
from jalon.engine.runs.found import Found
from jalon.engine.sheets.fact_sheets import write_sheets
from jalon.engine.small_area.draws import draw_rates
from jalon.engine.sources.boundaries import Boundaries, Geometries
from jalon.engine.study import Study, in_language
from jalon.engine.study.checked import expand
from jalon.engine.watch import Watch
from jalon.messages import marked as _
from jalon.messages import translator

# Enough for the mean of the worst tenth, and small beside the tables.
DRAWS_KEPT = 200

SYNTHETIC = _("Synthetic country: everything in these files is invented and is about nobody.")
ASSOCIATED = _("Factors are associated with the outcome; they are not shown to cause it.")
NEVER_A_CHILD = _("Estimates are for areas and groups, never for a child.")


def write_run(found: Found, folder: Path, *, sheets: bool, watch: Watch) -> None:
    """Write tables, map, report, fact sheets and manifest into an empty folder."""
    study = found.prepared.study
    geometries, backdrop = polygons_of(found.prepared.register, found.prepared.boundaries)
    content = report_content(
        study,
        found.frames,
        geometries,
        backdrop,
        area_effect=_sigma(found.estimated.sigma2),
        by_area=found.estimated.covariance_of == "areas",
        provenance=provenance(found.prepared),
    )
    with watch.step("tables"):
        write_data(found, content, folder, geometries)
    with watch.step("report"):
        languages = _sheet_languages(study)
        with_sheets = "sheets" if sheets else None
        write_report(content, folder, study.languages, sheets_folder=with_sheets)
    if sheets:
        with watch.step("sheets") as advance:
            write_sheets(
                content,
                folder / "sheets",
                languages,
                progress=lambda done, all_: advance(done / all_),
            )
    watch.seconds["total"] = sum(watch.seconds.values())
    written = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    manifest = make_manifest(
        study=study.text,
        seed=study.seed,
        inputs=input_files(study),
        outputs=output_files(folder, written),
        notes=tuple(notes(found, "en")),
        timings=watch.seconds,
    )
    write_manifest(folder, manifest)


def write_data(found: Found, content: ReportContent, folder: Path, geometries: Geometries) -> None:
    """Write the tables, the workbook, the GeoPackage, the model and the map."""
    study = found.prepared.study
    language = study.languages[0]
    said = tuple(notes(found, language))
    write_tables(found.frames, folder, languages=study.languages, notes=said)
    title = in_language(study.title, language)
    facts = tuple((name, value) for name, value in content.provenance)
    warnings = said[:1] if study.synthetic else ()
    caveats = tuple(in_language(text, language) for text in study.caveats)
    cover = Cover(title, warnings, facts, (*said[len(warnings) :], *caveats))
    write_workbook(folder / "areas.xlsx", found.frames, cover, study.languages, content)
    write_model(folder / "model.json", saved_model(found))
    write_draws(found, folder / "draws.parquet")
    if found.prepared.boundaries is None:
        return
    write_geopackage(
        folder / "areas.gpkg",
        found.frames["areas"],
        geometries,
        title=title,
        languages=study.languages,
        notes=said,
    )
    locale = locale_of(content, language)
    drawn = area_map(content)
    spec = map_spec(content, drawn, themes(content, locale)[0], locale, standalone=True)
    (folder / "map.svg").write_text(to_svg(spec, locale, "map"), encoding="utf-8")


def write_draws(found: Found, path: Path) -> None:
    """Write draws of the areas' rates, by which others may weigh them together (targeting)."""
    estimated = found.estimated
    rng = np.random.default_rng(found.prepared.study.seed)
    draws = draw_rates(estimated.areas, estimated.covariance, rng, draws=DRAWS_KEPT)
    columns = {f"draw_{b + 1}": draws[:, b].astype(np.float32) for b in range(DRAWS_KEPT)}
    pl.DataFrame({"area": found.prepared.register.codes, **columns}).write_parquet(path)


def polygons_of(
    register: AreaRegister, boundaries: Boundaries | None
) -> tuple[Geometries, Geometries]:
    """Return each area's polygon (None where there are no boundaries), and the backdrop."""
    shapes = np.empty(register.size, dtype=object)
    if boundaries is None:
        return shapes, np.empty(0, dtype=object)
    place = {code: i for i, code in enumerate(boundaries.codes)}
    for i, code in enumerate(register.codes):
        shapes[i] = boundaries.geometries[place[code]]
    return shapes, boundaries.backdrop


def saved_model(found: Found) -> ModelFile:
    """Return the model as it is written: enough to score a census elsewhere."""
    study, model, cuts = found.prepared.study, found.model, found.classified.cuts
    covariance, sigma2 = found.estimated.covariance, found.estimated.sigma2
    if found.estimated.predictor is not None:  # a census elsewhere has no respondents of ours
        covariance = model.fit.covariance
        sigma2 = None if model.effect is None else model.effect.cautious
    return ModelFile(
        outcome=in_language(study.outcome.label, study.languages[0]),
        encoding=model.encoding.to_dict(),
        names=model.fit.names,
        coef=model.fit.coef,
        covariance=covariance,
        dof=float(model.fit.dof),
        sigma2_u=sigma2,
        covariance_of=found.estimated.covariance_of,
        cut_points=tuple(cuts.points[0].tolist()) if cuts.reference == "nation" else (),
        class_labels=found.classified.labels,
        cut_method=str(cuts.method.value),
        cut_reference=cuts.reference,
    )


def reading_frame(prepared: Prepared, unseen: Unseen | None) -> pl.DataFrame:
    """Return what was read and used, and why the rest was not; mended codes too."""
    rows: list[tuple[str, str, int, int, str, int]] = []
    for reading in (prepared.sample.reading, prepared.census.reading):
        rows += _reading_rows(reading)
    reading = prepared.sample.reading
    used = prepared.study.survey.unmatched_areas == "region"
    for code, count in prepared.sample.unmatched.items() if used else ():
        rows.append((*_head(reading), f"area-code-in-no-register {code}", count))
    for margin in prepared.census.margins:
        for file, repair in margin.repairs:
            reason = f"code-mended {repair.was} -> {repair.is_}"
            size = prepared.register.size
            rows.append(("margin", _name(file), size, size, reason, 1))
    if unseen is not None and unseen.patterns:
        head = _head(prepared.census.reading)
        rows.append((*head, "patterns-the-survey-lacks", unseen.patterns))
        rows.append((*head, "persons-in-patterns-the-survey-lacks", round(unseen.persons)))
    names = ("source", "file", "rows_read", "rows_used", "reason", "rows")
    kinds = (pl.String, pl.String, pl.Int64, pl.Int64, pl.String, pl.Int64)
    schema = dict(zip(names, kinds, strict=True))
    return pl.DataFrame(rows, schema=schema, orient="row")


def _head(reading: Reading) -> tuple[str, str, int, int]:
    return reading.source, _name(reading.file), reading.rows_read, reading.rows_used


def _name(file: str) -> str:
    return Path(file).name


def _reading_rows(reading: Reading) -> list[tuple[str, str, int, int, str, int]]:
    head = _head(reading)
    return [(*head, reason, rows) for reason, rows in reading.dropped.items()] or [(*head, "", 0)]


def input_files(study: Study) -> list[InputFile]:
    """Return every file that the study names, with its hash."""
    named = {"survey": study.survey.file, "census": study.census.file, "areas": study.areas.file}
    optional = {
        "boundaries": study.boundaries,
        "covariates": study.covariates,
        "truth": study.truth,
    }
    named |= {role: part.file for role, part in optional.items() if part is not None}
    for margin in study.margins:
        named |= {f"margin {name}": table.file for name, table in margin.tables.items()}
    return [
        input_file(role, study.folder / expand(file), relative_to=study.folder)
        for role, file in named.items()
    ]


# What the report calls the parts of its own making.
MADE_OF = (
    *(_("study"), _("seed"), _("survey"), _("census"), _("areas"), _("boundaries")),
    *(_("covariates"), _("truth")),
)


def provenance(prepared: Prepared) -> tuple[tuple[str, str], ...]:
    """Return what the report says of its own making."""
    study = prepared.study
    manifest = make_manifest(
        study=study.text, seed=study.seed, inputs=input_files(study), outputs=()
    )
    return (
        ("jalon", manifest.jalon),
        ("study", f"{study.name}, sha256 {manifest.study_sha256[:16]}"),
        ("seed", str(study.seed)),
        *((each.role, f"{each.file}, sha256 {each.sha256[:16]}") for each in manifest.inputs),
        *(manifest.libraries.items()),
    )


def notes(found: Found, language: str) -> list[str]:
    """Return what a reader of the tables must know first."""
    words = translator(language)
    texts = [words.gettext(NEVER_A_CHILD), words.gettext(ASSOCIATED)]
    if found.prepared.study.synthetic:
        texts.insert(0, words.gettext(SYNTHETIC))
    kept = found.prepared.census.kept
    if kept is None:
        texts.append(words.gettext(STREAMED_KEPT_APART))
    else:
        text = words.gettext(COUNTS_KEPT_APART)
        texts.append(text % {"share": f"{100 * kept.persons_alone:.1f}"})
    return texts


COUNTS_KEPT_APART = _(
    "The census's counts stay in the folder 'confidential': %(share)s %% of the children are alone "
    "in their cell. Do not pass that folder on."
)
STREAMED_KEPT_APART = _(
    "The census's counts stay in the folder 'confidential'. Do not pass that folder on."
)


def _sheet_languages(study: Study) -> tuple[str, ...]:
    if study.sheets.languages:
        return study.sheets.languages
    return tuple(lang for lang in study.languages if lang in {"es", "fr", "en"})[:1] or ("en",)


def _sigma(sigma2: float | None) -> float | None:
    return None if sigma2 is None else float(np.sqrt(sigma2))
