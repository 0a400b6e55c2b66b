"""Markup, numbers too great, dates that are none and NUL in every parameter of every address."""

import pytest
from django.db import transaction

from jalon.workspace.audit.models import Event
from walk.kept import Kept
from walk.queries import Question, questions_of
from walk.site import quietly
from walk.wounds import MARKUP, wounds

SPOILT = {
    "markup": MARKUP,
    "formula": '=HYPERLINK("http://x.example","y")\r\nX-Own: 1',
    "too great": "9" * 40,
    "below zero": "-1",
    "a figure that is no digit": "²",
    "no day": "2026-02-30",
    "empty": "",
    "long": "ض" * 3000,
}
REFUSALS = {400, 404, 422}


@pytest.fixture(scope="module")
def questions(kept: Kept) -> list[Question]:
    found = questions_of(kept.answers)
    assert len(found) > 60  # were none found, nothing would be proved
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("kind", SPOILT)
def test_what_is_asked_for_stays_text(kind: str, questions: list[Question]) -> None:
    before = Event.objects.count()
    faults = [f"{question}: {fault}" for question in questions for fault in hurt(question, kind)]
    assert not faults, "\n".join(faults)
    assert Event.objects.count() == before


def hurt(question: Question, kind: str) -> list[str]:
    with quietly(), transaction.atomic():
        answer = question.ask(SPOILT[kind])
        text = b"".join(answer) if answer.streaming else answer.content
        transaction.set_rollback(True)
    found = [] if answer.status_code < 400 or answer.status_code in REFUSALS else ["status"]
    found += ["a header of its own"] if answer.has_header("X-Own") else []
    if answer.get("Content-Type", "").startswith("text/html"):
        found += wounds(text.decode())
    return [f"{answer.status_code} {fault}" for fault in found]


@pytest.mark.django_db
def test_nul_is_refused(questions: list[Question]) -> None:
    with quietly():
        answers = {str(question): question.ask("a\x00b").status_code for question in questions}
    assert {question for question, status in answers.items() if status != 400} == set()


def test_the_filters_of_the_large_tables_are_among_them(questions: list[Question]) -> None:
    keys = {question.key for question in questions}
    assert keys >= {("home:search", "q"), ("results:matrix", "country")}
