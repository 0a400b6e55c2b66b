"""Mark without names, lock, and talk about marks once all are locked."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from jalon.errors import ReadableError
from jalon.workspace.documents.views.answers import bound
from jalon.workspace.http import Request
from jalon.workspace.recruitment.forms.marking import ChangeForm, SheetForm
from jalon.workspace.recruitment.models import Application, Mark, Question, Sitting
from jalon.workspace.recruitment.models.words import STAGES
from jalon.workspace.recruitment.queries.answers import parts_of
from jalon.workspace.recruitment.queries.marks import StageMarks, marks_of
from jalon.workspace.recruitment.queries.seen import (
    Reader,
    content_of,
    files_of,
    name_of,
    seen_many,
    seen_of,
    shown_of,
)
from jalon.workspace.recruitment.queries.sheets import (
    agreement_of,
    candidates,
    is_ready,
    may_see_results,
    stage_page,
    together,
)
from jalon.workspace.recruitment.queries.windows import all_written
from jalon.workspace.recruitment.rules.access import OPENED, Seen
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.kinds import Stage
from jalon.workspace.recruitment.rules.scoring import SheetState
from jalon.workspace.recruitment.services.marking import change_mark, lock_marks, save_marks
from jalon.workspace.recruitment.services.opening import note_seen
from jalon.workspace.recruitment.views.assessing import ask, page_of, page_url, reader_for, shared
from jalon.workspace.tags import explain

SHEET = "recruitment/assess/sheet.html"


@login_required
def to_mark(request: Request, code: str, pk: int, stage: str) -> HttpResponse:
    """Show what the reader has to mark at a stage."""
    reader, kind = _scorer(request, code, pk, stage)
    page = stage_page(reader, kind, timezone.now())
    tasks = page_of(request, page.tasks)
    context = shared(
        reader, "marks", page=page, tasks=tasks, stage=kind.value, stages=STAGES.items()
    )
    return render(request, "recruitment/assess/to_mark.html", context)


@login_required
def sheet(request: Request, code: str, pk: int, stage: str, key: str) -> HttpResponse:
    """Mark one application, script or interview; what is filled in is kept at once."""
    reader, kind = _scorer(request, code, pk, stage)
    row = _candidate(reader, kind, key)
    seen = _seen(reader, row)
    marks = marks_of(reader.call, kind, [row.pk], panel=reader.panel)
    own = marks.of(row.pk, request.user.pk)
    form = SheetForm(
        bound(request), rows=list(zip(marks.rows, marks.criteria, strict=True)), marks=own
    )
    if request.method == "POST":
        return _save(request, reader, kind, row, form, key)
    note_seen([row], by=request.user, what=kind.value)
    return render(request, SHEET, _context(reader, kind, row, seen, marks, form, key))


def _save(
    request: Request, reader: Reader, kind: Stage, row: Application, form: SheetForm, key: str
) -> HttpResponse:
    """Keep what was filled in; lock it if that was the button."""
    error = ""
    if form.is_valid():
        try:
            save_marks(
                call_id=reader.call.pk,
                application_id=row.pk,
                stage=kind,
                given=form.given(),
                by=request.user,
            )
            if "lock" in request.POST:
                lock_marks(
                    call_id=reader.call.pk, application_id=row.pk, stage=kind, by=request.user
                )
        except ReadableError as refusal:
            error = explain(refusal)
            form.add_error(None, error)
    if request.headers.get("HX-Request"):
        said = error or _now("Saved.")
        return render(request, f"{SHEET}#saved", {"said": said, "refused": bool(form.errors)})
    if not form.errors:
        locked = "lock" in request.POST
        return redirect(
            page_url(reader.call, "to-mark", kind.value)
            if locked and kind is not Stage.APPLICATION
            else page_url(reader.call, "sheet", kind.value, key)
        )
    marks = marks_of(reader.call, kind, [row.pk], panel=reader.panel)
    seen = _seen(reader, row)
    context = _context(reader, kind, row, seen, marks, form, key)
    return render(request, SHEET, context, status=422)


def _context(
    reader: Reader,
    kind: Stage,
    row: Application,
    seen: Seen,
    marks: StageMarks,
    form: SheetForm,
    key: str,
) -> dict[str, Any]:
    sheets = marks.sheets(row.pk)
    own = next((s for s in sheets if s.scorer == str(reader.user.pk)), None)
    locked = own is not None and own.state is SheetState.LOCKED
    blind_script = kind is Stage.WRITTEN_TEST
    questions = Question.objects.filter(criterion__in=marks.rows).order_by("order")
    return shared(
        reader,
        "marks",
        stage=kind.value,
        words=STAGES[kind],
        key=key,
        seen=seen,
        name=name_of(row) if seen.names and not blind_script else "",
        parts=[] if blind_script else parts_of(shown_of(seen, content_of(row))),
        script=_script(row) if blind_script else [],
        files=files_of(row) if seen.files and not blind_script else [],
        questions=list(questions) if kind is Stage.INTERVIEW else [],
        form=form,
        is_locked=locked,
        may_write=not locked
        and reader.may_mark
        and (own is not None or len(sheets) < marks.wanted(row.pk)),
        own=marks.of(row.pk, reader.user.pk).values(),
        together=together(marks, row.pk),
        others=sum(s.state is SheetState.LOCKED for s in sheets if s is not own),
        application=row,
    )


@login_required
def change(
    request: Request, code: str, pk: int, stage: str, key: str, criterion: int
) -> HttpResponse:
    """Change one's own mark after all have locked."""
    reader, kind = _scorer(request, code, pk, stage)
    row = _candidate(reader, kind, key)
    _seen(reader, row)
    marks = marks_of(reader.call, kind, [row.pk], panel=reader.panel)
    mark: Mark | None = marks.of(row.pk, request.user.pk).get(criterion)
    if mark is None:
        raise Http404
    pairs = zip(marks.rows, marks.criteria, strict=True)
    scored = next(scored for each, scored in pairs if each.pk == criterion)
    value = str(int(mark.value)) if mark.value is not None else None
    form = ChangeForm(bound(request), scored=scored, initial={"value": value})

    def act(data: dict[str, Any]) -> Mark:
        return change_mark(
            call_id=reader.call.pk,
            application_id=row.pk,
            criterion_id=criterion,
            by=request.user,
            **data,
        )

    return ask(
        request,
        form,
        reader,
        act=act,
        heading=_("Change a mark"),
        about=next(each.title for each in marks.rows if each.pk == criterion),
        then=page_url(reader.call, "sheet", kind.value, key),
        here="marks",
    )


