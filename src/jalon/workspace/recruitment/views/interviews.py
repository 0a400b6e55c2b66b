"""Interviews: when, by whom heard, what is asked; what a centre found; referees."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.views.answers import bound
from jalon.workspace.http import Request
from jalon.workspace.recruitment.forms.marking import (
    CentreForm,
    FollowForm,
    HeldForm,
    InterviewForm,
    QuestionsForm,
    RefereeForm,
    local,
)
from jalon.workspace.recruitment.models import (
    Application,
    CentreOutcome,
    Criterion,
    Interview,
    RefereeAnswer,
)
from jalon.workspace.recruitment.queries.seen import Reader, name_of, seen_many
from jalon.workspace.recruitment.queries.sheets import candidates
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.kinds import CentreResult, Stage
from jalon.workspace.recruitment.rules.panel import PanelRole
from jalon.workspace.recruitment.services.interviews import (
    hold_interview,
    may_record_centre,
    plan_interview,
    record_centre,
    set_questions,
)
from jalon.workspace.recruitment.services.opening import note_names_seen, note_seen
from jalon.workspace.recruitment.services.referees import add_referee, follow_referee
from jalon.workspace.recruitment.views.assessing import (
    application_of,
    ask,
    page_of,
    page_url,
    reader_for,
    shared,
)


@login_required
def interviews(request: Request, code: str, pk: int) -> HttpResponse:
    """Show who is heard when, and what all are asked."""
    reader = _reader(request, code, pk)
    found = candidates(reader, Stage.INTERVIEW).select_related("centre")
    rows = list(found)
    seen = seen_many(reader, [row.pk for row in rows])
    page = page_of(request, sorted((r for r in rows if seen[r.pk].why is None), key=_when))
    shown = list(page)
    prefetch_related_objects(shown, "submissions")
    names = {row.pk: name_of(row) if seen[row.pk].names else "" for row in shown}
    if any(names.values()):
        note_names_seen(reader.call, by=request.user, count=len(shown))
    criteria = [row for row in reader.call.criteria.all() if row.stage == Stage.INTERVIEW]
    prefetch_related_objects(criteria, "questions")
    context = shared(
        reader,
        "interviews",
        page=page,
        rows=[
            {
                "row": row,
                "name": names[row.pk],
                "arranged": "accommodation" in seen[row.pk].fields,
                "interview": getattr(row, "interview", None),
                "centre": getattr(row, "centre", None),
            }
            for row in shown
        ],
        criteria=sorted(criteria, key=lambda row: row.order),
        may_run=_may_run(reader),
        may_ask=_may_ask(reader),
        may_record=may_record_centre(reader) and reader.call.state == CallState.ASSESSMENT,
        may_refer=reader.screens and reader.call.state == CallState.ASSESSMENT,
    )
    return render(request, "recruitment/assess/interviews.html", context)


def _when(row: Application) -> tuple[bool, float, str]:
    interview = getattr(row, "interview", None)
    starts = interview.starts_at.timestamp() if interview else 0.0
    return interview is None, starts, row.code


@login_required
def plan(request: Request, code: str, pk: int, key: str) -> HttpResponse:
    """Say when and where a candidate is heard."""
    reader = _runs(request, code, pk)
    application = application_of(reader, key, field="accommodation")
    if request.method == "GET":
        note_seen([application], by=request.user, what="accommodation")
    row = Interview.objects.filter(application=application).first()
    zone = row.zone if row else reader.call.closes_zone or reader.call.programme.time_zone
    initial: dict[str, Any] = {"zone": zone}
    if row:
        initial |= {
            "starts_at": local(row.starts_at, zone),
            "where": row.where,
            "accommodation": row.accommodation,
        }
    form = InterviewForm(bound(request), initial=initial)

    def act(data: dict[str, Any]) -> Interview:
        return plan_interview(
            call_id=reader.call.pk,
            application_id=application.pk,
            starts_at=form.at("starts_at"),
            zone=data["zone"],
            where=data["where"],
            accommodation=data["accommodation"],
            by=request.user,
        )

    return _ask(request, form, reader, act, _("Plan an interview"), about=application.code)


@login_required
def held(request: Request, code: str, pk: int, key: str) -> HttpResponse:
    """Say that a candidate was heard, and who was not there."""
    reader = _runs(request, code, pk)
    application = application_of(reader, key)
    row = get_object_or_404(Interview, application=application)
    absent = [str(each) for each in row.absent.values_list("pk", flat=True)]
    form = HeldForm(bound(request), members=reader.panel.here, initial={"absent": absent})

    def act(data: dict[str, Any]) -> Interview:
        return hold_interview(
            call_id=reader.call.pk,
            application_id=application.pk,
            absent=[int(each) for each in data["absent"]],
            by=request.user,
        )

    return _ask(request, form, reader, act, _("The interview was held"), about=application.code)


@login_required
def questions(request: Request, code: str, pk: int, criterion: int) -> HttpResponse:
    """Set what every candidate is asked for a criterion."""
    reader = _reader(request, code, pk)
    if not _may_ask(reader):
        raise PermissionDenied
    row = get_object_or_404(reader.call.criteria, pk=criterion, stage=Stage.INTERVIEW)
    texts = row.questions.order_by("order").values_list("text", flat=True)
    shown = {f"question{number}": text for number, text in enumerate(texts, 1)}
    form = QuestionsForm(bound(request), initial={**shown, "version": reader.call.version})

    def act(data: dict[str, Any]) -> Criterion:
        return set_questions(
            call_id=reader.call.pk,
            version=data["version"],
            criterion_id=row.pk,
            questions=form.questions(),
            by=request.user,
        )

    return _ask(request, form, reader, act, _("Questions"), about=row.title)


@login_required
def centre(request: Request, code: str, pk: int, key: str) -> HttpResponse:
    """Record what the assessment centre found."""
    reader = _reader(request, code, pk)
    if not may_record_centre(reader):
        raise PermissionDenied
    application = application_of(reader, key)
    row = CentreOutcome.objects.filter(application=application).first()
    names = ("outcome", "held_date", "note")
    initial = {name: getattr(row, name) for name in names} if row else {}
    form = CentreForm(bound(request), initial=initial)

    def act(data: dict[str, Any]) -> CentreOutcome:
        outcome = CentreResult(data.pop("outcome"))
        return record_centre(
            call_id=reader.call.pk,
            application_id=application.pk,
            outcome=outcome,
            by=request.user,
            **data,
        )

    return _ask(request, form, reader, act, _("Assessment centre"), about=application.code)


@login_required
def referees(request: Request, code: str, pk: int, key: str) -> HttpResponse:
    """Show the referees of a candidate, and note another."""
    reader, application = _refers(request, code, pk, key)
    if request.method == "GET":
        note_seen([application], by=request.user, what="references")
    form = RefereeForm(bound(request))

    def act(data: dict[str, Any]) -> RefereeAnswer:
        return add_referee(
            call_id=reader.call.pk, application_id=application.pk, by=request.user, **data
        )

    return ask(
        request,
        form,
        reader,
        act=act,
        heading=_("Referees"),
        about=name_of(application),
        template="recruitment/assess/referees.html",
        application=application,
        rows=application.referees.order_by("pk"),
        action=_("Note the referee"),
        then=page_url(reader.call, "referees", key),
        here="interviews",
    )


@login_required
def referee(request: Request, code: str, pk: int, key: str, referee: int) -> HttpResponse:
    """Note what became of a referee."""
    reader, application = _refers(request, code, pk, key)
    row = get_object_or_404(application.referees, pk=referee)
    if request.method == "GET":
        note_seen([application], by=request.user, what="references")
    form = FollowForm(
        bound(request),
        initial={
            "consented_date": row.consented_at and row.consented_at.date(),
            "asked_date": row.asked_at and row.asked_at.date(),
            "answered_date": row.answered_at and row.answered_at.date(),
            "answer": row.answer,
        },
    )

    def act(data: dict[str, Any]) -> RefereeAnswer:
        return follow_referee(call_id=reader.call.pk, referee_id=row.pk, by=request.user, **data)

    then = page_url(reader.call, "referees", key)
    return _ask(request, form, reader, act, _("Referee"), about=row.name, then=then)


def _ask(
    request: Request,
    form: Any,
    reader: Reader,
    act: Any,
    heading: Any,
    *,
    about: Any,
    then: str = "",
) -> HttpResponse:
    return ask(
        request,
        form,
        reader,
        act=act,
        heading=heading,
        about=about,
        then=then or page_url(reader.call, "interviews"),
        here="interviews",
    )


def _refers(request: Request, code: str, pk: int, key: str) -> tuple[Reader, Application]:
    reader = reader_for(request.user, code, pk)
    if not reader.screens or reader.call.state != CallState.ASSESSMENT:
        raise PermissionDenied
    return reader, application_of(reader, key, field="references")


def _may_run(reader: Reader) -> bool:
    state = CallState(reader.call.state)
    return reader.edits and not reader.standing.excluded and state is CallState.ASSESSMENT


def _may_ask(reader: Reader) -> bool:
    return reader.call.state in {CallState.SCREENING, CallState.ASSESSMENT} and (
        reader.edits or reader.standing.role is PanelRole.CHAIR
    )


def _runs(request: Request, code: str, pk: int) -> Reader:
    reader = reader_for(request.user, code, pk)
    if not _may_run(reader):
        raise PermissionDenied
    return reader


def _reader(request: Request, code: str, pk: int) -> Reader:
    reader = reader_for(request.user, code, pk)
    standing = reader.standing
    if reader.call.state not in {CallState.ASSESSMENT, CallState.DECIDED} or standing.excluded:
        raise PermissionDenied
    if not (standing.recruiter or standing.declared or standing.decider):
        raise PermissionDenied
    return reader
