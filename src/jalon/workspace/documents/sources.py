"""What the search finds of questions and of the clearance guide."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.links import question_url
from jalon.workspace.documents.models import Answer, GuideCase, GuideStep, Question
from jalon.workspace.documents.queries.guide import visible_cases
from jalon.workspace.searchable import Source


def _questions(user: Any) -> QuerySet[Question]:
    return Question.objects.visible_to(user).select_related("document__programme")


def _answers(user: Any) -> QuerySet[Answer]:
    threads = Question.objects.visible_to(user).values("pk")
    rows = Answer.objects.filter(question__in=threads)
    return rows.select_related("question__document__programme")


def _steps(user: Any) -> QuerySet[GuideStep]:
    return GuideStep.objects.filter(case__in=visible_cases(user)).select_related("case")


def _case_url(case: GuideCase) -> str:
    return reverse("documents:guide-case", args=[case.key])


def _short(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(120)


SOURCES = (
    Source(
        model="documents.question",
        title=_("Questions"),
        columns=("text",),
        visible=_questions,
        link=question_url,
        label=lambda row: _short(row.text),
        order=70,
    ),
    Source(
        model="documents.answer",
        title=_("Answers"),
        columns=("text",),
        visible=_answers,
        link=lambda row: question_url(row.question),
        label=lambda row: _short(row.text),
        order=71,
    ),
    Source(
        model="documents.guidecase",
        title=_("Clearance guide"),
        columns=("title", "applies"),
        visible=visible_cases,
        link=_case_url,
        label=str,
        order=80,
    ),
    Source(
        model="documents.guidestep",
        title=_("Steps of the clearance guide"),
        columns=("what", "form"),
        visible=_steps,
        link=lambda row: _case_url(row.case),
        label=lambda row: f"{row.case}: {row}",
        order=81,
    ),
)
