"""A candidate's own written test: timed by the server's clock, kept as it is typed."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jalon.errors import ReadableError, RuleBroken
from jalon.workspace.http import Request
from jalon.workspace.recruitment.models import Sitting
from jalon.workspace.recruitment.queries.invitations import own_test_of
from jalon.workspace.recruitment.queries.windows import check_sits
from jalon.workspace.recruitment.services.written import begin_test, hand_in_test, save_answers
from jalon.workspace.recruitment.views.doors import for_candidates
from jalon.workspace.tags import explain

PAGE = "vacancies/test.html"


@for_candidates
@never_cache
def own_test(request: Request, code: str) -> HttpResponse:
    """Show one's own test: before it, while it runs, after it."""
    row = _own(request, code)
    asked = f"{PAGE}#clock" if request.headers.get("HX-Request") else PAGE
    return render(request, asked, _context(row))


@for_candidates
@require_POST
def begin(request: Request, code: str) -> HttpResponse:
    """Begin; from here on the clock runs."""
    row = _own(request, code)
    try:
        begin_test(code=code, by=request.user)
    except ReadableError as error:
        return render(request, PAGE, _context(row, refusal=explain(error)), status=422)
    return redirect("vacancies:test", code)


@for_candidates
@require_POST
def save(request: Request, code: str) -> HttpResponse:
    """Keep what is written so far, or hand it in."""
    row = _own(request, code)
    answers = _answers(request, row)
    try:
        keep = hand_in_test if "hand-in" in request.POST else save_answers
        row = keep(code=code, answers=answers, by=request.user)
    except ReadableError as error:
        if request.headers.get("HX-Request"):
            context = {**_context(_own(request, code)), "refusal": explain(error)}
            return render(request, f"{PAGE}#clock", context, status=422)
        context = _context(_own(request, code), refusal=explain(error), answers=answers)
        return render(request, PAGE, context, status=422)
    if request.headers.get("HX-Request"):
        return render(request, f"{PAGE}#clock", {**_context(row), "said": _("Saved.")})
    return redirect("vacancies:test", code)


def _own(request: Request, code: str) -> Sitting:
    rows = Sitting.objects.select_related("test__call__programme", "application__call")
    found: Sitting = get_object_or_404(
        rows, application__code=code, application__candidate=request.user
    )
    return found


def _shut(row: Sitting) -> str:
    """Return why the test cannot be written by this candidate; empty if it can."""
    try:
        check_sits(row)
    except RuleBroken as error:
        return explain(error)
    return ""


def _answers(request: Request, row: Sitting) -> dict[int, str]:
    names = {number: f"task{number}" for number in range(len(row.test.tasks))}
    return {number: request.POST[name] for number, name in names.items() if name in request.POST}


def _context(
    row: Sitting, *, refusal: str = "", answers: dict[int, str] | None = None
) -> dict[str, Any]:
    own = own_test_of(row, timezone.now())
    over, sent, shut = own.is_over, answers or {}, _shut(row)
    texts = [*row.answers, *[""] * len(row.test.tasks)]
    left = max(0, int((own.ends - timezone.now()).total_seconds())) if own.ends else 0
    return {
        "sitting": row,
        "own": own,
        "test": row.test,
        "call": row.test.call,
        "code": row.application.code,
        "is_over": over,
        "shut": "" if over else shut,
        "ends": own.ends,
        "minutes_left": -(-left // 60),
        "tasks": [
            {"number": n, "task": task, "text": sent.get(n, text) if not over else text}
            for n, (task, text) in enumerate(zip(row.test.tasks, texts, strict=False))
        ],
        "lost": [t for n, t in sent.items() if (over or shut) and t != texts[n]],
        "refusal": refusal,
    }
