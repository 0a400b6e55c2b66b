"""What things are called in figures, page and sheets: classes, certainties, coefficients."""

from jalon.engine.charts.content import MapContent, ReportContent
from jalon.engine.charts.locale import Locale
from jalon.messages import marked

CLASS_WORDS = {
    "very low": marked("very low"),
    "low": marked("low"),
    "medium": marked("medium"),
    "high": marked("high"),
    "very high": marked("very high"),
}
CERTAINTY_WORDS = {
    "firm": marked("firm"),
    "likely": marked("likely"),
    "uncertain": marked("uncertain"),
}
PRECISION_WORDS = {
    "reliable": marked("reliable"),
    "weakly reliable": marked("weakly reliable"),
    "not reliable": marked("not reliable"),
}
STATUS_WORDS = {
    "ok": marked("in agreement"),
    "warn": marked("look into it"),
    "refuse": marked("too different"),
}
INTERCEPT = "(intercept)"


def class_word(content: MapContent, label: str | None, locale: Locale) -> str:
    """Give the name of a class: the study's own words, else the usual ones."""
    if label is None:
        return locale.gettext("not estimated")
    own = locale.words(content.class_labels.get(label, {}))
    return own or locale.gettext(CLASS_WORDS.get(label, label))


def term_name(content: ReportContent, column: str, locale: Locale) -> str:
    """Give the name of a coefficient: "Age: 10–14 × Sex: girls" for ``age=10-14:sex=female``."""
    return " × ".join(_factor_name(content, part, locale) for part in column.split(":"))


def group_name(content: ReportContent, variable: str, level: object, locale: Locale) -> str:
    """Give the name of a group of children: "Sex: girls"."""
    language = locale.language
    return (
        f"{content.variable(variable, language)}: {content.level(variable, str(level), language)}"
    )


def _factor_name(content: ReportContent, part: str, locale: Locale) -> str:
    variable, equals, level = part.partition("=")
    if not equals:
        return content.variable(variable, locale.language)
    return group_name(content, variable, level, locale)
