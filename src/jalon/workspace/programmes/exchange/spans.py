"""Spans of days as headings name them: 2026, S1 2026, Q3-2026, Jan-Jun 2026, end of project."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
PART = (  # words are plain: no accents, no points; the number before or after
    (6, re.compile(r"\b(?:s|h|sem|semestre|semester|half|halbjahr)\s*-?\s*([12])\b")),
    (6, re.compile(r"\b([12])\s*(?:er|o|do|ero|nd|st|e|eme)?\s*(?:sem|semestre|semester|half)\b")),
    (3, re.compile(r"\b(?:q|t|trim|trimestre|quarter)\s*-?\s*([1-4])\b")),
    (
        3,
        re.compile(r"\b([1-4])\s*(?:er|o|do|to|nd|st|rd|th|e|eme)?\s*(?:trim|trimestre|quarter)\b"),
    ),
)
ORDINALS = {
    "primer": "1", "segundo": "2", "tercer": "3", "cuarto": "4",
    "first": "1", "second": "2", "third": "3", "fourth": "4",
    "premier": "1", "deuxieme": "2", "troisieme": "3", "quatrieme": "4",
    "اول": "1", "ثاني": "2", "ثالث": "3", "رابع": "4",
}  # fmt: skip
ARABIC = {"نصف": "half", "سداسي": "half", "ربع": "quarter", "فصل": "quarter"}
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "ene enero jan january janvier janv يناير جانفي",
            "feb febrero february fevrier fevr فبراير فيفري",
            "mar marzo march mars مارس",
            "abr abril apr april avril avr ابريل افريل",
            "may mayo mai مايو ماي",
            "jun junio june juin يونيو جوان",
            "jul julio july juillet juil يوليو جويلية",
            "ago agosto aug august aout اغسطس اوت",
            "sep sept septiembre september septembre سبتمبر",
            "oct octubre october octobre اكتوبر",
            "nov noviembre november novembre نوفمبر",
            "dic diciembre dec december decembre ديسمبر",
        ),
        start=1,
    )
    for name in names.split()
}
END = re.compile(r"\b(?:final|fin|end|fin de proyecto|endline|lop|total|نهائي|نهايه)\b")


@dataclass(frozen=True, slots=True)
class Span:
    """A span of whole months; without a year it is the end of the programme."""

    year: int | None = None
    first_month: int = 1
    months: int = 12

    @property
    def text(self) -> str:
        """The way to write it that is read back."""
        if self.year is None:
            return "final"
        if self.months == 12 and self.first_month == 1:
            return str(self.year)
        if self.months in {3, 6} and (self.first_month - 1) % self.months == 0:
            letter = "S" if self.months == 6 else "T"
            return f"{letter}{(self.first_month - 1) // self.months + 1} {self.year}"
        last = (self.first_month + self.months - 2) % 12 + 1
        return f"{self.year}-{self.first_month:02} – {last:02}"

    def days(self) -> tuple[date, date] | None:
        """Return the first and last day, None for the end of the programme."""
        if self.year is None:
            return None
        after = self.first_month - 1 + self.months
        following = date(self.year + after // 12, after % 12 + 1, 1)
        return date(self.year, self.first_month, 1), following - DAY


def read_span(words: str) -> Span | None:
    """Return the span that plain words name, None if they name none, or several years."""
    text = " ".join(ARABIC.get(word, ORDINALS.get(word, word)) for word in words.split())
    years = set(YEAR.findall(text))
    if not years:
        return Span() if END.search(text) else None
    if len(years) > 1:
        return None
    year = int(years.pop())
    rest = YEAR.sub(" ", text)
    for months, pattern in PART:
        if found := pattern.search(rest):
            return Span(year, (int(found[1]) - 1) * months + 1, months)
    named = [MONTHS[word] for word in re.split(r"[\s-]+", rest) if word in MONTHS]
    if len(named) == 2 and named[0] <= named[1]:
        return Span(year, named[0], named[1] - named[0] + 1)
    if len(named) == 1:
        return Span(year, named[0], 1)
    return Span(year)
