"""The columns of a run's tables: what each name means wherever a table does not say otherwise."""

from dataclasses import dataclass
from enum import StrEnum

from jalon.messages import marked as _


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
        *("top_tenth_probability", Kind.SHARE, _("Probability of the highest tenth")),
        _("How often the draws put the area among the tenth of areas with the highest rates."),
    ),
    Column(
        *("rank_set_low90", Kind.COUNT, _("Rank, all areas at once, 90 %: from")),
        _("These ranks are right for all areas together with 90 % probability."),
    ),
    Column(
        *("rank_set_high90", Kind.COUNT, _("Rank, all areas at once, 90 %: to")),
        _("The other end of these ranks."),
    ),
    Column(
        *("expected_order", Kind.COUNT, _("Order by expected rank")),
        _("Areas by the mean of their ranks in the draws: the order with the least error."),
    ),
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
    Column(
        *("area_rate", Kind.SHARE, _("Area-level rate")),
        _("Direct rate drawn towards what the covariates of all areas predict."),
    ),
    Column(
        *("shrinkage", Kind.SHARE, _("Weight of the direct rate")),
        _("Share of the direct rate in the area-level rate; the rest is what covariates predict."),
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
    Column("f_statistic", Kind.NUMBER, _("Wald F"), _("All coefficients of the term are zero.")),
    Column("df1", Kind.COUNT, _("Numerator df"), _("Coefficients tested together.")),
    Column("df2", Kind.COUNT, _("Denominator df"), _("Of the design: R's choice.")),
    Column("adjusted_p", Kind.NUMBER, _("Adjusted p-value"), _("Adjusted Wald test.")),
    Column(
        *("daic_without", Kind.NUMBER, _("Design AIC without the term")),
        _("How much the AIC grows when the term is left out; below 0 the model is better without."),
    ),
    Column(
        *("lasso_place", Kind.COUNT, _("Place in the lasso")),
        _("At which place a lasso lets the term in; none: it never does. Advice, not a rule."),
    ),
    Column("reference", Kind.TEXT, _("Reference set"), _("Areas over which classes are cut.")),
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
    Column(
        *("largest_shift", Kind.NUMBER, _("Largest shift of a coefficient")),
        _("In its standard errors, without the region: beyond 1 much hangs on that region."),
    ),
    Column("shifted", Kind.TEXT, _("Coefficient that shifts most"), _("Column of the model.")),
    Column(
        *("effects_of", Kind.WORD, _("Effects of")),
        _("What has an effect of its own: area, sampling unit (psu) or region."),
    ),
    Column("effect_groups", Kind.COUNT, _("How many"), _("Areas or units with respondents.")),
    Column(
        *("sd", Kind.NUMBER, _("Standard deviation")),
        _("How far they lie apart, in log-odds, beyond what the model's variables say."),
    ),
    Column("sd_se", Kind.NUMBER, _("Its standard error"), _("Of the standard deviation.")),
    Column(
        *("latent_share", Kind.SHARE, _("Share of the variance")),
        _("Part of the variance in log-odds, chance included, that lies between them."),
    ),
    Column(
        *("predicted", Kind.SHARE, _("Predicted rate")),
        _("What the areas' predictions added up to before they were moved."),
    ),
    Column(
        *("margin", Kind.TEXT, _("Margin")),
        _("What the units divide: nation, region, a variable, or variables crossed."),
    ),
    Column(
        *("target", Kind.SHARE, _("Rate met")),
        _("The survey's rate, in later margins scaled to the total of the first."),
    ),
    Column(
        *("shift", Kind.NUMBER, _("Shift")),
        _("By how much all children of the unit were moved, in log-odds."),
    ),
    Column(
        *("large_shift", Kind.FLAG, _("Large shift")),
        _("More than half a log-odds: the model does not hold there."),
    ),
    Column(
        *("model", Kind.WORD, _("Model")),
        _("The survey-weighted logit, or the model with effects of areas."),
    ),
    Column(
        *("se_information", Kind.NUMBER, _("Error: information")),
        _("Standard error by the observed information, as if each respondent were drawn alone."),
    ),
    Column(
        *("se_design", Kind.NUMBER, _("Error: design")),
        _("Standard error by the survey's sampling units (linearised)."),
    ),
    Column(
        *("se_areas", Kind.NUMBER, _("Error: areas")),
        _("Standard error with whole areas varying together (sandwich)."),
    ),
    Column(
        *("se_bootstrap", Kind.NUMBER, _("Error: bootstrap")),
        _("Standard error by refits on 200 rescaled samples (Rao, Wu and Yue)."),
    ),
    Column(
        *("errors_used", Kind.WORD, _("Errors used")),
        _("Those that the areas' margins of error rest on; nothing where they rest on others."),
    ),
    Column("factor", Kind.TEXT, _("Factor"), _("Variable or covariate that is changed.")),
    Column(
        *("outside", Kind.WORD, _("Beyond")),
        _("A combination of levels that no respondent had; or below or above the areas asked."),
    ),
    Column("combination", Kind.TEXT, _("Combination"), _("Levels of the model's variables.")),
    Column("seen_from", Kind.NUMBER, _("Seen from"), _("Lowest value of an area asked.")),
    Column("seen_to", Kind.NUMBER, _("Seen to"), _("Highest value of an area asked.")),
    Column("farthest", Kind.NUMBER, _("Farthest"), _("Value that lies farthest out.")),
    Column(
        *("places", Kind.TEXT, _("Names of the areas")),
        _("Areas concerned; of a combination, those where not too few children would have it."),
    ),
    Column("areas", Kind.COUNT, _("Areas"), _("Number of areas in the class.")),
    Column(
        *("national_rate", Kind.SHARE, _("National rate")),
        _("Estimated rate of the whole country."),
    ),
    Column("lowest", Kind.SHARE, _("Lowest rate"), _("Lowest rate of an area.")),
    Column("highest", Kind.SHARE, _("Highest rate"), _("Highest rate of an area.")),
    Column(
        *("auc_held_out", Kind.NUMBER, _("AUC, regions held out")),
        _("Discrimination on regions that the model never saw: 0.5 is chance, 1 is perfect."),
    ),
    Column(
        *("correlation_in_sample", Kind.NUMBER, _("Correlation, regions included")),
        _("Of the regions' predicted rates with their direct rates."),
    ),
    Column(
        *("correlation_held_out", Kind.NUMBER, _("Correlation, regions held out")),
        _("The same, each region predicted by a model that never saw it."),
    ),
    Column(
        *("mean_difference", Kind.SHARE, _("Mean difference")),
        _("Mean absolute difference of the areas' rates from the study's own."),
    ),
    Column(
        *("largest_difference", Kind.SHARE, _("Largest difference")),
        _("Largest absolute difference of an area's rate from the study's own."),
    ),
    Column(
        *("other_class", Kind.COUNT, _("Areas in another class")),
        _("Areas that the study's cut points would put into another class."),
    ),
    Column(
        *("concerned", Kind.EXPECTED, _("Children concerned")), _("Children whose factor changes.")
    ),
    Column("rate_before", Kind.SHARE, _("Rate before"), _("Estimated rate as things are.")),
    Column("rate_after", Kind.SHARE, _("Rate after"), _("Rate before, with the change.")),
    Column(
        *("change", Kind.POINTS, _("Change of the rate")),
        _("What the model would say; associated, not what a programme would do."),
    ),
    Column(
        *("expected_change", Kind.EXPECTED, _("Change of expected children")),
        _("Change of the rate times children of the area."),
    ),
    Column("what", Kind.TEXT, _("Figure"), _("What is compared.")),
    Column("here", Kind.NUMBER, _("This run"), _("The figure by this run.")),
    Column("here_se", Kind.NUMBER, _("This run: standard error"), _("Its standard error.")),
    Column("published", Kind.NUMBER, _("Published"), _("The figure that others published.")),
    Column(
        *("index", Kind.NUMBER, _("Index")),
        _("Vulnerability index: the more, the more vulnerable."),
    ),
    Column(
        *("class_share", Kind.SHARE, _("Draws in the class")),
        _("Share of the draws of other choices in which the area is in the class shown."),
    ),
    Column(
        *("rank_mean", Kind.NUMBER, _("Mean rank")), _("Mean of the ranks that the draws give.")
    ),
    Column(
        *("filled", Kind.COUNT, _("Values filled in")),
        _("Values that were missing and are the mean of the region."),
    ),
    Column("indicator", Kind.TEXT, _("Indicator"), _("Indicator of vulnerability.")),
    Column("other", Kind.TEXT, _("Other indicator"), _("The indicator it is held against.")),
    Column("dimension", Kind.TEXT, _("Dimension"), _("Group of indicators; empty for all.")),
    Column("indicators", Kind.COUNT, _("Indicators"), _("Number of indicators.")),
    Column("direction", Kind.WORD, _("Direction"), _("Whether more is a risk or protective.")),
    Column("weight", Kind.SHARE, _("Nominal weight"), _("What it counts in the sum.")),
    Column(
        *("effective_weight", Kind.SHARE, _("Effective weight")),
        _("How far it really moves the index: its correlation ratio, among all."),
    ),
    Column(
        *("correlation_ratio", Kind.SHARE, _("Correlation ratio")),
        _("Share of the index's variance that goes with the indicator, chance taken off."),
    ),
    Column("correlation", Kind.NUMBER, _("Correlation"), _("With the index, or with the other.")),
    Column(
        *("alpha", Kind.NUMBER, _("Cronbach's alpha")),
        _("Near 1 where the indicators measure one thing."),
    ),
    Column(
        *("alpha_without", Kind.NUMBER, _("Alpha without it")),
        _("Cronbach's alpha of all the other indicators."),
    ),
    Column("mean", Kind.NUMBER, _("Mean"), _("Mean over the areas.")),
    Column(
        *("beyond", Kind.COUNT, _("Beyond the goalposts")),
        _("Areas whose value lies beyond the fixed ends of the scale."),
    ),
    Column("choice", Kind.WORD, _("Choice"), _("What is chosen when the index is made.")),
    Column("option", Kind.WORD, _("Option"), _("What the draws chose.")),
    Column("draws", Kind.COUNT, _("Draws"), _("Draws that took the option.")),
    Column(
        *("rank_shift", Kind.NUMBER, _("Mean shift of ranks")),
        _("Mean absolute difference of the draws' ranks from the published ones."),
    ),
    Column(
        *("variance_share", Kind.SHARE, _("Share of the variance")),
        _("Share of the shift's variance that hangs on this choice alone."),
    ),
    Column("with", Kind.TEXT, _("Held against"), _("A measure that the index is not made of.")),
    Column("pearson", Kind.NUMBER, _("Correlation"), _("Pearson's, of the values.")),
    Column("spearman", Kind.NUMBER, _("Rank correlation"), _("Spearman's, of the ranks.")),
    Column("table", Kind.TEXT, _("Table"), _("Table of the study.")),
    Column("area_name", Kind.TEXT, _("Area"), _("Name of the area in the register.")),
    Column("match", Kind.WORD, _("Match"), _("Same letters, a reviewed guess, or none.")),
    Column("score", Kind.NUMBER, _("Likeness"), _("Likeness of the two spellings, 0 to 1.")),
    Column("chosen", Kind.FLAG, _("Chosen"), _("Whether the area is chosen.")),
    Column(
        *("by_rank", Kind.FLAG, _("On the list")),
        _("Whether the money would reach it by the highest rates first."),
    ),
    Column(
        *("requirement", Kind.WORD, _("Requirement")),
        _("Whether it must be or may not be chosen, or is not in the class asked for."),
    ),
    Column("cost", Kind.EXPECTED, _("Cost"), _("Of a programme in the area, or of all chosen.")),
    Column(
        *("reached", Kind.EXPECTED, _("Reached")), _("Expected children in risk who are reached.")
    ),
    Column("cost_per_child", Kind.EXPECTED, _("Cost per child"), _("Cost by children reached.")),
    Column("budget", Kind.EXPECTED, _("Budget"), _("Money that may be spent.")),
    Column("scaled", Kind.NUMBER, _("Scaled"), _("The value as it entered the index.")),
)
BY_NAME = {column.name: column for column in COLUMNS}

# One per dimension and per class of an index.
SCORE = Column(
    *("score_*", Kind.NUMBER, _("Score: %(number)s")),
    _("Score of this dimension: the weighted mean of its indicators."),
)
SHARE = Column(
    *("share_*", Kind.SHARE, _("Draws in class %(number)s")),
    _("Share of the draws in which the area is in this class."),
)
# One per class, as many as the study has classes.
PROBABILITY = Column(
    *("probability_*", Kind.SHARE, _("Probability of class %(number)s")),
    _("Probability that the true rate lies in this class."),
)
