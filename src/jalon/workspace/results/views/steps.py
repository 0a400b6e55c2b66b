"""Take a figure through its steps, and say something about it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jalon.errors import Problems, ReadableError
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.http import Request
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Actual
from jalon.workspace.results.permissions import may_with
from jalon.workspace.results.queries.places import Place
from jalon.workspace.results.queries.review import waiting_in
from jalon.workspace.results.rules.workflow import NOT_ONES_OWN, Status, Step
from jalon.workspace.results.services.workflow import comment_on_actual, take_step
from jalon.workspace.results.views.answers import refuse
from jalon.workspace.results.views.fetch import actual_or_404, number_of, programme_or_404
from jalon.workspace.results.words import DONE
from jalon.workspace.tags import explain

LOOKED_AT = 500  # of the figures that wait


@login_required
@require_GET
def actual(request: Request, code: str, pk: int) -> HttpResponse:
    """Go to the page of a figure that is known by its number."""
    programme = programme_or_404(request, code)
    found = actual_or_404(request, programme, pk)
    here = reverse("results:report", args=[code, found.period_id])
    return redirect(f"{here}{Place(found.country, found.area).query}")


@login_required
@require_POST
def step(request: Request, code: str, pk: int) -> HttpResponse:
    """Take a step with a figure."""
    programme = programme_or_404(request, code)
    found = actual_or_404(request, programme, pk)
    here = reverse("results:actual", args=[code, pk])
    chosen = request.POST.get("step", "")
    if chosen not in list(Step):
        return redirect(here)
    try:
        take_step(
            actual=found,
            step=Step(chosen),
            by=request.user,
            version=number_of(request.POST.get("version")) or 0,
            reason=request.POST.get("reason", "")[:5_000],
        )
    except Problems as error:
        for problem in error.problems:
            messages.error(request, explain(ReadableError(problem.code, **problem.params)))
    except ReadableError as error:
        return refuse(request, error, here)
    else:
        messages.success(request, _done(request, programme, Step(chosen)))
    return redirect(here)


def _done(request: Request, programme: Programme, taken: Step) -> str:
    """Say what was done; after a verification, what waits next."""
    done = str(DONE[taken])
    if taken not in NOT_ONES_OWN:
        return done
    waiting = _to_verify(request, programme)
    if not waiting:
        return done
    there = reverse("results:actual", args=[programme.code, waiting[0].pk])
    words = _("Next to verify (%(count)s)") % {"count": number_format(len(waiting))}
    return format_html('{} <a href="{}">{}</a>', done, there, words)


def _to_verify(request: Request, programme: Programme) -> list[Actual]:
    """Return the figures that wait for this person, the one that waits longest first."""
    user = request.user
    rows = waiting_in(user, programme, Status.SUBMITTED).rows.exclude(reported_by=user)
    return [
        row
        for row in rows.prefetch_related(None)[:LOOKED_AT]
        if may_with(user, Permission.ACTUAL_VERIFY, row.period.indicator, row.country_id)
    ]


@login_required
@require_POST
def comment(request: Request, code: str, pk: int) -> HttpResponse:
    """Say something about a figure."""
    programme = programme_or_404(request, code)
    found = actual_or_404(request, programme, pk)
    here = reverse("results:actual", args=[code, pk])
    try:
        comment_on_actual(actual=found, text=request.POST.get("text", "")[:5_000], by=request.user)
    except ReadableError as error:
        return refuse(request, error, here)
    return redirect(here)
