"""Files, a last look, handing in, the receipt; taking back, and taking over from another."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from jalon.errors import ReadableError, RuleBroken
from jalon.workspace.documents.views.files import open_file
from jalon.workspace.http import Request
from jalon.workspace.recruitment.forms.handing_in import FileForm, HandInForm, WithdrawForm
from jalon.workspace.recruitment.queries.candidate_form import (
    declared_of,
    parts_of,
    questions_of,
)
from jalon.workspace.recruitment.queries.countdown import countdown_of
from jalon.workspace.recruitment.queries.row_words import said_in
from jalon.workspace.recruitment.queries.taking import earlier_of, exception_for, takes
from jalon.workspace.recruitment.rules.kinds import FileKind
from jalon.workspace.recruitment.services import applying, candidate_files
from jalon.workspace.recruitment.services.submitting import submit_application
from jalon.workspace.recruitment.views.desk import Desk, context_of
from jalon.workspace.recruitment.views.doors import within_rate
from jalon.workspace.tags import explain

ASKED = ["GET", "HEAD", "POST"]


@require_http_methods(ASKED)
def files(request: Request, desk: Desk) -> HttpResponse:
    """Show the files of an application; add one, take one out."""
    if "remove" in request.POST:
        _remove(request, desk)
        return redirect(desk.url("files"))
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid() and not within_rate(request, "files"):
        form.add_error(None, _("You have added many files within an hour. Try again later."))
    if form.is_valid():
        try:
            candidate_files.add_file(
                application_id=desk.application.pk,
                kind=FileKind(form.cleaned_data["kind"]),
                file=form.cleaned_data["file"],
                by=request.user,
            )
        except ReadableError as error:
            form.add_error(None, explain(error))
        else:
            messages.info(request, _("The file is added."))
            return redirect(desk.url("files"))
    rows = desk.application.files.filter(removed_at=None).select_related("file").order_by("pk")
    shown = [(row, desk.url("file", row.pk)) for row in rows]
    context = context_of(request, desk, form=form, files=shown)
    return render(request, "vacancies/files.html", context, status=422 if form.errors else 200)


def _remove(request: Request, desk: Desk) -> None:
    asked = request.POST["remove"]
    if not asked.isdecimal():
        raise Http404
    candidate_files.remove_file(
        application_id=desk.application.pk, file_id=int(asked), by=request.user
    )


@require_safe
def file(request: Request, desk: Desk, pk: int) -> HttpResponseBase:
    """Send a file back to who added it."""
    row = get_object_or_404(desk.application.files.filter(removed_at=None), pk=pk)
    return open_file(request, row.file_id, is_noted=not desk.is_own)


@require_http_methods(ASKED)
def preview(request: Request, desk: Desk) -> HttpResponse:
    """Show everything as it will be handed in; hand it in."""
    application = desk.application
    form = HandInForm(request.POST or None, initial={"version": application.version})
    if form.is_valid():
        try:
            submission = submit_application(
                application_id=application.pk, version=form.cleaned_data["version"], by=request.user
            )
        except RuleBroken as error:
            form.add_error(None, explain(error))
            if error.code == "application-changed-since":
                form.renew(application.version)
        else:
            return redirect(f"{desk.url('receipt')}?number={submission.number}")
    return _shown(request, desk, form)


def _shown(request: Request, desk: Desk, form: HandInForm) -> HttpResponse:
    application, now = desk.application, timezone.now()
    asked = questions_of(desk.call)
    exception = exception_for(desk.call, application.candidate_id)
    urls = {
        part.section: desk.url("section", part.section.value)
        for part in parts_of(application, asked)
    }
    said = said_in(application.sections, declared_of(asked))
    open_parts = [part for part in parts_of(application, asked) if not part.is_whole]
    context = context_of(
        request,
        desk,
        form=form,
        said=[(title, lines, urls[section]) for section, title, lines in said],
        lacking=[(part.title, urls[part.section]) for part in open_parts],
        files=application.files.filter(removed_at=None).select_related("file").order_by("pk"),
        countdown=countdown_of(desk.call, now, request.user.time_zone),
        exception=exception,
        is_open=takes(desk.call, now, exception),
    )
    return render(request, "vacancies/preview.html", context, status=422 if form.errors else 200)


@require_safe
def receipt(request: Request, desk: Desk) -> HttpResponse:
    """Show the receipts: the last one first, or the one that is asked for."""
    rows = desk.application.submissions.select_related("receipt").order_by("-number")
    if not rows:
        raise Http404
    context = context_of(request, desk, last=rows[0], earlier=rows[1:])
    return render(request, "vacancies/receipt.html", context)


@require_http_methods(ASKED)
def withdraw(request: Request, desk: Desk) -> HttpResponse:
    """Take the application back, after a question."""
    form = WithdrawForm(request.POST if request.method == "POST" else None, is_own=desk.is_own)
    if form.is_valid():
        applying.withdraw_application(
            application_id=desk.application.pk,
            reason=form.cleaned_data.get("reason", ""),
            by=request.user,
        )
        messages.info(request, _("The application is withdrawn."))
        return redirect(desk.url("application"))
    context = context_of(request, desk, form=form)
    return render(request, "vacancies/withdraw.html", context, status=422 if form.errors else 200)


@require_http_methods(ASKED)
def reuse(request: Request, desk: Desk) -> HttpResponse:
    """Fill what is empty from an earlier application."""
    earlier = list(earlier_of(desk.application, request.user).order_by("-pk"))
    if request.method == "POST":
        chosen = next((e for e in earlier if e.code == request.POST.get("source")), None)
        if chosen is None:
            raise Http404
        filled = applying.reuse_application(
            application_id=desk.application.pk, source_id=chosen.pk, by=request.user
        )
        messages.info(request, _taken_over(len(filled)))
        return redirect(desk.url("application"))
    return render(request, "vacancies/reuse.html", context_of(request, desk, earlier=earlier))


def _taken_over(count: int) -> str:
    words = ngettext(
        "%(count)s section was taken over. Look through it.",
        "%(count)s sections were taken over. Look through them.",
        count,
    )
    return words % {"count": count}
