"""How dates, lists and shares are written; what is not here is Django's own."""

DATE_FORMAT = SHORT_DATE_FORMAT = "j F Y"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "j F Y، H:i"
TIME_FORMAT = "H:i"
MONTH_DAY_FORMAT = "j F"
YEAR_MONTH_FORMAT = "F Y"
FIRST_DAY_OF_WEEK = 0
NUMBER_GROUPING = 3
LIST_SEPARATOR = "، "
PERCENT_FORMAT = "{}%"
