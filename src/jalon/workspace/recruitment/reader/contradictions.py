"""What a notice says twice, and differently."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from jalon.errors import Problem
from jalon.workspace.recruitment.reader.grades import category, grade_at
from jalon.workspace.recruitment.reader.header import Header
from jalon.workspace.recruitment.reader.notice import Deadline, Grade, Read, Sureness
from jalon.workspace.recruitment.reader.titles import holds_title

# What a part of a vacancy number says of the grade.
PARTS = {"P": "P", "GS": "G", "G": "G", "NO": "NO", "D": "D", "JPO": "P"}


def doubted_number(header: Header, number: Read[str]) -> Read[str]:
    """Return the number, in doubt if it is a title or has no digit."""
    if number.value is None or any(letter.isdigit() for letter in number.value):
        return number
    for label in header.of("vacancy_number"):
        if label.value in number.spans and holds_title(header, label):
            header.remarks.append(
                Problem("vacancy_number", "notice-number-holds-title", {"text": number.value})
            )
    question = Problem("vacancy_number", "notice-number-without-digits", {"text": number.value})
    return replace(number, sureness=Sureness.DOUBTFUL, question=question)


def grade_against(grade: Read[Grade], number: Read[str], title: Read[str]) -> Iterator[Problem]:
    """Yield where the number or the title speaks of another grade."""
    if not grade.value:
        return
    said = grade.value
    kinds = {category(code) for code in said.codes}
    meant = [kind for part in (number.value or "").split("/") if (kind := _kind(part.strip()))]
    exact = _exact(number.value or "")
    if (meant and not kinds & set(meant)) or (exact and not set(exact) & set(said.codes)):
        facts = {"grade": said.text, "number": number.value}
        yield Problem("grade", "notice-grade-against-number", facts)
    in_title = _exact(title.value or "")
    if in_title and not set(in_title) & set(said.codes):
        facts = {"grade": said.text, "title": title.value}
        yield Problem("grade", "notice-grade-against-title", facts)


def _kind(part: str) -> str:
    return PARTS.get(part) or (category(_exact(part)[0]) if _exact(part) else "")


def _exact(words: str) -> tuple[str, ...]:
    """Return the grade that is written in a number's parts or a title."""
    spaced = words.replace("/", " ")
    found = grade_at(spaced, 0, len(spaced))
    return found[0].codes if found else ()


def dates_against(published: Read[date], closing: Read[Deadline]) -> Iterator[Problem]:
    """Yield a deadline before the publication."""
    if published.value and closing.value and closing.value.day < published.value:
        facts = {"deadline": closing.value.day, "published": published.value}
        yield Problem("deadline", "notice-closes-before-publication", facts)
