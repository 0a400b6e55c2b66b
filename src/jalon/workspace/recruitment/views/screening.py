"""Open applications, read one, confirm what the rules found of it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from jalon.workspace.audit.queries import history_of
from jalon.workspace.documents.files import disk
from jalon.workspace.documents.views.answers import bound
from jalon.workspace.http import Request
from jalon.workspace.narratives import text_of
from jalon.workspace.recruitment.forms.assessment import RelevanceForm, VerdictForm
from jalon.workspace.recruitment.models import Application, Call, Criterion
from jalon.workspace.recruitment.models import Verdict as Row
from jalon.workspace.recruitment.models.words import OUTCOMES
from jalon.workspace.recruitment.queries.answers import parts_of
from jalon.workspace.recruitment.queries.desk import desk_of
from jalon.workspace.recruitment.queries.listings import outcomes_of, screened_of
from jalon.workspace.recruitment.queries.screening import found_of
from jalon.workspace.recruitment.queries.seen import (
    Reader,
    content_of,
    files_of,
    name_of,
    shown_of,
)
from jalon.workspace.recruitment.rules.access import OPENED
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.eligibility import Outcome, Verdict
from jalon.workspace.recruitment.rules.kinds import Stage
from jalon.workspace.recruitment.services.opening import (
    note_names_seen,
    note_seen,
    open_applications,
)
from jalon.workspace.recruitment.services.screening import (
    confirm_plain,
    confirm_verdict,
    judge_relevance,
)
from jalon.workspace.recruitment.views.assessing import (
    application_of,
    application_seen,
    ask,
    page_url,
    reader_for,
    shared,
    take_step,
)

PAGE = 50
TONES = {Outcome.ELIGIBLE: "good", Outcome.NOT_ELIGIBLE: "bad", Outcome.OPEN: "waiting"}


@login_required
def assessment(request: Request, code: str, pk: int) -> HttpResponse:
    """Show where the assessment of a call is, and what the reader has to do in it."""
    reader = reader_for(request.user, code, pk)
    context = shared(
        reader,
        "assessment",
        desk=desk_of(reader),
        criteria=_criteria(reader.call),
        history=history_of(reader.call),
    )
    return render(request, "recruitment/assess/desk.html", context)


def _criteria(call: Call) -> list[Criterion]:
    """Return what is scored, the stages in their order."""
    order = {stage.value: place for place, stage in enumerate(Stage)}
    return sorted(call.criteria.all(), key=lambda row: (order[row.stage], row.order))


@login_required
def open_all(request: Request, code: str, pk: int) -> HttpResponse:
    """Open the applications: from here on, criteria stand and nobody is let in late."""
    reader = reader_for(request.user, code, pk)
    if not reader.edits:
        raise PermissionDenied
    return take_step(
        request,
        reader,
        open_applications,
        heading=_("Open the applications"),
        words=_(
            "From here on the criteria stand, the deadline cannot be moved, and nobody is "
            "let in late. The rules look at every application; a person confirms what they "
            "find."
        ),
        action=_("Open the applications"),
        said=_("The applications are open."),
        then=page_url(reader.call),
        here="assessment",
    )


@login_required
def applications(request: Request, code: str, pk: int) -> HttpResponse:
    """Show the applications, and how far the screening of each has come."""
    reader = _screener(request, code, pk)
    counts = outcomes_of(reader.call)
    asked = request.GET.get("outcome", "")
    which = Outcome(asked) if asked in list(Outcome) else None
    count = counts.get(which, 0) if which else sum(counts.values())
    page = Paginator(range(count), PAGE).get_page(request.GET.get("page"))
    within = slice(max(0, page.start_index() - 1), page.end_index())
    rows = screened_of(reader, which, within)
    note_names_seen(reader.call, by=request.user, count=len(rows))
    context = shared(
        reader,
        "applications",
        page=page,
        rows=[
            {
                "row": row,
                "name": name_of(row.application) if row.seen.names else "",
                "outcome": OUTCOMES[row.outcome],
                "tone": TONES[row.outcome],
                "proposed": OUTCOMES[row.proposed],
            }
            for row in rows
        ],
        outcome=which or "",
        outcomes=[(key.value, words, counts.get(key, 0)) for key, words in OUTCOMES.items()],
        count=sum(counts.values()),
        is_screening=reader.call.state == CallState.SCREENING,
    )
    return render(request, "recruitment/assess/applications.html", context)


@login_required
def confirm_all(request: Request, code: str, pk: int) -> HttpResponse:
    """Confirm whatever the rules found to be met."""
    reader = _screener(request, code, pk)
    return take_step(
        request,
        reader,
        confirm_plain,
        heading=_("Confirm all that is met"),
        words=_(
            "Everything that the rules found to be met is confirmed in your name. What is "
            "not met, or cannot be told, stays for you to look at one by one."
        ),
        action=_("Confirm"),
        said=_("Confirmed."),
        then=page_url(reader.call, "applications"),
        here="applications",
    )


@login_required
def application(request: Request, code: str, pk: int, key: str) -> HttpResponse:
    """Show one application as far as the reader may see it now; the trail keeps that they did."""
    reader = reader_for(request.user, code, pk)
    row, seen = application_seen(reader, key)
    note_seen([row], by=request.user, what="file" if seen.files else "answers")
    verdicts = list(row.verdicts.select_related("requirement", "by")) if seen.screens else []
    asked = {str(v.requirement_id): text_of(v.requirement.text) for v in verdicts}
    may_confirm = reader.screens and reader.call.state == CallState.SCREENING
    context = shared(
        reader,
        "applications",
        application=row,
        seen=seen,
        name=name_of(row) if seen.names else "",
        parts=parts_of(shown_of(seen, content_of(row)), asked),
        files=files_of(row) if seen.files else [],
        found=found_of(verdicts),
        may_confirm=may_confirm,
        relevance=_relevance(request, row) if may_confirm else None,
        listings=row.listings.select_related("by"),
        history=[] if seen.scoring or _marks_scripts(reader) else history_of(row),
    )
    return render(request, "recruitment/assess/application.html", context)


def _marks_scripts(reader: Reader) -> bool:
    """Tell whether the reader marks scripts without names: who did what when would name them."""
    test = getattr(reader.call, "written_test", None)
    return reader.standing.scores and test is not None and test.unsealed_at is None


@login_required
def relevance(request: Request, code: str, pk: int, key: str) -> HttpResponse:
    """Say which employments were in the field that the notice asks for."""
    reader = _screener(request, code, pk)
    row = application_of(reader, key)
    form = _relevance(request, row)

    def act(_data: dict[str, Any]) -> Application:
        return judge_relevance(
            call_id=reader.call.pk,
            application_id=row.pk,
            relevant=form.relevant(),
            by=request.user,
        )

    return ask(
        request,
        form,
        reader,
        act=act,
        heading=_("Which employments count"),
        about=row.code,
        then=page_url(reader.call, "application", key),
        here="applications",
    )


@login_required
def verdict(request: Request, code: str, pk: int, key: str, found: int) -> HttpResponse:
    """Confirm one finding, or find otherwise."""
    reader = _screener(request, code, pk)
    row = application_of(reader, key)
    kept = get_object_or_404(row.verdicts.select_related("requirement"), pk=found)
    told = kept.found if kept.found != Verdict.CANNOT_TELL else ""
    form = VerdictForm(
        bound(request), initial={"verdict": kept.confirmed or told, "reason": kept.reason}
    )

    def act(data: dict[str, Any]) -> Row:
        return confirm_verdict(
            call_id=reader.call.pk,
            verdict_id=kept.pk,
            verdict=Verdict(data["verdict"]),
            reason=data["reason"],
            by=request.user,
        )

    return ask(
        request,
        form,
        reader,
        act=act,
        heading=kept.requirement.get_kind_display(),
        template="recruitment/assess/verdict.html",
        found=found_of([kept])[0],
        application=row,
        action=_("Confirm"),
        then=page_url(reader.call, "application", key) + "#findings",
        here="applications",
    )


@login_required
@require_safe
def application_file(request: Request, code: str, pk: int, key: str, file: int) -> HttpResponseBase:
    """Send a file of an application to whoever may open it now."""
    reader = reader_for(request.user, code, pk)
    row = application_of(reader, key, field="files")
    kept = get_object_or_404(files_of(row), pk=file)
    path = disk.root() / kept.file.path
    if not path.is_file():
        raise Http404
    note_seen([row], by=request.user, what=kept.kind)
    response = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=kept.file.original_name,
        content_type=kept.file.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    response["Content-Encoding"] = "identity"  # packed already: not to be packed again
    return response


def _screener(request: Request, code: str, pk: int) -> Reader:
    reader = reader_for(request.user, code, pk)
    if not reader.screens or reader.call.state not in OPENED:
        raise PermissionDenied
    return reader


def _relevance(request: Request, row: Application) -> RelevanceForm:
    jobs = content_of(row).get("employment") or []
    named = [
        (str(job.get("row")), f"{job.get('title', '')} · {job.get('employer', '')}") for job in jobs
    ]
    found = {each.row: each.is_relevant for each in row.relevances.all()}
    sent = bound(request) if request.path.endswith("/relevance/") else None
    return RelevanceForm(sent, employments=named, found=found)
