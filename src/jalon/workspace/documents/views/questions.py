"""Questions: asked about a text, answered in a thread."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.workspace.audit.queries import history_of
from jalon.workspace.documents import permissions
from jalon.workspace.documents.forms.base import VersionedForm
from jalon.workspace.documents.forms.questions import AnswerForm, AskForm
from jalon.workspace.documents.links import question_url
from jalon.workspace.documents.models import Question
from jalon.workspace.documents.queries.questions import questions_in, questions_of
from jalon.workspace.documents.services import questions as services
from jalon.workspace.documents.views.answers import answer, bound
from jalon.workspace.documents.views.fetch import document_of, programme_of
from jalon.workspace.http import Request

PAGE = 50
FEW = 10  # on the page of the text itself
THREAD = "documents/question.html"


@login_required
@require_safe
def programme_questions(request: Request, code: str) -> HttpResponse:
    """List what was asked in a programme."""
    programme = programme_of(request.user, code)
    rows = questions_in(programme, request.user)
    only_open = bool(request.GET.get("open"))
    if only_open:
        rows = rows.filter(answered_at__isnull=True)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"programme": programme, "page": page, "only_open": only_open}
    return render(request, "documents/questions.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: Request, code: str, pk: int) -> HttpResponse:
    """List what was asked about a text, and take a further question."""
    document = document_of(request.user, code, pk)
    inside = permissions.can_see_inside(request.user, document)
    can_ask = services.can_ask(request.user, document)
    form = AskForm(bound(request), document=document, inside=inside)
    rows = questions_of(document, request.user)
    if request.htmx and request.method != "POST":
        few = {"document": document, "questions": rows[:FEW], "can_ask": can_ask}
        return render(request, "documents/_questions.html", few)
    context = {
        "programme": document.programme,
        "document": document,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "can_ask": can_ask,
    }

    def ask(data: dict[str, Any]) -> Question:
        step = data.get("step")
        return services.ask_question(
            document_id=document.pk,
            text=data["text"],
            step_id=step.pk if step else None,
            by=request.user,
        )

    return answer(request, form, "documents/questions_of.html", context, act=ask, then=question_url)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: Request, code: str, pk: int) -> HttpResponse:
    """Show a thread, and take an answer."""
    found = _question(request, code, pk)
    closes = services.can_close(request.user, found) and found.answered_at is None
    form = AnswerForm(bound(request), closes=closes, initial={"version": found.version})

    def reply(data: dict[str, Any]) -> Question:
        services.answer_question(
            question_id=found.pk,
            version=data["version"],
            text=data["text"],
            closes=data.get("closes", False),
            by=request.user,
        )
        return found

    context = _thread(request, found) | {"answer_form": form}
    return answer(request, form, THREAD, context, act=reply, then=question_url, row=found)


@login_required
@require_POST
def close_question(request: Request, code: str, pk: int) -> HttpResponse:
    return _change(request, _question(request, code, pk), services.close_question)


@login_required
@require_POST
def reopen_question(request: Request, code: str, pk: int) -> HttpResponse:
    return _change(request, _question(request, code, pk), services.reopen_question)


def _change(request: Request, found: Question, change: Callable[..., Question]) -> HttpResponse:
    if not services.can_close(request.user, found):
        raise PermissionDenied
    form: forms.Form = VersionedForm(request.POST)
    empty = AnswerForm(closes=False, initial={"version": found.version})

    def act(data: dict[str, Any]) -> Question:
        return change(question_id=found.pk, version=data["version"], by=request.user)

    context = _thread(request, found) | {"answer_form": empty}
    return answer(request, form, THREAD, context, act=act, then=question_url, row=found)


def _question(request: Request, code: str, pk: int) -> Question:
    rows = Question.objects.visible_to(request.user).select_related(
        "document__programme__agreement", "document__obligation", "step", "by", "answered_by"
    )
    return get_object_or_404(rows, pk=pk, document__programme__code=code)


def _thread(request: Request, found: Question) -> dict[str, Any]:
    return {
        "programme": found.document.programme,
        "document": found.document,
        "question": found,
        "answers": found.answers.select_related("by").order_by("pk"),
        "can_answer": services.can_answer(request.user, found),
        "can_close": services.can_close(request.user, found),
        "history": history_of(found),
    }
