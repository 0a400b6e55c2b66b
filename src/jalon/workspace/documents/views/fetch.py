"""Fetch what a page is about; what the reader may not see is not there."""

from functools import partial
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.documents import permissions
from jalon.workspace.documents.models import Document, Obligation, Step
from jalon.workspace.documents.queries.texts import Text, read_text
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import visible_programmes

OBLIGATION = (
    "programme__agreement",
    "country",
    "owed_by_user",
    "owed_by_organisation",
    "owed_to_organisation",
    "document",
)
DOCUMENT = (
    "programme__agreement",
    "country",
    "owner",
    "obligation__owed_by_user",
    "obligation__owed_by_organisation",
    "obligation__owed_to_organisation",
)


def programme_of(user: Any, code: str) -> Programme:
    seen = visible_programmes(user, Permission.DOCUMENT_VIEW).select_related("agreement")
    return get_object_or_404(seen, code=code)


def obligation_of(user: Any, code: str, pk: int) -> Obligation:
    seen = Obligation.objects.visible_to(user).select_related(*OBLIGATION)
    return get_object_or_404(seen, programme__code=code, pk=pk)


def document_of(user: Any, code: str, pk: int) -> Document:
    seen = Document.objects.visible_to(user).select_related(*DOCUMENT)
    return get_object_or_404(seen, programme__code=code, pk=pk)


def text_of(user: Any, document: Document) -> Text:
    """Return the text with its versions, rounds and chain, as far as `user` may see them."""
    return read_text(
        document,
        timezone.now(),
        inside=permissions.can_see_inside(user, document),
        decides=partial(permissions.can_decide, user),
    )


def step_of(document: Document, pk: int) -> Step:
    step = get_object_or_404(document.steps.select_related("round", "assignee"), pk=pk)
    step.document = document
    return step
