"""The selection report on a page, as Word and as PDF; the complaints file; the balance."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from jalon.errors import RuleBroken
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.http import Request
from jalon.workspace.recruitment import permissions
from jalon.workspace.recruitment.models import Application, Call
from jalon.workspace.recruitment.papers.pdf import paper_pdf
from jalon.workspace.recruitment.papers.word import paper_word
from jalon.workspace.recruitment.queries.balance import balances_of
from jalon.workspace.recruitment.queries.ranked import ranked
from jalon.workspace.recruitment.queries.reports.balance import telling_words
from jalon.workspace.recruitment.queries.reports.complaints import complaints_file
from jalon.workspace.recruitment.queries.reports.selection import selection_report
from jalon.workspace.recruitment.queries.seen import reader_of
from jalon.workspace.recruitment.rules.kinds import ListKind
from jalon.workspace.recruitment.services.opening import note_seen
from jalon.workspace.recruitment.services.reporting import (
    check_decided,
    note_complaints_file,
    note_report,
)
from jalon.workspace.recruitment.views import fetch

P = Permission
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS = {"docx": WORD, "pdf": "application/pdf"}


@login_required
def report(request: Request, code: str, pk: int) -> HttpResponse:
    """Say what the report holds, and give it in each language."""
    call = _reportable(request, code, pk)
    context = {
        "programme": call.programme,
        "call": call,
        "languages": settings.LANGUAGES,
        "may_decide": permissions.allows(request.user, P.CALL_DECIDE, call),
        "has_decision": call.decisions.exists(),
    }
    return render(request, "recruitment/decisions/report.html", context)


@login_required
def report_file(request: Request, code: str, pk: int, language: str, form: str) -> HttpResponse:
    """Give the report as a file; that it was taken away is recorded."""
    call = _reportable(request, code, pk)
    _check_language(language)
    now = timezone.now()
    paper = selection_report(call, language, now)
    content = paper_pdf(paper, at=now) if form == "pdf" else paper_word(paper)
    note_report(call=call, content=content, form=form, language=language, by=request.user)
    note_seen(_short_listed(call), by=request.user, what="selection-report")
    return _file(content, f"{call.slug}-{language}.{form}", FORMS[form])


@login_required
def complaints(request: Request, code: str, pk: int) -> HttpResponse:
    """Give everything about a decision in one PDF, in the reader's language."""
    call = fetch.named_call_for(request.user, P.CALL_DECIDE, code, pk)
    try:
        check_decided(call)
    except RuleBroken as error:
        raise Http404 from error
    language = (get_language() or "en").split("-")[0]
    now = timezone.now()
    content = paper_pdf(complaints_file(call, language, now), at=now)
    note_complaints_file(call=call, content=content, language=language, by=request.user)
    note_seen(_all_of(call), by=request.user, what="complaints-file")
    return _file(content, f"{call.slug}-complaints-{language}.pdf", FORMS["pdf"])


@login_required
def impact(request: Request, code: str, pk: int) -> HttpResponse:
    """Show how sexes and regions fared at each step, small groups put together."""
    call = fetch.named_call_for(request.user, P.CANDIDATE_VIEW, code, pk)
    context = {
        "programme": call.programme,
        "call": call,
        "balances": [(each, telling_words(each)) for each in balances_of(call)],
    }
    return render(request, "recruitment/decisions/impact.html", context)


def _reportable(request: Request, code: str, pk: int) -> Call:
    """Return a call whose report the reader may have: not while they still score in it."""
    call = fetch.named_call_for(request.user, P.CANDIDATE_VIEW, code, pk)
    if (
        reader_of(request.user, call).standing.scores
        and not ranked(call, sensitive=False).is_complete
    ):
        raise PermissionDenied
    return call


def _check_language(language: str) -> None:
    if language not in dict(settings.LANGUAGES):
        raise Http404


def _short_listed(call: Call) -> list[Application]:
    rows = call.applications.filter(listings__which=ListKind.SHORT, listings__is_on=True)
    return list(rows.select_related("call"))


def _all_of(call: Call) -> list[Application]:
    return list(call.applications.exclude(submitted_at=None).select_related("call"))


def _file(content: bytes, name: str, media_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
