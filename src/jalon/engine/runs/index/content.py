"""What the report may say of a run of the index."""

import numpy as np

from jalon.engine.charts.content import Geometries, Note, Words
from jalon.engine.charts.index_content import IndexContent
from jalon.engine.index import Aggregation, Scaling, Weighting
from jalon.engine.runs.content import METHODS, made_at, said, words
from jalon.engine.runs.index.found import FoundIndex
from jalon.engine.study import IndexStudy, Text, in_language
from jalon.messages import LANGUAGES
from jalon.messages import marked as _

SCALINGS = {
    Scaling.MIN_MAX: _("from its lowest to its highest value, 0 to 100"),
    Scaling.Z_SCORE: _("in standard deviations from the mean"),
    Scaling.RANK: _("by rank, 0 to 100"),
    Scaling.IDENTITY: _("percentages as they are"),
}
WEIGHTINGS = {
    Weighting.EQUAL: _("every indicator alike"),
    Weighting.EQUAL_BY_DIMENSION: _("every dimension alike"),
    Weighting.EXPERT: _("weights given by experts"),
    Weighting.PCA: _("weights by principal components"),
    Weighting.ENTROPY: _("weights by entropy"),
    Weighting.REGRESSION: _("weights fitted to a survey's regional rates"),
}
AGGREGATIONS = {
    Aggregation.ARITHMETIC: _("arithmetic mean: one dimension makes good for another"),
    Aggregation.GEOMETRIC: _("geometric mean: one dimension makes good for another in part only"),
}
WINSORISED = _("%(share)s of the areas at either end drawn in to that quantile first")


def index_content(
    found: FoundIndex,
    shapes: Geometries,
    backdrop: Geometries,
    provenance: tuple[tuple[str, str], ...],
) -> IndexContent:
    """Put a run's frames and its study's words together."""
    study, frames = found.prepared.study, found.frames
    drawn = np.array([shape is not None for shape in shapes], dtype=np.bool_)
    codes = np.array(found.prepared.register.codes, dtype=object)
    validity_labels = {name: words(item.label) for name, item in study.beside.items()}
    if study.survey_rates is not None:
        validity_labels["survey_rates"] = words(study.survey_rates.label)
    return IndexContent(
        title=words(study.title),
        country=words(study.areas.country or study.title),
        area_kind=words(study.areas.kind),
        area_kind_plural=words(study.areas.kind_plural),
        region_kind=words(study.areas.region_kind),
        areas=frames["index"],
        classes=frames["index_classes"],
        indicators=frames["indicators"],
        dimensions=frames["dimensions"],
        correlations=frames["correlations"],
        choices=frames["choices"],
        area_codes=tuple(codes[drawn]),
        geometries=shapes[drawn],
        made_at=made_at(),
        recipe=_recipe(found),
        indicator_labels={name: words(item.label) for name, item in study.indicators.items()},
        dimension_labels={name: words(item.label) for name, item in study.dimensions.items()},
        scale_ends=found.recipe.scaling is not Scaling.Z_SCORE,
        backdrop=backdrop,
        validity=frames.get("validity"),
        validity_labels=validity_labels,
        names=frames.get("names"),
        reading=frames.get("reading"),
        class_method=said(METHODS[found.cuts.method]) if found.cuts else said(BY_DIMENSIONS),
        caveats=tuple(Note({}, words(text)) for text in _caveats(study)),
        disclaimer=words(study.boundaries.disclaimer) if study.boundaries else {},
        source_line=_sources(study),
        provenance=provenance,
        synthetic=study.synthetic,
    )


BY_DIMENSIONS = _("areas whose dimensions are alike (k-means)")


def _recipe(found: FoundIndex) -> dict[str, Words]:
    recipe = found.recipe
    steps = {
        "scaling": said(SCALINGS[recipe.scaling]),
        "weighting": said(WEIGHTINGS[recipe.weighting]),
        "aggregation": said(AGGREGATIONS[recipe.aggregation]),
    }
    if recipe.winsorise:
        share = f"{100 * recipe.winsorise:g} %"
        steps["winsorise"] = {
            language: text % {"share": share} for language, text in said(WINSORISED).items()
        }
    return steps


def _caveats(study: IndexStudy) -> list[Text]:
    notes = [item.note for item in study.indicators.values() if item.note]
    return [*study.caveats, *notes]


def _sources(study: IndexStudy) -> Words:
    parts: list[Text] = [table.source for table in study.tables.values()]
    if study.survey_rates is not None:
        parts.append(study.survey_rates.source)
    if study.boundaries is not None and study.boundaries.source:
        parts.append(study.boundaries.source)
    return {
        language: "; ".join(dict.fromkeys(in_language(part, language) for part in parts if part))
        for language in LANGUAGES
    }
