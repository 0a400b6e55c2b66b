"""Questions about a text or a step of its clearance, and what was answered."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.models import visibility
from jalon.workspace.documents.models.chains import Step
from jalon.workspace.documents.models.papers import Document
from jalon.workspace.programmes.models import Programme


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(
        self, user: Any, among: models.QuerySet[Document] | None = None
    ) -> "QuestionQuerySet":
        """Keep what `user` may read.

        `among`: the texts it is about; of the others nothing is asked of the database.
        """
        documents = Document.objects.all() if among is None else among
        seen = documents.filter(visibility.seen_documents(user))
        return self.filter(document__in=seen.values("pk")).of_seen(user)

    def of_seen(self, user: Any) -> "QuestionQuerySet":
        """Of texts that `user` sees: who only receives a text reads its own questions alone."""
        if not visibility.receives(user):
            return self
        inside = Document.objects.filter(visibility.seen_documents(user, inside=True))
        return self.filter(Q(from_receiver=True) | Q(document__in=inside.values("pk")))

    def open(self) -> "QuestionQuerySet":
        return self.filter(answered_at__isnull=True)


class Question(models.Model):
    """Something that somebody wants to know about a text; a thread of answers hangs on it."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="questions")
    step = models.ForeignKey(
        Step,
        models.SET_NULL,
        related_name="questions",
        null=True,
        blank=True,
        verbose_name=_("about the step"),
    )
    text = models.TextField(_("question"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    at = models.DateTimeField(_("asked"), auto_now_add=True)
    from_receiver = models.BooleanField(default=False)  # the donor's, who reads the thread
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)  # of the row, for optimistic locking

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        indexes: ClassVar = [
            models.Index(fields=["document", "-id"], name="documents_questions_of_one"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="documents_question_answered_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def programme(self) -> Programme:
        return self.document.programme


class Answer(models.Model):
    """What somebody says in the thread of a question."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    text = models.TextField(_("answer"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")

    def __str__(self) -> str:
        return self.text[:80]
