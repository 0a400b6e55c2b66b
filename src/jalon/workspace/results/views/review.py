"""Figures that wait to be verified, one by one or many at once; and figures that are owed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.http import Request
from jalon.workspace.programmes.models import Agreement, Programme
from jalon.workspace.programmes.permissions import has_permission
from jalon.workspace.results import permissions
from jalon.workspace.results.models import Actual
from jalon.workspace.results.queries.places import Owed, owed_in
from jalon.workspace.results.queries.review import Waiting, waiting_in
from jalon.workspace.results.rules.workflow import Status, Step
from jalon.workspace.results.services.workflow import Outcome, take_step_with_many
from jalon.workspace.results.views.fetch import number_of, programme_or_404

PER_PAGE = 50
BULK = {Step.VERIFY: Status.SUBMITTED, Step.RETURN: Status.SUBMITTED, Step.LOCK: Status.VERIFIED}


@login_required
@require_http_methods(["GET", "POST"])
def review(request: Request, code: str) -> HttpResponse:
    """Show the figures that wait for a step, and take it with those that are ticked."""
    programme = _programme(request, code)
    wanted = Status.VERIFIED if request.GET.get("status") == "verified" else Status.SUBMITTED
    outcomes: list[tuple[Waiting, Outcome]] = []
    if request.method == "POST":
        outcomes = _take(request, programme)
        if all(outcome.error is None for _row, outcome in outcomes):
            return redirect(request.get_full_path())
    rows = waiting_in(request.user, programme, wanted)
    pager: Any = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))  # type: ignore[arg-type]
    context = {
        "programme": programme,
        "tab": "review",
        "status": wanted,
        "pager": pager,
        "rows": list(pager),
        "outcomes": [(row, outcome) for row, outcome in outcomes if outcome.error],
        "can_verify": has_permission(
            request.user, Permission.ACTUAL_VERIFY, programme, anywhere=True
        ),
        "can_lock": has_permission(request.user, Permission.ACTUAL_LOCK, programme, anywhere=True),
    }
    refused = any(outcome.error for _row, outcome in outcomes)
    return render(request, "results/review.html", context, status=422 if refused else 200)


def _programme(request: Request, code: str) -> Programme:
    """Return a programme of which the reader sees how figures come about; the donor does not."""
    programme = programme_or_404(request, code)
    if not permissions.sees_workings(request.user, programme):
        raise PermissionDenied
    return programme


def _take(request: Request, programme: Programme) -> list[tuple[Waiting, Outcome]]:
    """Take the chosen step with each figure that is ticked; tell what became of each."""
    chosen = request.POST.get("step", "")
    if chosen not in BULK:
        return []
    versions = dict(_ticked(request.POST.getlist("actual")))
    actuals = {
        actual.pk: actual
        for actual in Actual.objects.visible_to(request.user)
        .filter(period__indicator__programme=programme, pk__in=versions)
        .select_related("period__indicator", "country", "area")
    }
    done = take_step_with_many(
        chosen=[(actual, versions[pk]) for pk, actual in actuals.items()],
        step=Step(chosen),
        by=request.user,
        reason=request.POST.get("reason", "")[:5_000],
    )
    count = sum(outcome.error is None for outcome in done)
    if count:
        told = ngettext("%(count)s figure done.", "%(count)s figures done.", count)
        messages.success(request, told % {"count": count})
    if not done:
        messages.error(request, _("Nothing was ticked."))
    return [(Waiting(actuals[outcome.actual_id]), outcome) for outcome in done]


def _ticked(values: list[str]) -> list[tuple[int, int]]:
    """Read ``12.3``: the figure, and the version that was looked at."""
    found = []
    for value in values[:1_000]:
        key, _point, version = value.partition(".")
        if (pk := number_of(key)) is not None:
            found.append((pk, number_of(version) or 0))
    return found


@login_required
@require_GET
def owed(request: Request, code: str) -> HttpResponse:
    """Show who owes which figures of periods that are over."""
    programme = _programme(request, code)
    agreement = Agreement.objects.filter(programme=programme).first() or Agreement()
    today = timezone.localdate()
    everything = owed_in(request.user, programme, today=today, due_days=agreement.due_days)
    groups: dict[str, list[Owed]] = {}
    for one in everything:
        groups.setdefault(_who(one), []).append(one)
    shown = sorted(groups.items(), key=lambda pair: (pair[0] == "", -len(pair[1]), pair[0]))
    pager = Paginator([(who, one) for who, of in shown for one in of], PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "programme": programme,
        "tab": "owed",
        "counts": [(who, len(of), sum(o.is_overdue(today) for o in of)) for who, of in shown],
        "rows": [(who, one, one.is_overdue(today)) for who, one in pager],
        "pager": pager,
        "today": today,
    }
    return render(request, "results/owed.html", context)


def _who(one: Owed) -> str:
    responsible = one.indicator.responsible or one.indicator.organisation
    return str(responsible) if responsible else ""
