"""Rows of the report's tables of what stands behind the figures: effects, shifts, errors."""

from jalon.engine.charts.content import ReportContent
from jalon.engine.charts.locale import Locale
from jalon.engine.outputs.report_rows import Row, with_columns

BENCHMARK = (
    *("margin", "code", "name", "direct_rate", "target", "predicted", "shift", "large_shift"),
)


def effect_rows(content: ReportContent, locale: Locale) -> list[Row]:
    """Give each level of effects, named."""
    names = {
        "area": locale.words(content.area_kind_plural),
        "psu": locale.gettext("sampling units"),
        "region": locale.words(content.region_kind),
    }
    columns = ("effects_of", "effect_groups", "sd", "sd_se", "latent_share", "p")
    return [
        {**row, "label": names[row["effects_of"]]} for row in with_columns(content.effects, columns)
    ]


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
