"""What a value looks like: by its form a value is known where its label is damaged."""

import re
from collections.abc import Callable
from functools import cache

from jalon.workspace.recruitment.reader.dates import dates_in
from jalon.workspace.recruitment.reader.durations import duration_at
from jalon.workspace.recruitment.reader.grades import grade_at
from jalon.workspace.recruitment.reader.stations import starts_with_place
from jalon.workspace.recruitment.reader.text import Text, keys, words_in
from jalon.workspace.recruitment.reader.words import listed, phrases

CODE = re.compile(r"[A-Z0-9][\w.\-/]*\d[\w\-/]*\b")
NEAR = 12  # letters between a label and its value
SHORT = 60
FIRST = 3  # words of a title among which its occupation stands

Shape = Callable[[Text, int, int], bool]


def _date(text: Text, start: int, end: int) -> bool:
    found = dates_in(text.folded, start, min(end, start + 80))
    return bool(found) and found[0].span.start - start <= 45


def _grade(text: Text, start: int, end: int) -> bool:
    found = grade_at(text.whole, start, min(end, start + NEAR))
    return found is not None and found[1] - start <= 2


def _code(text: Text, start: int, end: int) -> bool:
    return CODE.match(text.whole, start, end) is not None


def _identifier(text: Text, start: int, end: int) -> bool:
    return re.compile(r"[A-Z]{0,4}\d[\w\-]{1,12}\b").match(text.whole, start, end) is not None


def _duration(text: Text, start: int, end: int) -> bool:
    found = duration_at(text.whole, text.folded, start, min(end, start + SHORT))
    return found is not None and found[0] - start <= NEAR


def _place(text: Text, start: int, end: int) -> bool:
    words = words_in(text.whole[start : min(end, start + SHORT)])
    return end - start <= SHORT and starts_with_place(tuple(word.text for word in words))


def _contract(text: Text, start: int, end: int) -> bool:
    words = tuple(word.text for word in words_in(text.whole[start : min(end, start + SHORT)]))
    return any(words[: len(p.keys)] == p.keys for p in phrases("contract_kinds"))


def _name(text: Text, start: int, end: int) -> bool:
    """Tell whether this can be a name: short, with a capital, not a sentence."""
    words = text.whole[start:end].strip()
    return 1 < len(words) <= SHORT and words[:1].isupper() and not words.endswith((".", ":", ";"))


def _title(text: Text, start: int, end: int) -> bool:
    """Tell whether these words begin like the name of an occupation: Inspector/a del Trabajo."""
    words = words_in(text.whole[start : min(end, start + SHORT)])
    occupations = {phrase for name in listed("titles", "occupations") for phrase in keys(name)[:1]}
    return text.whole[start : start + 1].isupper() and any(
        word.text in occupations for word in words[:FIRST]
    )


@cache
def shapes() -> dict[str, Shape]:
    """Return how to tell the value of each field."""
    return {
        "title": _title,
        "grade": _grade,
        "vacancy_number": _code,
        "publication_date": _date,
        "deadline": _date,
        "posting_period": _date,
        "job_id": _identifier,
        "duty_station": _place,
        "contract_type": _contract,
        "contract_duration": _duration,
    }


def fits(field: str, text: Text, start: int, end: int) -> bool:
    """Tell whether the words between two places have the form of the field's values."""
    shape = shapes().get(field)
    return shape is not None and shape(text, start, end)


def may_be(field: str, text: Text, start: int, end: int) -> bool:
    """Tell whether the line below a lone label can be its value."""
    if field in shapes() and field not in {"title", "duty_station", "contract_type"}:
        return fits(field, text, start, end)
    return _name(text, start, end)
