"""Papers that are owed, and texts, for programs."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema
from ninja.pagination import paginate

from jalon.workspace.documents.models import Document, Obligation
from jalon.workspace.etags import row_answer
from jalon.workspace.pages import Paged
from jalon.workspace.programmes.permissions import visible_programmes

router = Router(tags=["documents"])
State = Literal["due", "submitted", "returned", "cleared", "accepted", "withdrawn"]


class ObligationOut(Schema):
    id: int
    programme: str = Field(alias="programme.code")
    kind: str
    title: dict[str, str]
    state: State
    due_at: datetime = Field(description="the first instant that is too late")
    due_zone: str
    expected_at: datetime | None
    version: int


class DocumentOut(Schema):
    id: int
    programme: str = Field(alias="programme.code")
    obligation: int | None = Field(alias="obligation_id")
    kind: str
    title: dict[str, str]
    language: str
    state: str
    round: int
    version: int


@router.get(
    "/programmes/{slug:code}/obligations",
    response=list[ObligationOut],
    summary="Papers that are owed",
)
@paginate(Paged)
def obligations(
    request: HttpRequest, code: str, state: State | None = None, overdue: bool = False
) -> Any:
    programme = get_object_or_404(visible_programmes(request.user), code=code)
    found = Obligation.objects.visible_to(request.user).filter(programme=programme)
    if state is not None:
        found = found.filter(state=state)
    if overdue:
        found = found.overdue(timezone.now())
    return found.select_related("programme").order_by("due_at", "pk")


@router.get("/obligations/{int:key}", response=ObligationOut, summary="A paper that is owed")
def obligation(request: HttpRequest, response: HttpResponse, key: int) -> Any:
    visible = Obligation.objects.visible_to(request.user).select_related("programme")
    return row_answer(get_object_or_404(visible, pk=key), response)


@router.get("/programmes/{slug:code}/documents", response=list[DocumentOut], summary="Texts")
@paginate(Paged)
def documents(request: HttpRequest, code: str) -> Any:
    programme = get_object_or_404(visible_programmes(request.user), code=code)
    found = Document.objects.visible_to(request.user).filter(programme=programme)
    return found.select_related("programme").order_by("pk")


@router.get("/documents/{int:key}", response=DocumentOut, summary="A text")
def document(request: HttpRequest, response: HttpResponse, key: int) -> Any:
    visible = Document.objects.visible_to(request.user).select_related("programme")
    return row_answer(get_object_or_404(visible, pk=key), response)
