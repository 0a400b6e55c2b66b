"""Rows of the report's tables of what stands behind the figures: effects, shifts, errors."""

from jalon.engine.charts.content import ReportContent
from jalon.engine.charts.locale import Locale
from jalon.engine.charts.names import INTERCEPT, term_name
from jalon.engine.outputs.report_rows import Row, with_columns
from jalon.messages import marked

BENCHMARK = (
    *("margin", "code", "name", "direct_rate", "target", "predicted", "shift", "large_shift"),
)

MODELS = {
    "logit": marked("The survey-weighted logit"),
    "effects": marked("The model with effects of areas"),
}
WAYS = {
    "information": marked("Observed information"),
    "design": marked("Survey design"),
    "areas": marked("Areas as a whole"),
    "bootstrap": marked("Bootstrap (Rao, Wu and Yue)"),
}
USES = {
    None: marked("The areas' margins of error rest on the model with effects."),
    "design": marked("The areas' margins of error rest on those by the survey's design (in bold)."),
    "areas": marked(
        "The areas' margins of error rest on those with areas varying as a whole (in bold)."
    ),
    "information": marked(
        "The areas' margins of error rest on those by the observed information (in bold)."
    ),
}


def effect_rows(content: ReportContent, locale: Locale) -> list[Row]:
    """Give each level of effects, named."""
    names = _level_names(content, locale)
    columns = ("effects_of", "effect_groups", "sd", "sd_se", "latent_share", "p")
    return [
        {**row, "label": names[row["effects_of"]]} for row in with_columns(content.effects, columns)
    ]


def _level_names(content: ReportContent, locale: Locale) -> dict[str, str]:
    return {
        "area": locale.words(content.area_kind_plural),
        "psu": locale.gettext("sampling units"),
        "region": locale.words(content.region_kind),
    }


def benchmark_rows(content: ReportContent, locale: Locale) -> list[Row]:
    """Give each unit that was moved, named, with `first` where its margin begins."""
    rows, before = with_columns(content.benchmark, BENCHMARK), None
    for row in rows:
        row["first"], before = row["margin"] != before, row["margin"]
        row["heading"], row["name"] = _margin_names(content, row, locale)
    return rows


def _margin_names(content: ReportContent, row: Row, locale: Locale) -> tuple[str, str]:
    """Give the names of a unit's margin and of the unit."""
    margin, language = row["margin"], locale.language
    country = locale.words(content.country)
    if margin == "nation":
        return country, country
    if margin == "region":
        return locale.words(content.region_kind), row["name"]
    variables, levels = margin.split(":"), row["code"].split(":")
    named = [content.level(v, k, language) for v, k in zip(variables, levels, strict=True)]
    return " × ".join(content.variable(v, language) for v in variables), " × ".join(named)


def rates_shared_out(rows: list[Row]) -> bool:
    """Tell whether some unit's rate was scaled, as those of later margins are."""
    known = [row for row in rows if row["target"] is not None]
    return any(abs(row["target"] - row["direct_rate"]) > 1e-9 for row in known)


def error_tables(content: ReportContent, locale: Locale) -> list[Row]:
    """Give a table of the parameters' errors per model: its title, ways, rows, and a sentence.

    A row holds its name, the parameter and a pair per way: the error, and whether it is used.
    """
    if content.coefficient_errors is None:
        return []
    tables = []
    for table in content.coefficient_errors.partition_by("model", maintain_order=True):
        ways = [way for way in WAYS if table[f"se_{way}"].null_count() < table.height]
        used = table["errors_used"][0]
        rows = [
            {
                "label": _parameter(content, row["column"], locale),
                "coef": row["coef"],
                "errors": [(row[f"se_{way}"], way == used) for way in ways],
            }
            for row in table.iter_rows(named=True)
        ]
        tables.append(
            {
                "title": locale.gettext(MODELS[table["model"][0]]),
                "heads": [locale.gettext(WAYS[way]) for way in ways],
                "rows": rows,
                "use": locale.gettext(USES[used]),
            }
        )
    return tables


def _parameter(content: ReportContent, column: str, locale: Locale) -> str:
    if column == INTERCEPT:
        return locale.gettext("Constant")
    if column.startswith("sd("):
        level = _level_names(content, locale)[column[3:-1]]
        return locale.gettext("Standard deviation: %(level)s") % {"level": level}
    return term_name(content, column, locale)
