"""The data dictionary: what every column of every table means, in words that are translated."""

import gettext
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import polars as pl

from jalon.messages import marked as _
from jalon.messages import translator


class Kind(StrEnum):
    """How a value is to be read and shown."""

    TEXT = "text"
    WORD = "word"  # one of a few, translated where people read it
    FLAG = "yes/no"
    COUNT = "whole number"
    EXPECTED = "number"  # an estimated count: kept with decimals, shown without
    SHARE = "share, 0 to 1"
    POINTS = "difference of shares"
    NUMBER = "decimal number"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `label` and `meaning` are English, the keys of their translations."""

    name: str
    kind: Kind
    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a run; `name` is its file, `title` the heading that people read."""

    name: str
    title: str
    columns: tuple[Column, ...]


# Closed vocabularies that stand in cells.
WORDS = (
    *(_("very low"), _("low"), _("medium"), _("high"), _("very high")),
    *(_("firm"), _("likely"), _("uncertain")),
    *(_("reliable"), _("weakly reliable"), _("not reliable")),
    *(_("nation"), _("region"), _("area"), _("urban"), _("rural")),
    *(_("ok"), _("warn"), _("refuse"), _("yes"), _("no")),
    *(_("text"), _("word"), _("yes/no"), _("whole number"), _("number"), _("decimal number")),
    *(_("share, 0 to 1"), _("difference of shares")),
)

