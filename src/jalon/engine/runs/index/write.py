"""Write what a run of the index found."""

from pathlib import Path

from jalon.engine.charts.choropleth import area_map, map_spec
from jalon.engine.charts.index_content import IndexContent
from jalon.engine.charts.index_figures import index_themes
from jalon.engine.charts.locale import DECIMAL, Locale
from jalon.engine.charts.render import to_svg
from jalon.engine.outputs.geopackage import write_geopackage
from jalon.engine.outputs.index_report import write_index_report
from jalon.engine.outputs.manifest import (
    InputFile,
    input_file,
    make_manifest,
    output_files,
    write_manifest,
)
from jalon.engine.outputs.tables import write_tables
from jalon.engine.outputs.workbook import Cover, write_workbook
from jalon.engine.runs.index.content import index_content
from jalon.engine.runs.index.found import FoundIndex
from jalon.engine.runs.write import SYNTHETIC, polygons_of
from jalon.engine.sources.boundaries import Geometries
from jalon.engine.study import IndexStudy, in_language
from jalon.engine.study.checked import expand
from jalon.engine.watch import Watch
from jalon.messages import marked as _
from jalon.messages import translator

NOT_A_RATE = _(
    "The index says where children are exposed, by what registers know; it is no rate of child "
    "labour and no count of children."
)
OF_AREAS = _("It is about areas, never about a child or a household.")


def write_index_run(found: FoundIndex, folder: Path, *, watch: Watch) -> None:
    """Write tables, map, report and manifest into an empty folder."""
    study = found.prepared.study
    shapes, backdrop = polygons_of(found.prepared.register, found.prepared.boundaries)
    inputs = input_files(study)
    content = index_content(found, shapes, backdrop, _provenance(study, inputs))
    with watch.step("tables"):
        _write_data(found, content, folder, shapes)
    with watch.step("report"):
        write_index_report(content, folder, study.languages)
    watch.seconds["total"] = sum(watch.seconds.values())
    written = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    manifest = make_manifest(
        study=study.text,
        seed=study.seed,
        inputs=inputs,
        outputs=output_files(folder, written),
        notes=tuple(notes(study, "en")),
        timings=watch.seconds,
    )
    write_manifest(folder, manifest)


def _write_data(found: FoundIndex, content: IndexContent, folder: Path, shapes: Geometries) -> None:
    study = found.prepared.study
    language = study.languages[0]
    said = tuple(notes(study, language))
    write_tables(found.frames, folder, languages=study.languages, notes=said)
    caveats = tuple(in_language(text, language) for text in study.caveats)
    title = in_language(study.title, language)
    cover = Cover(title, (), content.provenance, (*said, *caveats))
    write_workbook(folder / "index.xlsx", found.frames, cover, study.languages, content)
    if found.prepared.boundaries is None:
        return
    write_geopackage(
        folder / "index.gpkg",
        found.frames["index"],
        shapes,
        title=title,
        languages=study.languages,
        notes=said,
        table="index",
    )
    locale = Locale(language, DECIMAL.get(language, "."))
    theme = index_themes(content, locale)[0]
    spec = map_spec(content, area_map(content), theme, locale, standalone=True)
    (folder / "map.svg").write_text(to_svg(spec, locale, "map"), encoding="utf-8")


def notes(study: IndexStudy, language: str) -> list[str]:
    """Return what a reader of the tables must know first."""
    words = translator(language)
    texts = [words.gettext(NOT_A_RATE), words.gettext(OF_AREAS)]
    return [words.gettext(SYNTHETIC), *texts] if study.synthetic else texts


def input_files(study: IndexStudy) -> list[InputFile]:
    """Return every file that the study names, with its hash."""
    named = {"areas": study.areas.file}
    if study.boundaries is not None:
        named["boundaries"] = study.boundaries.file
    if study.survey_rates is not None:
        named["survey_rates"] = study.survey_rates.file
    for key, table in study.tables.items():
        named[f"table {key}"] = table.file
        if table.names is not None:
            named[f"names {key}"] = table.names.file
    return [
        input_file(role, study.folder / expand(file), relative_to=study.folder)
        for role, file in named.items()
    ]


def _provenance(study: IndexStudy, inputs: list[InputFile]) -> tuple[tuple[str, str], ...]:
    manifest = make_manifest(study=study.text, seed=study.seed, inputs=inputs, outputs=())
    return (
        ("jalon", manifest.jalon),
        ("study", f"{study.name}, sha256 {manifest.study_sha256[:16]}"),
        ("seed", str(study.seed)),
        *((each.role, f"{each.file}, sha256 {each.sha256[:16]}") for each in manifest.inputs),
        *(manifest.libraries.items()),
    )
