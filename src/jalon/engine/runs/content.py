"""What the report and the fact sheets may say of a run."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np
import polars as pl

from jalon.engine.charts.content import Note, ReportContent, Threshold, Words
from jalon.engine.classify.breaks import Method
from jalon.engine.outcomes.child_labour import RULES
from jalon.engine.runs.factors import OWN
from jalon.engine.small_area.precision import SCHEMES
from jalon.engine.sources.boundaries import Geometries
from jalon.engine.study import Study, Text, in_language
from jalon.messages import LANGUAGES, translator
from jalon.messages import marked as _

METHODS = {
    Method.FIXED: _("cut points fixed by the study"),
    Method.EQUAL_WIDTH: _("classes of equal width"),
    Method.QUANTILES: _("classes with equal numbers of areas"),
    Method.JENKS: _("natural breaks (Jenks and Fisher)"),
    Method.K_MEANS: _("k-means"),
    Method.WARD: _("hierarchical groups (Ward)"),
    Method.DALENIUS_HODGES: _("Dalenius and Hodges"),
}
REFERENCES = {
    "nation": _("all areas of the country together"),
    "region": _("the areas of each region by themselves"),
}
AREA_EFFECT_LEFT_OUT = _(
    "Too few areas hold two sampling units, so how far areas depart from the model could not be "
    "measured: the area effect is left out, and the intervals are too narrow for it."
)
BY_AREA = _(
    "Covariates are known by area, and areas share what the model leaves out. The errors of the "
    "areas therefore take whole areas as varying together; the intervals of the odds ratios follow "
    "the survey's sampling units and may be too narrow for the covariates."
)
TOO_MANY_FACTORS = _(
    "The study leaves more factors apart than an area's difference can be divided among. Join some "
    "under factor_groups to see the decomposition."
)
LOST = _(
    "%(share)s of the census rows of the population lack a value that the model needs and are not "
    "counted: numbers of children are too low by about as much."
)
WORTH_SAYING = 0.01
STREAMED = _(
    "The census was read as a stream: there are no estimates by group and no decomposition."
)


def words(text: Text) -> Words:
    """Return a study's text in every language that it has."""
    return dict.fromkeys(LANGUAGES, text) if isinstance(text, str) else {**text}


def said(text: str) -> Words:
    """Return one of Jalon's own texts in every language."""
    return {lang: translator(lang).gettext(text) for lang in LANGUAGES}


def made_at(environment: Mapping[str, str] = os.environ) -> datetime:
    """Return today, or the day in SOURCE_DATE_EPOCH, by which builds are repeated exactly."""
    epoch = environment.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def report_content(
    study: Study,
    frames: Mapping[str, pl.DataFrame],
    geometries: Geometries,
    backdrop: Geometries,
    *,
    area_effect: float | None,
    by_area: bool = False,
    provenance: tuple[tuple[str, str], ...] = (),
) -> ReportContent:
    """Put a run's frames and its study's words together.

    `geometries` are the areas' polygons in the order of the frame of areas, None for an area
    that has none. `by_area` says that the areas' errors take whole areas as varying together.
    """
    areas = frames["areas"]
    drawn = np.array([shape is not None for shape in geometries], dtype=np.bool_)
    codes = areas["area"].to_list()
    optional: dict[str, Any] = {
        name: frames[name]
        for name in (
            "groups",
            "national_groups",
            "direct",
            "coefficients",
            "coefficient_errors",
            "factors",
            "harmonisation",
            "reading",
            "assessment",
            "regions_held_out",
            "alternatives",
            "beside",
            "what_if",
            "what_if_beyond",
            "effects",
            "benchmark",
        )
        if name in frames and frames[name].height
    }
    return ReportContent(
        title=words(study.title),
        outcome=words(study.outcome.label),
        population=words(study.population.label),
        country=words(study.areas.country or study.title),
        area_kind=words(study.areas.kind),
        area_kind_plural=words(study.areas.kind_plural),
        region_kind=words(study.areas.region_kind),
        areas=areas,
        national=frames["national"],
        classes=frames["classes"],
        area_codes=tuple(code for code, there in zip(codes, drawn, strict=True) if there),
        geometries=geometries[drawn],
        made_at=made_at(),
        backdrop=backdrop,
        variables=_variables(study),
        levels=_levels(study),
        factor_groups={
            OWN: said(_("What the model does not see")),
            **{name: words(group.label) for name, group in study.model.factor_groups.items()},
        },
        class_method=said(METHODS[Method(study.classification.method)]),
        class_reference=said(REFERENCES[study.classification.within]),
        direct_scheme=said(SCHEMES[study.precision.direct].title),
        precision_scheme=said(SCHEMES[study.precision.model].title),
        outcome_definition=_definition(study),
        thresholds=_thresholds(study),
        caveats=tuple(
            Note({}, words(text)) for text in _caveats(study, area_effect, by_area, frames)
        ),
        disclaimer=words(study.boundaries.disclaimer) if study.boundaries else {},
        source_line=_sources(study),
        provenance=provenance,
        synthetic=study.synthetic,
        area_effect=area_effect,
        phrases=_phrases(study),
        **optional,
    )