COLUMNS = (
    Column("area", Kind.TEXT, _("Area code"), _("Code of the area in the register of areas.")),
    Column("name", Kind.TEXT, _("Name"), _("Name of the area or region, as in the register.")),
    Column("region", Kind.TEXT, _("Region code"), _("Code of the region that holds the area.")),
    Column("region_name", Kind.TEXT, _("Region"), _("Name of the region that holds the area.")),
    Column("children", Kind.COUNT, _("Children"), _("Children of the age range in the census.")),
    Column("rate", Kind.SHARE, _("Rate"), _("Estimated share of children with the outcome.")),
    Column(
        "expected", Kind.EXPECTED, _("Expected children"), _("Rate times children: an expectation.")
    ),
    Column("se", Kind.SHARE, _("Standard error"), _("Standard error of the rate, all parts.")),
    Column(
        *("se_estimation", Kind.SHARE, _("Standard error: estimation")),
        _("Part of the standard error that comes from the survey being a sample."),
    ),
    Column(
        *("se_area", Kind.SHARE, _("Standard error: area effect")),
        _("Part that comes from areas differing by more than the model's variables say."),
    ),
    Column(
        *("se_finite", Kind.SHARE, _("Standard error: finite number")),
        _("Part that comes from the area having a limited number of children."),
    ),
    Column("low90", Kind.SHARE, _("90 %: from"), _("Lower end of the 90 % interval.")),
    Column("high90", Kind.SHARE, _("90 %: to"), _("Upper end of the 90 % interval.")),
    Column("low95", Kind.SHARE, _("95 %: from"), _("Lower end of the 95 % interval.")),
    Column("high95", Kind.SHARE, _("95 %: to"), _("Upper end of the 95 % interval.")),
    Column(
        *("cv", Kind.SHARE, _("Coefficient of variation")),
        _("Standard error divided by the estimate."),
    ),
    Column(
        *("log_cv", Kind.SHARE, _("Logarithmic coefficient of variation")),
        _("Coefficient of variation of the logarithm of the rate, fair to small rates."),
    ),
    Column(
        *("precision", Kind.WORD, _("Precision")),
        _("What the publication rule that the study names says of this estimate."),
    ),
    Column("sampled", Kind.FLAG, _("In the survey"), _("Whether the survey visited the area.")),
    Column(
        *("n_sample", Kind.COUNT, _("Children in the survey")),
        _("Children of the area or region in the survey, unweighted."),
    ),
    Column(
        *("psus_sample", Kind.COUNT, _("Sampling units in the survey")),
        _("Primary sampling units of the survey in the area."),
    ),
    Column("class", Kind.COUNT, _("Class number"), _("Class of the rate; 1 is the lowest.")),
    Column("class_label", Kind.WORD, _("Class"), _("Class of the rate, in words.")),
    Column(
        *("class_probability", Kind.SHARE, _("Probability of the class")),
        _("Probability that the true rate lies in the class shown."),
    ),
    Column(
        *("certainty", Kind.WORD, _("Certainty of the class")),
        _("Firm from 0.8, likely from 0.5, otherwise uncertain."),
    ),
    Column("rank", Kind.COUNT, _("Rank"), _("Place of the area by rate; 1 is the highest rate.")),
    Column("rank_low90", Kind.COUNT, _("Rank, 90 %: from"), _("Lower end of the rank's interval.")),
    Column("rank_high90", Kind.COUNT, _("Rank, 90 %: to"), _("Upper end of the rank's interval.")),
    Column(
        *("true_rate", Kind.SHARE, _("True rate")),
        _("Rate in the synthetic population, where it is known."),
    ),
    Column("variable", Kind.TEXT, _("Variable"), _("Variable of the model.")),
    Column("level", Kind.TEXT, _("Level"), _("Level of the variable.")),
    Column(
        *("suppressed", Kind.FLAG, _("Suppressed")),
        _("Whether the values are withheld because the group is too small."),
    ),
    Column("code", Kind.TEXT, _("Code"), _("Code of the nation, region or area.")),
    Column(
        *("direct_rate", Kind.SHARE, _("Direct rate")),
        _("Rate estimated from the survey alone, without the model."),
    ),
    Column(
        *("direct_se", Kind.SHARE, _("Direct rate: standard error")),
        _("Standard error of the direct rate, by the survey's design."),
    ),
    Column(
        *("direct_low95", Kind.SHARE, _("Direct rate, 95 %: from")),
        _("Lower end of the direct rate's 95 % interval."),
    ),
    Column(
        *("direct_high95", Kind.SHARE, _("Direct rate, 95 %: to")),
        _("Upper end of the direct rate's 95 % interval."),
    ),
    Column("psus", Kind.COUNT, _("Sampling units"), _("Primary sampling units with a child.")),
    Column(
        *("deff", Kind.NUMBER, _("Design effect")),
        _("Variance under the survey's design, relative to a simple random sample."),
    ),
    Column(
        *("n_eff", Kind.EXPECTED, _("Effective sample size")),
        _("Children in the survey divided by the design effect."),
    ),
    Column("domain", Kind.TEXT, _("Domain"), _("Kind of group: nation, region, area or variable.")),
    Column("n", Kind.COUNT, _("Children in the survey"), _("Children in the survey, unweighted.")),
    Column(
        *("cases", Kind.COUNT, _("Cases in the survey")),
        _("Children in the survey with the outcome, unweighted."),
    ),
    Column(
        *("dof", Kind.COUNT, _("Degrees of freedom")),
        _("Sampling units less strata that hold the group."),
    ),
    Column(
        *("total", Kind.EXPECTED, _("Estimated children")),
        _("Weighted number of children with the outcome."),
    ),
    Column(
        *("total_se", Kind.EXPECTED, _("Estimated children: standard error")),
        _("Standard error of the weighted number."),
    ),
    Column("term", Kind.TEXT, _("Term"), _("Term of the model as the study writes it.")),
    Column("column", Kind.TEXT, _("Column"), _("Column of the model matrix.")),
    Column("label", Kind.TEXT, _("Label"), _("The study's words for it.")),
    Column("coef", Kind.NUMBER, _("Coefficient"), _("Coefficient, in log-odds.")),
    Column(
        *("odds_ratio", Kind.NUMBER, _("Odds ratio")),
        _("Odds relative to the reference level; associated, not causal."),
    ),
    Column("or_low95", Kind.NUMBER, _("Odds ratio, 95 %: from"), _("Lower end of its interval.")),
    Column("or_high95", Kind.NUMBER, _("Odds ratio, 95 %: to"), _("Upper end of its interval.")),
    Column(
        *("p", Kind.NUMBER, _("p-value")),
        _("Probability of a coefficient this far from zero if the true one were zero."),
    ),
    Column(
        *("marginal_effect", Kind.POINTS, _("Marginal effect")),
        _("Mean change of the rate against the reference level; associated, not causal."),
    ),
    Column(
        *("marginal_effect_se", Kind.POINTS, _("Marginal effect: standard error")),
        _("Standard error of the marginal effect."),
    ),
    Column("group", Kind.TEXT, _("Factor group"), _("Variables whose contributions are summed.")),
    Column(
        *("contribution", Kind.POINTS, _("Contribution")),
        _("Part of the area's difference from the nation; the groups' parts sum to it."),
    ),
    Column(
        *("log_odds", Kind.NUMBER, _("Contribution in log-odds")),
        _("Difference of the mean linear predictor that the group makes."),
    ),
    Column("scope", Kind.TEXT, _("Scope"), _("Nation, one region, or urban or rural.")),
    Column(
        *("survey_share", Kind.SHARE, _("Share in the survey")),
        _("Weighted share of children at the level in the survey."),
    ),
    Column(
        *("census_share", Kind.SHARE, _("Share in the census")),
        _("Share of children at the level in the census."),
    ),
    Column("z", Kind.NUMBER, _("z"), _("Difference divided by its standard error.")),
    Column(
        *("d", Kind.NUMBER, _("Standardised difference")),
        _("Difference of shares divided by the census standard deviation."),
    ),
    Column(
        *("psi", Kind.NUMBER, _("Population stability index")),
        _("One number for the variable's whole distribution; 0 is no difference."),
    ),
    Column(*("status", Kind.WORD, _("Status")), _("What follows: ok, warn, or refuse to go on.")),
    Column("source", Kind.TEXT, _("Source"), _("Survey, census or covariates.")),
    Column("file", Kind.TEXT, _("File"), _("File that was read.")),
    Column("rows_read", Kind.COUNT, _("Rows read"), _("Rows in the file.")),
    Column("rows_used", Kind.COUNT, _("Rows used"), _("Rows that entered the estimates.")),
    Column("reason", Kind.TEXT, _("Reason"), _("Why rows were left out.")),
    Column("rows", Kind.COUNT, _("Rows"), _("Rows left out for this reason.")),
    Column("value", Kind.NUMBER, _("Value"), _("Value of the measure.")),
    Column("low", Kind.NUMBER, _("From"), _("Lower end of the interval or class.")),
    Column("high", Kind.NUMBER, _("To"), _("Upper end of the interval or class.")),
    Column("note", Kind.TEXT, _("Note"), _("How to read it.")),
    Column(
        *("direct", Kind.SHARE, _("Direct rate")),
        _("Rate estimated from the survey alone, without the model."),
    ),
    Column(
        *("predicted_in_sample", Kind.SHARE, _("Model, region included")),
        _("Rate by a model that was fitted on this region too."),
    ),
    Column(
        *("predicted_held_out", Kind.SHARE, _("Model, region held out")),
        _("Rate by a model that never saw this region."),
    ),
    Column("areas", Kind.COUNT, _("Areas"), _("Number of areas in the class.")),
)
BY_NAME = {column.name: column for column in COLUMNS}

