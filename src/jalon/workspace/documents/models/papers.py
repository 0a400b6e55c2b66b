"""Texts: their versions, and the rounds in which they are reviewed."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.models import visibility
from jalon.workspace.documents.models.files import StoredFile
from jalon.workspace.documents.models.obligations import Obligation
from jalon.workspace.documents.models.words import DOCUMENT_STATES, KINDS, choices
from jalon.workspace.documents.rules.states import DocumentState
from jalon.workspace.narratives import NarrativeField, text_of
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Programme

UNFINISHED = [
    state.value
    for state in DocumentState
    if state not in {DocumentState.ACCEPTED, DocumentState.WITHDRAWN}
]


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: Any) -> "DocumentQuerySet":
        """Keep what `user` may know of, in all programmes."""
        return self.filter(visibility.seen_documents(user))


class Document(models.Model):
    """A text on its way from draft to acceptance."""

    obligation = models.OneToOneField(
        Obligation, models.PROTECT, related_name="document", null=True, blank=True
    )
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="documents")
    country = models.ForeignKey(
        Country, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("country")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=choices(KINDS))
    title = NarrativeField(_("title"))
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default="en"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="documents",
        verbose_name=_("answered for by"),
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=choices(DOCUMENT_STATES),
        default=DocumentState.DRAFT.value,
    )
    round = models.PositiveSmallIntegerField(_("round"), default=0)  # 0: not yet submitted
    handed_over_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)  # of the row, for optimistic locking

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes: ClassVar = [
            models.Index(fields=["programme", "-id"], name="documents_of_programme"),
            models.Index(fields=["owner", "state"], name="documents_of_owner"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in DocumentState]),
                name="documents_document_known_state",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", accepted_at__isnull=False)
                | (~Q(state="accepted") & Q(accepted_at__isnull=True)),
                name="documents_document_accepted_and_when",
            ),
        ]

    def __str__(self) -> str:
        return text_of(self.title) or str(self.get_kind_display())


class DocumentVersion(models.Model):
    """One state of a text: its file, who wrote it, and what has changed."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="versions")
    sha256 = models.CharField(_("fingerprint"), max_length=64)
    what_changed = models.TextField(_("what has changed"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    handed_over_at = models.DateTimeField(_("handed over"), null=True, blank=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document", "number"], name="documents_version_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} v{self.number}"


class Round(models.Model):
    """A version before its reviewers, until they clear or return it."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("round"))
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document", "number"], name="documents_round_number_once"
            ),
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(closed_at__isnull=True),
                name="documents_one_open_round",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} round {self.number}"


class Comment(models.Model):
    """What a reviewer says about a place of the text, and what came of it."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="comments")
    number = models.PositiveSmallIntegerField(_("number"))
    version = models.ForeignKey(DocumentVersion, models.PROTECT, related_name="comments")
    anchor = models.CharField(_("place in the text"), max_length=300, blank=True)
    text = models.TextField(_("comment"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)
    from_receiver = models.BooleanField(default=False)  # of the donor's, who may read it
    response = models.TextField(_("answer"), blank=True)
    responded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    responded_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "number"], name="documents_comment_number_once"
            ),
            models.CheckConstraint(
                condition=Q(response="", responded_at__isnull=True)
                | (~Q(response="") & Q(responded_at__isnull=False)),
                name="documents_comment_response_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} comment {self.number}"
