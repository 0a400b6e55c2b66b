"""Read a number as people of a language write it, or refuse; never guess.

Countries that share a language do not share its separators: "1.234" is one thousand in Spain and
a little more than one in Mexico. A text is read by every convention of its language, and counts
only where all that can read it agree.
"""

import re
from decimal import Decimal
from functools import cache

from jalon.errors import BadInput

# A space groups digits in every language (ISO 80000-1); Word and Excel put narrow, hard ones.
SPACE = r"[ \u00a0\u2009\u202f]"
ANY_SPACE = (".", SPACE), (",", SPACE)
MACHINE = (".", "")  # what programs and numeric keypads write: a point, no groups

# language -> (decimal separator, what may group thousands) of each of its conventions (CLDR)
CONVENTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "en": ((".", ","), (".", SPACE)),
    "es": ((",", r"\."), (".", ","), *ANY_SPACE),  # Spain, South America; Mexico, Central America
    "fr": ((",", SPACE), (",", r"\."), MACHINE),  # France; Morocco
    "ar": (("٫", "٬"), (",", r"\."), (".", ","), *ANY_SPACE),  # East; Maghreb; Gulf
}
DIGITS = {ord(digit): str(value) for value, digit in enumerate("٠١٢٣٤٥٦٧٨٩")}
DIGITS |= {ord(digit): str(value) for value, digit in enumerate("۰۱۲۳۴۵۶۷۸۹")}
MINUS = {ord(sign): "-" for sign in "\u2212\u2013\ufe63\uff0d"}
INVISIBLE = dict.fromkeys(map(ord, "\u200e\u200f\u061c\u2066\u2067\u2068\u2069\ufeff"))
LONGEST = 40


def parse_decimal(text: str, language: str, *, percent: bool = False) -> Decimal:
    """Return the one number that `text` can be in `language`.

    With `percent` a per cent sign may follow, and says nothing new. Raises
    BadInput("not-a-number") or BadInput("ambiguous-number").
    """
    tidy = _tidy(text)
    if percent:
        tidy = tidy.removesuffix("%").removesuffix("٪").rstrip()
    if len(tidy) > LONGEST:
        raise BadInput("not-a-number", text=text[:LONGEST])
    readings = {
        value
        for decimal, group in CONVENTIONS.get(language, (MACHINE,))
        if (value := _read(tidy, decimal, group)) is not None
    }
    if not readings:
        raise BadInput("not-a-number", text=text)
    if len(readings) > 1:
        raise BadInput("ambiguous-number", text=text, readings=[f"{v:f}" for v in sorted(readings)])
    return readings.pop()


def _tidy(text: str) -> str:
    return text.translate(DIGITS).translate(MINUS).translate(INVISIBLE).strip()


def _read(text: str, decimal: str, group: str) -> Decimal | None:
    if not _pattern(decimal, group).fullmatch(text):
        return None
    if group:
        text = re.sub(group, "", text)
    return Decimal(text.replace(decimal, "."))


@cache
def _pattern(decimal: str, group: str) -> re.Pattern[str]:
    """Digits in one row, or in groups of three that start with another digit than nought."""
    grouped = rf"|[1-9][0-9]{{0,2}}(?:({group})[0-9]{{3}})(?:\1[0-9]{{3}})*" if group else ""
    return re.compile(rf"[-+]?(?:[0-9]+{grouped})(?:{re.escape(decimal)}[0-9]+)?")
