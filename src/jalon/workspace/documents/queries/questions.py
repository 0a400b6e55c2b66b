"""Read questions: of a text, of a programme."""

from typing import Any

from django.db.models import Count, F, QuerySet

from jalon.workspace.documents.models import Document, Question
from jalon.workspace.documents.models.questions import QuestionQuerySet
from jalon.workspace.programmes.models import Programme


def questions_of(document: Document, user: Any) -> QuerySet[Any]:
    """Return the questions about a text that `user` may read, the open ones first."""
    return _listed(Question.objects.visible_to(user).filter(document=document))


def questions_in(programme: Programme, user: Any) -> QuerySet[Any]:
    """Return the questions of a programme that `user` may read, the open ones first."""
    return _listed(Question.objects.visible_to(user).filter(document__programme=programme))


def _listed(rows: QuestionQuerySet) -> QuerySet[Any]:
    return (
        rows.select_related("by", "step", "document__programme")
        .annotate(answer_count=Count("answers"))
        .order_by(F("answered_at").desc(nulls_first=True), "-pk")
    )
