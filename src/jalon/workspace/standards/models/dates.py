"""How exact a date is shown: no more than was read."""

from datetime import date

from django.utils.formats import date_format

from jalon.workspace.standards.rules.words import Precision


def shown_date(first: date | None, precision: str) -> str:
    """Return a year, a month or a day as the reader's language writes it."""
    if first is None:
        return ""
    if precision == Precision.YEAR:
        return str(first.year)
    return date_format(
        first, "YEAR_MONTH_FORMAT" if precision == Precision.MONTH else "DATE_FORMAT"
    )
