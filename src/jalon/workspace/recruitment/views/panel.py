"""The panel of a call: who sits on it, what it lacks, and what its members declare."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.forms.base import ReasonForm
from jalon.workspace.documents.views.answers import bound
from jalon.workspace.http import Request
from jalon.workspace.recruitment.forms.assessment import DeclarationForm, MemberForm, SubstituteForm
from jalon.workspace.recruitment.models import Application, Conflict, PanelMember
from jalon.workspace.recruitment.queries.panels import (
    may_end_tie,
    may_replace,
    panel_page,
    panels_of,
)
from jalon.workspace.recruitment.queries.seen import Reader, handed_in, name_of
from jalon.workspace.recruitment.rules.access import AT_WORK, OPENED
from jalon.workspace.recruitment.rules.panel import PanelRole, Tie
from jalon.workspace.recruitment.services.declaring import declare, end_tie
from jalon.workspace.recruitment.services.opening import note_names_seen
from jalon.workspace.recruitment.services.panels import (
    name_member,
    release_member,
    replace_member,
)
from jalon.workspace.recruitment.views.assessing import PAGE, ask, page_url, reader_for, shared
from jalon.workspace.tags import comma

NAMES = 200  # on a page of names to tick


@login_required
def my_panels(request: Request) -> HttpResponse:
    """Show the calls on whose panels the reader sits, while they run."""
    rows = panels_of(request.user, timezone.now())
    return render(request, "recruitment/assess/mine.html", {"rows": rows})


@login_required
def panel(request: Request, code: str, pk: int) -> HttpResponse:
    """Show who sits on the panel, and what it lacks."""
    reader = reader_for(request.user, code, pk)
    context = shared(reader, "panel", shown=panel_page(reader))
    return render(request, "recruitment/assess/panel.html", context)


@login_required
def name(request: Request, code: str, pk: int) -> HttpResponse:
    """Put somebody on the panel."""
    reader = _running(request, code, pk)
    initial = {"version": reader.call.version}
    form = MemberForm(bound(request), programme=reader.call.programme, initial=initial)

    def act(data: dict[str, Any]) -> PanelMember:
        role = PanelRole(data.pop("role"))
        return name_member(call_id=reader.call.pk, role=role, by=request.user, **data)

    return ask(
        request,
        form,
        reader,
        act=act,
        heading=_("Name a member of the panel"),
        then=page_url(reader.call, "panel"),
        here="panel",
    )


@login_required
def release(request: Request, code: str, pk: int, member: int) -> HttpResponse:
    """Let a member go."""
    reader = _running(request, code, pk)
    row = get_object_or_404(reader.call.panel.select_related("user"), pk=member, left_at=None)
    form = ReasonForm(bound(request), initial={"version": reader.call.version})

    def act(data: dict[str, Any]) -> PanelMember:
        return release_member(call_id=reader.call.pk, member_id=row.pk, by=request.user, **data)

    return ask(
        request,
        form,
        reader,
        act=act,
        heading=_("Release a member of the panel"),
        about=str(row.user),
        action=_("Release"),
        then=page_url(reader.call, "panel"),
        here="panel",
        danger=True,
    )


@login_required
def replace(request: Request, code: str, pk: int, member: int) -> HttpResponse:
    """Put somebody else into the seat of a member."""
    reader = reader_for(request.user, code, pk)
    row = get_object_or_404(reader.call.panel.select_related("user"), pk=member, left_at=None)
    seat = next(each for each in reader.panel.members if each.pk == row.pk)
    if not may_replace(reader, seat):
        raise PermissionDenied
    initial = {"version": reader.call.version}
    form = SubstituteForm(bound(request), programme=reader.call.programme, initial=initial)

    def act(data: dict[str, Any]) -> PanelMember:
        return replace_member(call_id=reader.call.pk, member_id=row.pk, by=request.user, **data)

    return ask(
        request,
        form,
        reader,
        act=act,
        heading=_("Put somebody else in"),
        about=f"{row.user}{comma()}{row.get_role_display()}",
        then=page_url(reader.call, "panel"),
        here="panel",
    )


@login_required
def end(request: Request, code: str, pk: int, tie: int) -> HttpResponse:
    """End a tie that a member has declared: it was wrong, or holds no more."""
    reader = _running(request, code, pk)
    rows = Conflict.objects.standing().select_related("member__user")
    row = get_object_or_404(rows, pk=tie, member__call=reader.call)
    if not may_end_tie(reader, row.member):
        raise PermissionDenied
    form = ReasonForm(bound(request), initial={"version": reader.call.version})

    def act(data: dict[str, Any]) -> Conflict:
        return end_tie(call_id=reader.call.pk, tie_id=row.pk, by=request.user, **data)

    return ask(
        request,
        form,
        reader,
        act=act,
        heading=_("End a declared tie"),
        about=f"{row.member.user}{comma()}{row.get_tie_display()}",
        words=_("It stays on record, with your reason. The member may see the candidate again."),
        action=_("End this tie"),
        then=page_url(reader.call, "panel"),
        here="panel",
        danger=True,
    )


@login_required
def declaration(request: Request, code: str, pk: int) -> HttpResponse:
    """Declare what ties a member to each candidate, by name; nothing else is shown before."""
    reader = reader_for(request.user, code, pk)
    if reader.member is None:
        raise Http404
    if reader.call.state not in OPENED & AT_WORK:
        context = shared(reader, "declare", form=None)
        return render(request, "recruitment/assess/declare.html", context)
    rows = list(handed_in(reader.call).prefetch_related("submissions"))
    keys = {_key(reader, row): row for row in rows}
    names = sorted(((key, name_of(row)) for key, row in keys.items()), key=lambda pair: pair[1])
    known = reader.panel.ties.get(request.user.pk, {})
    if len(names) > PAGE:
        if request.method == "GET" and "declare" not in request.GET:
            return _names(request, reader, names, {key for key in keys if keys[key].pk in known})
        ticked = set(request.GET.getlist("known"))
        names = [(k, name) for k, name in names if k in ticked or keys[k].pk in known]
    form = DeclarationForm(
        bound(request),
        names=names,
        ties={key: known[row.pk].value for key, row in keys.items() if row.pk in known},
        initial={"declaration": reader.member.declaration},
    )
    if request.method == "GET":
        note_names_seen(reader.call, by=request.user, count=len(names))

    def act(data: dict[str, Any]) -> PanelMember:
        ties = {keys[key].pk: Tie(data[key]) for key in form.names}
        return declare(
            call_id=reader.call.pk, ties=ties, declaration=data["declaration"], by=request.user
        )

    return ask(
        request,
        form,
        reader,
        act=act,
        heading=_("Declare conflicts of interest"),
        said=_("Thank you. Your declaration is kept."),
        then=page_url(reader.call),
        template="recruitment/assess/declare.html",
        here="declare",
    )


def _names(
    request: Request, reader: Reader, names: list[tuple[str, str]], tied: set[str]
) -> HttpResponse:
    """Show many names page by page, to be ticked; what ties one to whom is asked of these alone."""
    page = Paginator(names, NAMES).get_page(request.GET.get("page"))
    ticked = (set(request.GET.getlist("known")) & {key for key, _name in names}) | tied
    here = {key for key, _name in page}
    note_names_seen(reader.call, by=request.user, count=len(here))
    context = shared(
        reader,
        "declare",
        page=page,
        rows=[(key, name, key in ticked) for key, name in page],
        elsewhere=sorted(ticked - here),
    )
    return render(request, "recruitment/assess/declare_names.html", context)


def _key(reader: Reader, row: Application) -> str:
    """Return a name for a field that tells nobody which application is whose."""
    return "c" + salted_hmac("declaration", f"{reader.user.pk}:{row.pk}").hexdigest()[:16]


def _running(request: Request, code: str, pk: int) -> Reader:
    reader = reader_for(request.user, code, pk)
    if not reader.edits:
        raise PermissionDenied
    return reader