def _variables(study: Study) -> dict[str, Words]:
    labels = {name: words(variable.label) for name, variable in study.variables.items()}
    if study.covariates is not None:
        labels |= {name: words(item.label) for name, item in study.covariates.columns.items()}
    return labels


def _levels(study: Study) -> dict[tuple[str, str], Words]:
    return {
        (name, level): words(variable.level_labels.get(level, level))
        for name, variable in study.variables.items()
        for level in variable.levels
    }


def _phrases(study: Study) -> dict[str, Words]:
    """Return the study's sentences that stand in frames, by their text in the first language."""
    texts: list[Text] = [alternative.label for alternative in study.alternatives]
    for wish in study.what_if:
        texts += [wish.label, wish.note]
    for check in study.checks:
        texts += [check.label, check.source]
    for published in study.published:
        texts += [published.label, published.source, published.note]
    return {in_language(text, study.languages[0]): words(text) for text in texts if text}


def _definition(study: Study) -> Words:
    rule = RULES.get(study.outcome.rule or "")
    return said(rule.title) if rule else words(study.outcome.label)


def _thresholds(study: Study) -> tuple[Threshold, ...]:
    """Return the numbers of the outcome's rule, or the study's own condition."""
    if study.outcome.rule is None:
        return (Threshold(said(_("Condition of the study")), study.outcome.sql or "", study.name),)
    rule = RULES[study.outcome.rule]
    table = {"ages": study.population.ages, **study.outcome.parameters}
    return tuple(
        Threshold(said(label), value, source)
        for label, value, source in rule.parameters.read(table).describe()
    )


def _caveats(
    study: Study,
    area_effect: float | None,
    by_area: bool,
    frames: Mapping[str, pl.DataFrame],
) -> list[Text]:
    texts: list[Text] = list(study.caveats)
    texts += [margin.assumption for margin in study.margins if margin.assumption]
    texts += [reason for reason in study.harmonisation.accept.values() if reason]
    texts += [variable.note for variable in study.variables.values() if variable.note]
    if area_effect is None:
        texts.append(said(AREA_EFFECT_LEFT_OUT))
    if by_area:
        texts.append(said(BY_AREA))
    if study.census.scan == "stream":
        texts.append(said(STREAMED))
    elif "factors" not in frames:
        texts.append(said(TOO_MANY_FACTORS))
    if lost := _lost_children(frames["reading"]):
        texts.append({lang: text % {"share": f"{lost:.0%}"} for lang, text in said(LOST).items()})
    return texts


def _lost_children(reading: pl.DataFrame) -> float:
    """Return the share of the census's rows left out for missing values, where it matters."""
    census = reading.filter(pl.col("source") == "census")
    if not census.height:
        return 0.0
    missing = census.filter(pl.col("reason").str.starts_with("missing-"))["rows"].sum()
    share = missing / max(1, missing + census["rows_used"][0])
    return share if share > WORTH_SAYING else 0.0


def _sources(study: Study) -> Words:
    parts: list[Text] = [study.survey.source, study.census.source]
    parts += [margin.source for margin in study.margins if margin.source]
    if study.covariates is not None and study.covariates.source:
        parts.append(study.covariates.source)
    if study.boundaries is not None and study.boundaries.source:
        parts.append(study.boundaries.source)
    return {
        lang: "; ".join(dict.fromkeys(in_language(part, lang) for part in parts if part))
        for lang in LANGUAGES
    }
