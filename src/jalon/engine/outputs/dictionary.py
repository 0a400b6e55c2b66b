"""The data dictionary: what every column of every table means, in words that are translated."""

import gettext
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from jalon.engine.outputs.columns import BY_NAME, PROBABILITY, SCORE, SHARE, Column, Kind
from jalon.messages import marked as _
from jalon.messages import translator


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a run; `name` is its file, `title` the heading that people read."""

    name: str
    title: str
    columns: tuple[Column, ...]


# Closed vocabularies that stand in cells, and the names of the kinds of values.
WORDS = (
    *(_("very low"), _("low"), _("medium"), _("high"), _("very high")),
    *(_("firm"), _("likely"), _("uncertain")),
    *(_("reliable"), _("weakly reliable"), _("not reliable")),
    *(_("nation"), _("region"), _("area"), _("nation with the census's shares of regions")),
    *(_("ok"), _("warn"), _("refuse"), _("yes"), _("no")),
    *(_("risk"), _("protective"), _("guess"), _("none")),
    *(_("must"), _("never"), _("not eligible")),
    *(_("combination"), _("below"), _("above")),
    *(_("logit"), _("effects"), _("information"), _("design"), _("areas")),
    *(_("scaling"), _("weighting"), _("aggregation"), _("dropped")),
    *(_("min-max"), _("z-score"), _("identity"), _("equal"), _("equal-by-dimension")),
    *(_("expert"), _("pca"), _("entropy"), _("regression"), _("arithmetic"), _("geometric")),
)
KINDS = (
    *(_("text"), _("word"), _("yes/no"), _("whole number"), _("number"), _("decimal number")),
    *(_("share, 0 to 1"), _("difference of shares")),
)


def _table(name: str, title: str, columns: str, /, **different: Column) -> Table:
    """Build a table from column names; `different` says what a name means in this table."""
    entries = (replace(different.get(c) or BY_NAME[c], name=c) for c in columns.split())
    return Table(name, title, tuple(entries))


TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        _table(
            *("areas", _("Areas")),
            "area name region region_name children rate expected se se_estimation se_area "
            "se_finite low90 high90 low95 high95 cv precision sampled n_sample psus_sample class "
            "class_label class_probability certainty rank rank_low90 rank_high90 "
            "top_tenth_probability rank_set_low90 rank_set_high90 expected_order "
            "true_rate",
        ),
        _table(
            *("groups", _("Groups")),
            "area name region variable level children rate expected se low95 high95 suppressed",
        ),
        _table(
            *("national_groups", _("Nation by group")),
            "variable level children rate expected se low95 high95",
        ),
        _table(
            *("national", _("Nation and regions")),
            "level code name children rate se low95 high95 expected direct_rate direct_se "
            "direct_low95 direct_high95 n_sample psus deff precision",
            level=Column("level", Kind.WORD, _("Scope"), _("Nation or region.")),
        ),
        _table(
            *("direct", _("Direct estimates")),
            "domain code name n cases psus dof rate se low95 high95 total total_se cv log_cv deff "
            "n_eff precision",
            domain=replace(BY_NAME["domain"], kind=Kind.WORD),
            rate=BY_NAME["direct_rate"],
        ),
        _table(
            *("coefficients", _("Coefficients")),
            "term column label coef se odds_ratio or_low95 or_high95 p marginal_effect "
            "marginal_effect_se",
            se=Column("se", Kind.NUMBER, _("Standard error"), _("Of the coefficient.")),
        ),
        _table(
            *("coefficient_errors", _("Errors of the coefficients")),
            "model column coef se_information se_design se_areas se_bootstrap errors_used",
        ),
        _table(
            *("terms", _("Terms of the model")),
            "term f_statistic df1 df2 p adjusted_p daic_without lasso_place",
        ),
        _table(*("factors", _("Factors")), "area group contribution log_odds"),
        _table(
            *("harmonisation", _("Survey against census")),
            "scope variable level survey_share census_share se z d psi status",
        ),
        _table(
            *("agreement", _("Survey against census, jointly")),
            "scope variable f_statistic df1 df2 p psi status",
            f_statistic=Column(
                "f_statistic", Kind.NUMBER, _("Wald F"), _("No level's share differs.")
            ),
        ),
        _table(
            *("classes", _("Classes")),
            "class label low high areas children expected",
            label=BY_NAME["class_label"],
            low=replace(BY_NAME["low"], kind=Kind.SHARE),
            high=replace(BY_NAME["high"], kind=Kind.SHARE),
        ),
        _table(
            *("cuts", _("Cut points")),
            "reference class low high areas",
            low=replace(BY_NAME["low"], kind=Kind.SHARE),
            high=replace(BY_NAME["high"], kind=Kind.SHARE),
        ),
        _table(*("reading", _("What was read")), "source file rows_read rows_used reason rows"),
        _table(
            *("area_level", _("Area-level model")),
            "area name sampled n_sample n_eff direct_rate rate area_rate se low95 high95 shrinkage",
        ),
        _table(
            *("assessment", _("Assessment of the model")),
            "name value low high note",
            name=Column("name", Kind.TEXT, _("Measure"), _("Measure of how well the model does.")),
        ),
        _table(
            *("effects", _("Effects of areas and units")),
            "effects_of effect_groups sd sd_se latent_share p",
            p=Column("p", Kind.NUMBER, _("p-value"), _("That there are no such effects.")),
        ),
        _table(
            *("benchmark", _("Moved to the survey's rates")),
            "margin code name direct_rate direct_se predicted target shift large_shift",
        ),
        _table(
            *("regions_held_out", _("Regions held out")),
            "region name n direct direct_se predicted_in_sample predicted_held_out largest_shift "
            "shifted",
        ),
        _table(
            *("alternatives", _("Alternative runs")),
            "label n national_rate lowest highest auc_held_out correlation_in_sample "
            "correlation_held_out mean_difference largest_difference other_class",
        ),
        _table(
            *("what_if", _("What if")),
            "label level code name concerned rate_before rate_after change se low95 high95 "
            "expected_change suppressed note",
            level=Column("level", Kind.WORD, _("Scope"), _("Nation, region or area.")),
            se=Column("se", Kind.POINTS, _("Standard error"), _("Of the change.")),
            low95=replace(BY_NAME["low95"], kind=Kind.POINTS),
            high95=replace(BY_NAME["high95"], kind=Kind.POINTS),
        ),
        _table(
            *("what_if_beyond", _("What if, beyond what was seen")),
            "label factor outside combination seen_from seen_to farthest children areas places",
            children=Column(
                *("children", Kind.COUNT, _("Children")),
                _("Children who would be there; nothing where they are few."),
            ),
            areas=Column("areas", Kind.COUNT, _("Areas"), _("Number of areas concerned.")),
        ),
        _table(
            *("beside", _("Beside published figures")),
            "label what here here_se published source note",
            source=Column("source", Kind.TEXT, _("Source"), _("Who published it.")),
        ),
        _table(
            *("target", _("Areas under a budget")),
            "area name region region_name children rate expected class class_label "
            "class_probability certainty rank chosen by_rank requirement cost reached "
            "cost_per_child",
        ),
        _table(
            *("frontier", _("Frontier of the budget")),
            "budget cost areas reached low90 high90 by_rank",
            areas=Column("areas", Kind.COUNT, _("Areas"), _("Number of areas chosen.")),
            low90=Column(
                "low90", Kind.EXPECTED, _("90 %: from"), _("Of the children, over the draws.")
            ),
            high90=Column(
                "high90", Kind.EXPECTED, _("90 %: to"), _("Of the children, over the draws.")
            ),
            by_rank=Column(
                *("by_rank", Kind.EXPECTED, _("Highest rates first")),
                _("Children reached by taking the highest rates while the money lasts."),
            ),
        ),
        _table(
            *("index", _("Index of the areas")),
            "area name region region_name index class class_label class_share certainty rank "
            "rank_mean rank_low90 rank_high90 filled",
            **{
                "class": Column(
                    "class", Kind.COUNT, _("Class number"), _("Class of the index; 1 is lowest.")
                ),
                "class_label": Column(
                    "class_label", Kind.WORD, _("Class"), _("Class of the index, in words.")
                ),
                "certainty": replace(
                    BY_NAME["certainty"],
                    meaning=_("By the draws in the class: firm from 0.8, likely from 0.5."),
                ),
                "rank": Column(
                    "rank", Kind.COUNT, _("Rank"), _("Place by the index; 1 is most vulnerable.")
                ),
            },
        ),
        _table(
            *("index_classes", _("Classes of the index")),
            "class label low high areas index",
            label=replace(BY_NAME["class_label"], meaning=_("Class of the index, in words.")),
            index=replace(BY_NAME["index"], meaning=_("Mean index of the class's areas.")),
        ),
        _table(*("dimensions", _("Dimensions")), "dimension indicators weight alpha correlation"),
        _table(
            *("indicators", _("Indicators")),
            "indicator dimension direction weight effective_weight correlation_ratio correlation "
            "alpha_without lowest mean highest beyond filled",
            lowest=Column("lowest", Kind.NUMBER, _("Lowest value"), _("Lowest value of an area.")),
            highest=Column(
                "highest", Kind.NUMBER, _("Highest value"), _("Highest value of an area.")
            ),
        ),
        _table(*("correlations", _("Correlations")), "indicator other correlation"),
        _table(
            *("choices", _("What hangs on the choices")),
            "choice option draws rank_shift variance_share",
        ),
        _table(
            *("validity", _("Beside other measures")),
            "with n pearson spearman",
            n=Column("n", Kind.COUNT, _("Areas or regions"), _("Known in both.")),
        ),
        _table(
            *("names", _("Joined by name")),
            "table region_name name code area_name match score note",
            name=Column("name", Kind.TEXT, _("Name in the table"), _("As the table spells it.")),
        ),
        _table(
            *("indicator_values", _("Values of the indicators")),
            "area indicator value scaled filled",
            value=Column("value", Kind.NUMBER, _("Value"), _("The value as it was read.")),
            filled=Column(
                "filled", Kind.FLAG, _("Filled in"), _("Missing, and the mean of the region.")
            ),
        ),
    )
}


# Columns of which a table has as many as the study has classes or dimensions.
NUMBERED: Mapping[str, tuple[Column, ...]] = {
    "areas": (PROBABILITY,),
    "index": (SCORE, SHARE),
    "index_classes": (SCORE,),
}


def describe(table: str, column: str) -> Column:
    """Return the entry of a column; a name that has none is a mistake in the engine."""
    for numbered in NUMBERED.get(table, ()):
        if column.startswith(numbered.name.removesuffix("*")):
            return replace(numbered, name=column)
    entries = {entry.name: entry for entry in TABLES[table].columns}
    return entries[column]


def label(column: Column, language: str) -> str:
    """Return the heading of a column in `language`."""
    text = translator(language).gettext(column.label)
    return text % {"number": column.name.partition("_")[2]} if "%(number)s" in text else text


def meaning(column: Column, language: str) -> str:
    """Return what a column means in `language`."""
    return translator(language).gettext(column.meaning)


def word(value: object, catalogue: gettext.NullTranslations) -> object:
    """Translate a cell of a closed vocabulary; a word of the study's own stays as it is."""
    return catalogue.gettext(value) if isinstance(value, str) and value else value


def dictionary_frame(frames: Mapping[str, pl.DataFrame], languages: Sequence[str]) -> pl.DataFrame:
    """Return one row per column of `frames`: table, column, kind; label and meaning by language."""
    entries = [
        (table, describe(table, c)) for table, frame in frames.items() for c in frame.columns
    ]
    columns: dict[str, list[str]] = {
        "table": [table for table, _entry in entries],
        "column": [entry.name for _table, entry in entries],
        "kind": [entry.kind.value for _table, entry in entries],
    }
    for language in languages:
        columns[f"label_{language}"] = [label(entry, language) for _table, entry in entries]
        columns[f"meaning_{language}"] = [meaning(entry, language) for _table, entry in entries]
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
