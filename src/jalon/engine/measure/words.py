"""A measure as text for a terminal, in a reader's language."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import polars as pl

from jalon.engine.charts.locale import DECIMAL, RARE, Locale
from jalon.engine.measure.answers import NATION, Breakdown
from jalon.engine.measure.estimate import ALL
from jalon.engine.measure.file import SEXES
from jalon.engine.measure.run import Measured
from jalon.engine.outcomes.measures import GROUPS, Quantity, Statistic, Text
from jalon.engine.study import in_language
from jalon.messages import marked as _
from jalon.messages import translator

COLUMNS = {ALL: _("all"), "male": _("male"), "female": _("female")}
LEGEND = _(
    "95 %% intervals by the survey's design in brackets; in square brackets the unweighted number"
    " of respondents; a dot stands for fewer than %(few)s of them, or where the other would tell."
)
WEAK = _("*: below the publication rule %(scheme)s.")
NO_ERROR = _("no error")
POINTS = _("points")

Say = Callable[[str], str]


def as_text(measured: Measured, language: str) -> str:
    """Return the tables as text: a block per quantity, a line per domain, a column per sex."""
    return "\n".join(_lines(measured, language))


def _lines(measured: Measured, language: str) -> Iterator[str]:
    say = translator(language).gettext
    file = measured.file
    source = in_language(file.survey.source, language)
    yield f"{in_language(file.title, language)} ({source}, {file.survey.year})"
    yield f"{say(file.of.title)}: {file.of.reference}"
    for label, value, origin in file.settings.describe():
        yield f"  {say(label)}: {value} ({origin})"
    for quantity in measured.answered.quantities:
        yield ""
        yield _heading(quantity, language, say)
        yield from _block(measured, quantity, language, say)
    yield ""
    yield say(LEGEND) % {"few": file.smallest_group}
    yield say(WEAK) % {"scheme": file.precision}
    for caveat in file.caveats:
        yield in_language(caveat, language)


def _heading(quantity: Quantity, language: str, say: Say) -> str:
    title = _words(quantity.title, language, say)
    group = quantity.name.rsplit("-", 1)[-1]
    return f"{title}: {say(GROUPS[group])}" if group in GROUPS else title


def _words(text: Text, language: str, say: Say) -> str:
    return say(text) if isinstance(text, str) else in_language(text, language)


def _block(measured: Measured, quantity: Quantity, language: str, say: Say) -> Iterator[str]:
    rows = [["", *(say(COLUMNS[sex]) for sex in (ALL, *SEXES))]]
    mine = measured.table.filter(quantity=quantity.name)
    of_nation = mine["value"][0]  # the first row is the nation's, both sexes
    rare = quantity.statistic is Statistic.SHARE and of_nation is not None and of_nation < RARE
    locale = Locale(language, DECIMAL[language], 2 if rare else 1)
    for breakdown in measured.answered.breakdowns:
        rows += _domain_rows(mine, quantity, breakdown, locale)
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    for row in rows:
        yield "  " + "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip()


def _domain_rows(
    mine: pl.DataFrame, quantity: Quantity, breakdown: Breakdown, locale: Locale
) -> Iterator[list[str]]:
    nation = breakdown.kind == NATION
    for code, label in zip(breakdown.codes, breakdown.labels, strict=True):
        cells = []
        for sex in (ALL, *SEXES):
            row = mine.filter(domain=breakdown.kind, code=code, sex=sex).row(0, named=True)
            cells.append(f"{_figure(row, quantity, locale)} [{locale.number(row['n'])}]")
        name = locale.gettext(COLUMNS[ALL]) if nation else in_language(label, locale.language)
        yield [name, *cells]


def _figure(row: Mapping[str, Any], quantity: Quantity, locale: Locale) -> str:
    value, low, high = row["value"], row["low95"], row["high95"]
    if row["hidden"] or value is None:
        return "."
    mark = "" if row["precision"] in {None, "reliable"} else "*"
    match quantity.statistic:
        case Statistic.SHARE:
            shown, limits = locale.percent(value), locale.interval(low, high)
        case Statistic.DIFFERENCE:
            shown = f"{locale.points(value)} {locale.gettext(POINTS)}"
            limits = f"{locale.points(low)} : {locale.points(high)}"
        case _:
            shown = locale.number(value, 2)
            limits = f"{locale.number(low, 2)}–{locale.number(high, 2)}"
    return f"{shown}{mark} ({limits if low is not None else locale.gettext(NO_ERROR)})"
