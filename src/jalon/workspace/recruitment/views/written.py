"""The written test of a call, as who runs it sees it: never a script before its marks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.views.answers import bound
from jalon.workspace.http import Request
from jalon.workspace.recruitment.forms.marking import AccommodationForm, TestForm, test_of
from jalon.workspace.recruitment.models import Sitting, WrittenTest
from jalon.workspace.recruitment.queries.marks import StageMarks, marks_of
from jalon.workspace.recruitment.queries.seen import Reader, name_of, seen_many
from jalon.workspace.recruitment.queries.windows import end_of, is_missed, is_over, to_be_marked
from jalon.workspace.recruitment.rules.access import Seen
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.kinds import Stage
from jalon.workspace.recruitment.rules.written_test import may_read_script
from jalon.workspace.recruitment.services.opening import note_names_seen, note_seen
from jalon.workspace.recruitment.services.written import (
    accommodate,
    open_names,
    seat_candidates,
    set_up_test,
)
from jalon.workspace.recruitment.views.assessing import (
    application_of,
    application_seen,
    ask,
    page_of,
    page_url,
    reader_for,
    shared,
    take_step,
)


@login_required
def written_test(request: Request, code: str, pk: int) -> HttpResponse:
    """Show the test, who sits it, and how far each is; never which script is whose."""
    reader = _reader(request, code, pk)
    test = WrittenTest.objects.filter(call=reader.call).first()
    sittings = _sittings(test)
    page = page_of(request, sittings)
    prefetch_related_objects(page.object_list, "application__submissions")
    seen = seen_many(reader, [row.application_id for row in page])
    marks = marks_of(reader.call, Stage.WRITTEN_TEST, panel=reader.panel)
    hidden = _tells_codes_apart(reader, test)
    rows = [_line(reader, row, marks, seen[row.application_id]) for row in page if not hidden]
    if any(row["name"] for row in rows):
        note_names_seen(reader.call, by=request.user, count=len(rows))
    now = timezone.now()
    context = shared(
        reader,
        "test",
        test=test,
        page=page,
        rows=rows,
        places=len(sittings) if hidden else 0,
        open=_open(test, sittings, marks, now),
        may_run=_may_run(reader),
        is_open=test is not None and test.opens_at <= now < test.closes_at,
        unsealed=test is not None and test.unsealed_at is not None,
    )
    return render(request, "recruitment/assess/test.html", context)


def _open(
    test: WrittenTest | None, sittings: Sequence[Any], marks: StageMarks, now: datetime
) -> int:
    """Return how many scripts wait for marks before names can be opened."""
    if test is None:
        return 0
    waiting = [row for row in sittings if row.in_running and is_over(row, now)]
    return sum(not marks.closed(row.application_id) for row in waiting)


def _tells_codes_apart(reader: Reader, test: WrittenTest | None) -> bool:
    """Tell whether who is seen to write when would name scripts that the reader marks."""
    unsealed = test is not None and test.unsealed_at is not None
    return reader.standing.scores and reader.call.is_blind and not unsealed


def _sittings(test: WrittenTest | None) -> list[Sitting]:
    if test is None:
        return []
    running = Exists(to_be_marked(test).filter(pk=OuterRef("pk")))
    rows = test.sittings.select_related("application", "test").annotate(in_running=running)
    return list(rows.order_by("application__code"))


def _line(reader: Reader, row: Sitting, marks: StageMarks, seen: Seen) -> dict[str, Any]:
    now = timezone.now()
    unsealed = row.test.unsealed_at is not None
    result = marks.result(row.application_id) if unsealed else None
    return {
        "row": row,
        "name": name_of(row.application) if seen.names and reader.standing.recruiter else "",
        "may_read": _may_read(seen, row.test),
        "ends": end_of(row),
        "is_over": is_over(row, now),
        "is_missed": is_missed(row, now),
        "result": None if result is None else float(result),
    }


def _may_read(seen: Seen, test: WrittenTest) -> bool:
    unsealed = test.unsealed_at is not None
    return "script" in seen.fields and may_read_script(is_marker=False, marks_locked=unsealed)


@login_required
def set_up(request: Request, code: str, pk: int) -> HttpResponse:
    """Set the test up, or change it before anybody has begun."""
    reader = _runs(request, code, pk)
    test = WrittenTest.objects.filter(call=reader.call).first()
    zone = reader.call.closes_zone or reader.call.programme.time_zone
    initial = test_of(test, zone, reader.call.version)
    form = TestForm(bound(request), initial=initial)

    def act(data: dict[str, Any]) -> WrittenTest:
        return set_up_test(
            call_id=reader.call.pk,
            version=data["version"],
            opens_at=form.at("opens_at"),
            closes_at=form.at("closes_at"),
            minutes=data["minutes"],
            tasks=form.tasks(),
            by=request.user,
        )

    return ask(
        request,
        form,
        reader,
        act=act,
        heading=_("Set the written test up"),
        then=page_url(reader.call, "written-test"),
        here="test",
    )


@login_required
def seat(request: Request, code: str, pk: int) -> HttpResponse:
    """Give a place to everybody on the short list."""
    reader = _runs(request, code, pk)
    return take_step(
        request,
        reader,
        seat_candidates,
        heading=_("Give places in the test"),
        words=_("Everybody on the short list who has no place yet gets one, under a new code."),
        action=_("Give places"),
        then=page_url(reader.call, "written-test"),
        here="test",
    )


@login_required
def arrange(request: Request, code: str, pk: int, key: str) -> HttpResponse:
    """Give one candidate more time or breaks."""
    reader = _runs(request, code, pk)
    application = application_of(reader, key, field="accommodation")
    row = get_object_or_404(Sitting, application=application)
    if request.method == "GET":
        note_seen([application], by=request.user, what="accommodation")
    names = ("extra_percent", "break_minutes", "accommodation")
    form = AccommodationForm(bound(request), initial={name: getattr(row, name) for name in names})

    def act(data: dict[str, Any]) -> Sitting:
        return accommodate(call_id=reader.call.pk, sitting_id=row.pk, by=request.user, **data)

    return ask(
        request,
        form,
        reader,
        act=act,
        heading=_("More time or breaks"),
        about=application.code,
        then=page_url(reader.call, "written-test"),
        here="test",
    )


@login_required
def unseal(request: Request, code: str, pk: int) -> HttpResponse:
    """Reveal the names of the scripts, once all marks are locked."""
    reader = _runs(request, code, pk)
    return take_step(
        request,
        reader,
        open_names,
        heading=_("Reveal the names"),
        words=_("Marks of scripts are then shown with the names of who wrote them."),
        action=_("Reveal the names"),
        then=page_url(reader.call, "written-test"),
        here="test",
    )


@login_required
def script(request: Request, code: str, pk: int, key: str) -> HttpResponse:
    """Show whose script says what, once the names are open; to the panel and who decides."""
    reader = _reader(request, code, pk)
    application, seen = application_seen(reader, key)
    row = get_object_or_404(Sitting.objects.select_related("test"), application=application)
    if not _may_read(seen, row.test):
        raise PermissionDenied
    note_seen([application], by=request.user, what="script")
    texts = [*row.answers, *[""] * len(row.test.tasks)]
    context = shared(
        reader,
        "test",
        application=application,
        name=name_of(application) if seen.names else "",
        script=[{"task": t, "text": x} for t, x in zip(row.test.tasks, texts, strict=False)],
    )
    return render(request, "recruitment/assess/script.html", context)


def _may_run(reader: Reader) -> bool:
    state = CallState(reader.call.state)
    return reader.edits and not reader.standing.excluded and state is CallState.ASSESSMENT


def _runs(request: Request, code: str, pk: int) -> Reader:
    reader = reader_for(request.user, code, pk)
    if not _may_run(reader):
        raise PermissionDenied
    return reader


def _reader(request: Request, code: str, pk: int) -> Reader:
    """Return who runs the test, sits on the panel, or decides."""
    reader = reader_for(request.user, code, pk)
    standing = reader.standing
    if reader.call.state not in {CallState.ASSESSMENT, CallState.DECIDED} or standing.excluded:
        raise PermissionDenied
    if not (reader.edits or standing.declared or standing.decider):
        raise PermissionDenied
    return reader