# One per class, as many as the study has classes.
PROBABILITY = Column(
    *("probability_*", Kind.SHARE, _("Probability of class %(number)s")),
    _("Probability that the true rate lies in this class."),
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
            "class_label class_probability certainty rank rank_low90 rank_high90 true_rate",
        ),
        _table(
            *("groups", _("Groups")),
            "area name region variable level children rate expected se low95 high95 suppressed",
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
        _table(*("factors", _("Factors")), "area group contribution log_odds"),
        _table(
            *("harmonisation", _("Survey against census")),
            "scope variable level survey_share census_share se z d psi status",
        ),
        _table(
            *("classes", _("Classes")),
            "class label low high areas children expected",
            label=BY_NAME["class_label"],
            low=replace(BY_NAME["low"], kind=Kind.SHARE),
            high=replace(BY_NAME["high"], kind=Kind.SHARE),
        ),
        _table(*("reading", _("What was read")), "source file rows_read rows_used reason rows"),
        _table(
            *("assessment", _("Assessment of the model")),
            "name value low high note",
            name=Column("name", Kind.TEXT, _("Measure"), _("Measure of how well the model does.")),
        ),
        _table(
            *("regions_held_out", _("Regions held out")),
            "region name n direct direct_se predicted_in_sample predicted_held_out",
        ),
    )
}


def describe(table: str, column: str) -> Column:
    """Return the entry of a column; a name that has none is a mistake in the engine."""
    if table == "areas" and column.startswith("probability_"):
        return replace(PROBABILITY, name=column)
    entries = {entry.name: entry for entry in TABLES[table].columns}
    return entries[column]


def label(column: Column, language: str) -> str:
    """Return the heading of a column in `language`."""
    text = translator(language).gettext(column.label)
    number = column.name.removeprefix("probability_")
    return text % {"number": number} if number != column.name else text


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
