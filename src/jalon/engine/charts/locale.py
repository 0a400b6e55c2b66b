"""Words and numbers in the reader's language: one object that every figure and page is given."""

import functools
import math
from dataclasses import dataclass
from typing import Any

from jalon.engine.charts.content import ReportContent, Words, in_language
from jalon.messages import direction, translator

# U+202F, a narrow space at which no line may break.
NARROW_SPACE = "\u202f"

# Mexico and Central America write a point; most of South America and Spain a comma, so a study
# may say otherwise. The Maghreb writes Arabic with western digits and a comma.
DECIMAL = {"es": ".", "fr": ",", "en": ".", "ar": ","}
SPACE_BEFORE_PERCENT = frozenset({"es", "fr"})

# Below this national rate one decimal of a percentage no longer tells areas apart.
RARE = 0.02

MINUS = "\u2212"
# In a right-to-left line a sign would end up behind its number; after this mark it stays before.
LEFT_TO_RIGHT_MARK = "\u200e"
NOT_KNOWN = "–"


@dataclass(frozen=True, slots=True)
class Locale:
    """A language, its decimal separator, and how many decimals the rates of this study need."""

    language: str
    decimal: str
    rate_digits: int = 1

    @property
    def direction(self) -> str:
        return direction(self.language)

    @property
    def thousands(self) -> str:
        return "," if self.decimal == "." else NARROW_SPACE

    @property
    def percent_sign(self) -> str:
        return f"{NARROW_SPACE}%" if self.language in SPACE_BEFORE_PERCENT else "%"

    def gettext(self, text: str) -> str:
        return _catalogue(self.language).gettext(text)

    def words(self, words: Words) -> str:
        return in_language(words, self.language)

    def number(self, value: float | None, digits: int = 0) -> str:
        """Write `value` with `digits` decimals; what is not known is a dash, never a zero."""
        if value is None or not math.isfinite(value):
            return NOT_KNOWN
        text = f"{abs(value):,.{digits}f}"
        text = text.replace(",", "\0").replace(".", self.decimal).replace("\0", self.thousands)
        return self._signed(MINUS, text) if value < 0 and text.strip(f"0{self.decimal}") else text

    def percent(self, share: float | None, digits: int | None = None) -> str:
        """Write a share of 0-1 as a percentage."""
        if share is None or not math.isfinite(share):
            return NOT_KNOWN
        return self.number(100 * share, self.rate_digits if digits is None else digits) + (
            self.percent_sign
        )

    def points(self, difference: float | None) -> str:
        """Write a difference of shares in percentage points, always with its sign."""
        if difference is None or not math.isfinite(difference):
            return NOT_KNOWN
        text = self.number(100 * difference, self.rate_digits)
        nought = not text.strip(f"0{self.decimal}")
        return text if difference <= 0 or nought else self._signed("+", text)

    def _signed(self, sign: str, number: str) -> str:
        return self.left_to_right(sign + number)

    def left_to_right(self, text: str) -> str:
        """Keep the order of a number and its sign, or of a name and its number, in Arabic too."""
        return LEFT_TO_RIGHT_MARK + text if self.direction == "rtl" else text

    def interval(self, low: float | None, high: float | None) -> str:
        """Write two shares as "8.1–14.0%"."""
        if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
            return NOT_KNOWN
        return f"{self.number(100 * low, self.rate_digits)}–{self.percent(high)}"

    def about(self, count: float | None) -> str:
        """Write an estimated count to three significant digits: more would claim too much."""
        if count is None or not math.isfinite(count):
            return NOT_KNOWN
        if abs(count) < 1000:
            return self.number(count)
        scale = 10 ** (math.floor(math.log10(abs(count))) - 2)
        return self.number(round(count / scale) * scale)

    @property
    def vega(self) -> dict[str, Any]:
        """The same conventions as a d3 number locale."""
        return {
            "decimal": self.decimal,
            "thousands": self.thousands,
            "grouping": [3],
            "currency": ["", ""],
            "percent": self.percent_sign,
            "minus": MINUS,
        }

    @property
    def vega_percent(self) -> str:
        """The d3 format of a rate."""
        return f".{self.rate_digits}%"


# A page asks for some two thousand words.
_catalogue = functools.cache(translator)


def locale_of(content: ReportContent, language: str) -> Locale:
    """Give the conventions of `language` for the numbers of this study."""
    nation = content.national.row(0, named=True)["rate"] if content.national.height else None
    return Locale(
        language,
        content.decimal.get(language, DECIMAL.get(language, ".")),
        2 if nation is not None and nation < RARE else 1,
    )
