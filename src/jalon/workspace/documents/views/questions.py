"""Questions: asked about a text, answered in a thread."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from jalon.errors import RuleBroken
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.queries import history_of
from jalon.workspace.documents import permissions
from jalon.workspace.documents.forms.questions import AnswerForm, AskForm, VersionForm
from jalon.workspace.documents.models import Document, Question
from jalon.workspace.documents.queries.questions import questions_in, questions_of
from jalon.workspace.documents.services import questions as services
from jalon.workspace.http import Request
from jalon.workspace.programmes.permissions import visible_programmes
from jalon.workspace.tags import explain

PAGE = 50


@login_required
@require_http_methods(["GET", "HEAD"])
def programme_questions(request: Request, code: str) -> HttpResponse:
    programme = get_object_or_404(
        visible_programmes(request.user, Permission.DOCUMENT_VIEW), code=code
    )
    rows = questions_in(programme, request.user)
    if request.GET.get("open"):
        rows = rows.filter(answered_at__isnull=True)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"programme": programme, "page": page, "only_open": bool(request.GET.get("open"))}
    return render(request, "documents/questions.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: Request, code: str, pk: int) -> HttpResponse:
    """List what was asked about a text, and take a further question."""
    visible = Document.objects.visible_to(request.user)
    document = get_object_or_404(
        visible.select_related("programme__agreement", "obligation"), pk=pk, programme__code=code
    )
    can_ask = services.can_ask(request.user, document)
    form = AskForm(
        request.POST or None,
        document=document,
        inside=permissions.can_see_inside(request.user, document),
    )
    if request.method == "POST" and form.is_valid():
        step = form.cleaned_data.get("step")
        try:
            asked = services.ask_question(
                document_id=document.pk,
                text=form.cleaned_data["text"],
                step_id=step.pk if step else None,
                by=request.user,
            )
        except RuleBroken as error:
            form.add_error(None, explain(error))
        else:
            return redirect("documents:question", code, asked.pk)
    page = Paginator(questions_of(document, request.user), PAGE).get_page(request.GET.get("page"))
    context = {
        "programme": document.programme,
        "document": document,
        "page": page,
        "questions": page.object_list,
        "form": form if can_ask else None,
        "can_ask": can_ask,
    }
    status = 422 if form.errors else 200
    return render(request, "documents/questions_of.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: Request, code: str, pk: int) -> HttpResponse:
    """Show a thread, and take an answer."""
    found = _question(request, code, pk)
    closes = services.can_close(request.user, found) and found.answered_at is None
    form = AnswerForm(request.POST or None, closes=closes)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_question(
                question_id=found.pk,
                version=form.cleaned_data["version"],
                text=form.cleaned_data["text"],
                closes=form.cleaned_data.get("closes", False),
                by=request.user,
            )
        except RuleBroken as error:
            form.add_error(None, explain(error))
            found = _question(request, code, pk)
        else:
            return redirect("documents:question", code, found.pk)
    return _thread(request, found, form)


@login_required
@require_POST
def close_question(request: Request, code: str, pk: int) -> HttpResponse:
    return _change(request, code, pk, services.close_question)


@login_required
@require_POST
def reopen_question(request: Request, code: str, pk: int) -> HttpResponse:
    return _change(request, code, pk, services.reopen_question)


def _change(request: Request, code: str, pk: int, change: Any) -> HttpResponse:
    found = _question(request, code, pk)
    form = VersionForm(request.POST)
    if form.is_valid():
        try:
            change(question_id=found.pk, version=form.cleaned_data["version"], by=request.user)
        except RuleBroken as error:
            form.add_error(None, explain(error))
        else:
            return redirect("documents:question", code, found.pk)
    return _thread(request, _question(request, code, pk), form, answer=AnswerForm(closes=True))


def _question(request: Request, code: str, pk: int) -> Question:
    rows = Question.objects.visible_to(request.user).select_related(
        "document__programme__agreement", "document__obligation", "step", "by", "answered_by"
    )
    return get_object_or_404(rows, pk=pk, document__programme__code=code)


def _thread(
    request: Request, found: Question, form: Any, answer: AnswerForm | None = None
) -> HttpResponse:
    context = {
        "programme": found.document.programme,
        "document": found.document,
        "question": found,
        "answers": found.answers.select_related("by").order_by("pk"),
        "form": form,
        "answer_form": answer or form,
        "can_answer": services.can_answer(request.user, found),
        "can_close": services.can_close(request.user, found),
        "history": history_of(found),
    }
    status = 422 if form.errors else 200
    return render(request, "documents/question.html", context, status=status)
