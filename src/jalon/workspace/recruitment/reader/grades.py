"""Grades of the common system and of its agencies, however they are written."""

import re

from jalon.workspace.recruitment.reader.notice import Grade

# Kinds of grade -> the numbers or letters that they have.
NUMBERED = {"P": 7, "D": 2, "G": 8, "GS": 8, "GL": 8, "L": 7, "FS": 7, "SB": 5, "SC": 11, "ICS": 14,
            "IPSA": 14, "NPSA": 11, "IICA": 5, "LICA": 11, "UG": 14, "OL": 7, "NO": 4, "JPO": 2,
            "TC": 9, "NB": 5, "IC": 5, "GG": 8, "EC": 8}  # fmt: skip
ONE = (
    r"(?:(?P<kind>NPSA|IPSA|IICA|LICA|ICS|JPO|GS|GL|FS|SB|SC|NO|UG|OL|[PDGL])"
    r"[ .\-–]{0,3}(?P<step>1[0-4]|[1-9]|[A-E])(?![\w])|(?P<top>ADG|ASG|USG|UNV|DDG)\b)"
)
GRADE = re.compile(rf"(?<![\w/]){ONE}")
AND = "|".join(
    (*"/,–-", *(rf"\b{word}\b" for word in ("to", "a", "à", "or", "o", "ou", "et", "y", "and")))
)
MORE = re.compile(rf"[ ]?(?:{AND})[ ]?(?:{ONE}|(?P<bare>[1-9A-D])(?![\w]))")
NATIONAL = {"1": "A", "2": "B", "3": "C", "4": "D"}  # UNICEF numbers national officers
ALIKE = {"GS": "G", "GL": "G"}
LETTERED = frozenset({"NO", "IC"})


def grade_at(text: str, start: int, end: int) -> tuple[Grade, int, int] | None:
    """Return the first grade between two places, a range whole, and where it stands."""
    match = GRADE.search(text, start, end)
    while match and not _code(match):
        match = GRADE.search(text, match.end(), end)
    if match is None:
        return None
    codes, last, kind = [_code(match)], match.end(), match["kind"]
    while (more := MORE.match(text, last, end)) and (code := _code(more, kind)):
        codes.append(code)
        last = more.end()
    return Grade(text[match.start() : last], tuple(dict.fromkeys(codes))), match.start(), last


def _code(match: re.Match[str], before: str | None = None) -> str:
    parts = match.groupdict()
    if parts["top"]:
        return parts["top"]
    kind = parts["kind"] or before or ""
    step = parts["step"] or parts.get("bare") or ""
    if kind == "NO":
        step = NATIONAL.get(step, step)
    if not kind or kind not in NUMBERED or step.isdigit() == (kind in LETTERED):
        return ""
    if step.isdigit() and int(step) > NUMBERED[kind]:
        return ""
    return f"{ALIKE.get(kind, kind)}{step}"


def category(code: str) -> str:
    """Return what a grade's code begins with: P of P3, NO of NOB."""
    return re.sub(r"\d+$|(?<=NO)[A-E]$", "", code)