@login_required
def results(request: Request, code: str, pk: int, stage: str) -> HttpResponse:
    """Show the locked marks of a stage, and how far scorers agree."""
    reader, kind = _reader(request, code, pk, stage)
    rows = list(candidates(reader, kind))
    marks = marks_of(reader.call, kind, panel=reader.panel)
    seen = seen_many(reader, [r.pk for r in rows], marks if kind is Stage.APPLICATION else None)
    page = stage_page(reader, kind, timezone.now(), marks=marks, listed=rows)
    shown = {row.pk for row in rows if may_see_results(reader, seen[row.pk])}
    context = shared(
        reader,
        "marks",
        stage=kind.value,
        stages=STAGES.items(),
        words=STAGES[kind],
        tasks=page_of(request, [task for task in page.tasks if task.application.pk in shown]),
        hidden=len(page.tasks) - sum(task.application.pk in shown for task in page.tasks),
        agreement=agreement_of(marks, shown),
    )
    return render(request, "recruitment/assess/results.html", context)


def _reader(request: Request, code: str, pk: int, stage: str) -> tuple[Reader, Stage]:
    reader = reader_for(request.user, code, pk)
    try:
        kind = Stage(stage)
    except ValueError:
        raise Http404 from None
    standing = reader.standing
    if reader.call.state not in OPENED or standing.excluded:
        raise PermissionDenied
    if not (standing.declared or standing.recruiter or standing.decider):
        raise PermissionDenied
    return reader, kind


def _scorer(request: Request, code: str, pk: int, stage: str) -> tuple[Reader, Stage]:
    reader, kind = _reader(request, code, pk, stage)
    if not reader.may_mark or reader.call.state != CallState.ASSESSMENT:
        raise PermissionDenied
    return reader, kind


def _candidate(reader: Reader, kind: Stage, key: str) -> Application:
    """Return who is marked under a code: a script's code is of the test alone."""
    rows = candidates(reader, kind).prefetch_related("submissions")
    wanted = {"sitting__code": key} if kind is Stage.WRITTEN_TEST else {"code": key}
    row: Application = get_object_or_404(rows, **wanted)
    row.call = reader.call
    now = timezone.now()
    if not is_ready(kind, row, now):
        raise Http404
    if kind is Stage.WRITTEN_TEST and not all_written(
        row.sitting.test.sittings.select_related("test"), now
    ):
        raise Http404
    return row


def _seen(reader: Reader, row: Application) -> Seen:
    seen = seen_of(reader, row)
    if seen.why is not None:
        raise PermissionDenied
    return seen


def _script(row: Application) -> list[dict[str, Any]]:
    """Return the tasks with what was written, and nothing that names who wrote it."""
    sitting: Sitting = row.sitting
    texts = [*sitting.answers, *[""] * len(sitting.test.tasks)]
    return [
        {"task": task, "text": text} for task, text in zip(sitting.test.tasks, texts, strict=False)
    ]
