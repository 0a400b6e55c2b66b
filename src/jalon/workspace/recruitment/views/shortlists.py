"""The long list and the short list of a call."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.views.answers import bound
from jalon.workspace.http import Request
from jalon.workspace.recruitment.forms.assessment import ListForm
from jalon.workspace.recruitment.models import Listing
from jalon.workspace.recruitment.models.words import LISTS, OUTCOMES
from jalon.workspace.recruitment.queries.listings import Listed, listed_of
from jalon.workspace.recruitment.queries.seen import Reader, handed_in, name_of
from jalon.workspace.recruitment.rules.access import OPENED
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.kinds import ListKind
from jalon.workspace.recruitment.services.listing import (
    begin_assessment,
    fill_long_list,
    list_applications,
)
from jalon.workspace.recruitment.services.opening import note_names_seen
from jalon.workspace.recruitment.views.assessing import (
    ask,
    page_of,
    page_url,
    reader_for,
    shared,
    take_step,
)
from jalon.workspace.recruitment.views.screening import TONES

MOST = 1_000_000  # applications of a call: nobody asks for a page beyond these


@login_required
def lists(request: Request, code: str, pk: int) -> HttpResponse:
    """Show who stands on which list, and why."""
    reader = _reader(request, code, pk)
    page, rows = _page(request, reader)
    if any(row.seen.names for row in rows):
        note_names_seen(reader.call, by=request.user, count=len(rows))
    state = CallState(reader.call.state)
    context = shared(
        reader,
        "lists",
        page=page,
        rows=[_line(row) for row in rows],
        may_fill=reader.screens and state is CallState.SCREENING,
        may_begin=reader.edits and state is CallState.SCREENING,
        may_short_list=reader.edits
        and not reader.standing.excluded
        and state is CallState.ASSESSMENT,
    )
    return render(request, "recruitment/assess/lists.html", context)


def _page(request: Request, reader: Reader) -> tuple[Any, list[Listed]]:
    """Return the page that was asked for with its rows, counted by the query that reads them."""
    asked = page_of(request, range(MOST))
    rows = listed_of(reader, within=slice(asked.start_index() - 1, asked.end_index()))
    total = rows[0].total if rows else handed_in(reader.call).count()
    page = page_of(request, range(total))
    if total and not rows:  # asked for what lies beyond the last page
        rows = listed_of(reader, within=slice(page.start_index() - 1, page.end_index()))
    return page, rows


def _line(row: Listed) -> dict[str, Any]:
    return {
        "row": row,
        "name": name_of(row.application) if row.seen.names else "",
        "outcome": OUTCOMES[row.outcome],
        "tone": TONES[row.outcome],
        "result": None if row.result is None or row.seen.scoring else float(row.result),
    }


@login_required
def fill(request: Request, code: str, pk: int) -> HttpResponse:
    """Make the long list of the screening."""
    reader = _reader(request, code, pk)
    return take_step(
        request,
        reader,
        fill_long_list,
        heading=_("Make the long list"),
        words=_(
            "Whoever meets all that is essential goes on the long list; the others are left "
            "off, with what they do not meet as the reason."
        ),
        action=_("Make the long list"),
        then=page_url(reader.call, "lists"),
        here="lists",
    )


@login_required
def begin(request: Request, code: str, pk: int) -> HttpResponse:
    """End the screening and begin the assessment."""
    reader = _reader(request, code, pk)
    return take_step(
        request,
        reader,
        begin_assessment,
        heading=_("End the screening"),
        words=_("From here on the panel marks who is on the long list."),
        action=_("Begin the assessment"),
        said=_("The assessment has begun."),
        then=page_url(reader.call),
        here="lists",
    )


@login_required
def put(request: Request, code: str, pk: int, which: str) -> HttpResponse:
    """Put applications on a list, or leave them off."""
    reader = _reader(request, code, pk)
    try:
        kind = ListKind(which)
    except ValueError:
        raise Http404 from None
    rows = handed_in(reader.call).exclude(pk__in=reader.panel.ties_of(request.user.pk))
    if kind is ListKind.SHORT:
        rows = rows.filter(listings__which=ListKind.LONG, listings__is_on=True)
    page = page_of(request, rows.order_by("code"))
    keys = {row.code: row.pk for row in page}
    form = ListForm(
        bound(request),
        codes=list(keys),
        count=page.paginator.count,
        initial={
            "version": reader.call.version,
            "codes": request.GET.getlist("code"),
        },
    )

    def act(data: dict[str, Any]) -> int:
        return list_applications(
            call_id=reader.call.pk,
            version=data["version"],
            which=kind,
            applications=_chosen(rows, kind, data, keys),
            is_on=data["is_on"] == "yes",
            reason=data["reason"],
            by=request.user,
        )

    return ask(
        request,
        form,
        reader,
        act=act,
        heading=LISTS[kind],
        then=page_url(reader.call, "lists"),
        here="lists",
        template="recruitment/assess/put.html",
        page=page,
    )


def _chosen(
    rows: Any, kind: ListKind, data: Mapping[str, Any], keys: Mapping[str, int]
) -> list[int]:
    """Return those who are ticked on this page, or of all pages the rest, or everybody."""
    if data["who"] == ListForm.TICKED:
        return [keys[each] for each in data["codes"]]
    if data["who"] == ListForm.REST:
        rows = rows.exclude(pk__in=Listing.objects.filter(which=kind).values("application"))
    return list(rows.values_list("pk", flat=True))


def _reader(request: Request, code: str, pk: int) -> Reader:
    reader = reader_for(request.user, code, pk)
    if reader.call.state not in OPENED or reader.standing.excluded:
        raise PermissionDenied
    if not (reader.standing.recruiter or reader.standing.declared):
        raise PermissionDenied
    return reader
