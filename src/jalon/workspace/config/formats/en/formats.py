"""How dates, lists and shares are written; what is not here is Django's own."""

DATE_FORMAT = SHORT_DATE_FORMAT = "j M Y"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "j M Y, H:i"
TIME_FORMAT = "H:i"
MONTH_DAY_FORMAT = "j M"
YEAR_MONTH_FORMAT = "M Y"
FIRST_DAY_OF_WEEK = 1
LIST_SEPARATOR = ", "
PERCENT_FORMAT = "{}\N{NO-BREAK SPACE}%"
