"""The matrix as a workbook: take it along, bring it back, see each change, confirm."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from jalon.errors import BadInput, ReadableError
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.http import Request
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import has_permission, visible_programmes
from jalon.workspace.results.exchange.diff import Effect
from jalon.workspace.results.exchange.leaving_out import write_list
from jalon.workspace.results.exchange.rows import ALL
from jalon.workspace.results.forms.exchange import ExportForm, UploadForm
from jalon.workspace.results.models import PendingImport
from jalon.workspace.results.queries.import_page import (
    left_out_headings,
    read_import_page,
    read_left_out,
)
from jalon.workspace.results.services import exchange
from jalon.workspace.results.services.exchange.export import may_export
from jalon.workspace.results.services.exchange.previewing import differences_of
from jalon.workspace.spreadsheets.opening import LIMITS, MEBI
from jalon.workspace.tags import explain

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = frozenset(effect.value for effect in Effect)


def _programme(request: Request, code: str) -> Programme:
    return get_object_or_404(visible_programmes(request.user, Permission.RESULT_VIEW), code=code)


def _pending(request: Request, code: str, pk: int) -> PendingImport:
    """Return an import of one's own; nobody sees those of others."""
    programme = _programme(request, code)
    pending = get_object_or_404(PendingImport, programme=programme, by=request.user, pk=pk)
    pending.programme, pending.by = programme, request.user
    return pending


def _may_import(request: Request, programme: Programme) -> bool:
    return has_permission(request.user, Permission.ACTUAL_REPORT, programme, anywhere=True)


@login_required
@require_safe
def workbook(request: Request, code: str) -> HttpResponse:
    """Show how the matrix is taken along and brought back."""
    programme = _programme(request, code)
    if not may_export(request.user, programme):
        raise PermissionDenied
    narrowed = {"by": ALL, **{name: value for name, value in request.GET.items() if value}}
    form = ExportForm(None, programme=programme, auto_id="export-%s", initial=narrowed)
    return _workbook_page(request, programme, form, UploadForm())


@login_required
@require_safe
def download_workbook(request: Request, code: str) -> HttpResponse:
    """Give the workbook."""
    programme = _programme(request, code)
    form = ExportForm(request.GET, programme=programme, auto_id="export-%s")
    form.is_valid()
    today = timezone.localdate()
    try:
        content = exchange.export_workbook(
            programme=programme,
            by=request.user,
            filters=form.filters,
            until=None if form.all_periods else today,
        )
    except ReadableError as error:
        form.add_error(None, explain(error))
        return _workbook_page(request, programme, form, UploadForm(), status=422)
    name = f"{programme.code}-{today:%Y-%m-%d}.xlsx"
    return _download(content, name)


def _download(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "Cache-Control": "private, no-store",
        },
    )


@login_required
@require_POST
def upload_workbook(request: Request, code: str) -> HttpResponse:
    """Take a workbook and show what it would change."""
    programme = _programme(request, code)
    if not _may_import(request, programme):
        raise PermissionDenied
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > LIMITS.file_bytes:
                raise BadInput("workbook-too-large", megabytes=LIMITS.file_bytes // MEBI)
            pending = exchange.preview_import(
                programme=programme, content=file.read(), file_name=file.name, by=request.user
            )
        except ReadableError as error:
            form.add_error(None, explain(error))
        else:
            return redirect("results:import", programme.code, pending.pk)
    shown = ExportForm(None, programme=programme, auto_id="export-%s", initial={"by": ALL})
    return _workbook_page(request, programme, shown, form, status=422)


def _workbook_page(
    request: Request, programme: Programme, form: ExportForm, upload: UploadForm, status: int = 200
) -> HttpResponse:
    context = {
        "programme": programme,
        "export_form": form,
        "form": upload if upload.is_bound else form,
        "upload_form": upload,
        "may_import": _may_import(request, programme) and programme.archived_at is None,
    }
    return render(request, "results/workbook.html", context, status=status)


@login_required
@require_safe
def show_import(request: Request, code: str, pk: int) -> HttpResponse:
    """Show each change that an import would make, or has made."""
    return _import_page(request, _pending(request, code, pk))


@login_required
@require_POST
def decide_import(request: Request, code: str, pk: int) -> HttpResponse:
    """Keep the choices of this page; then write the import, if that is the button pressed."""
    pending = _pending(request, code, pk)
    exchange.choose_mine(
        pending=pending,
        shown=request.POST.getlist("shown"),
        mine=request.POST.getlist("mine"),
    )
    done = request.POST.get("do")
    if done not in {"confirm", "rest"}:
        here = reverse("results:import", args=[pending.programme.code, pending.pk])
        return redirect(f"{here}?{request.GET.urlencode()}")
    try:
        exchange.confirm_import(pending_id=pending.pk, by=request.user, leave_out=done == "rest")
    except ReadableError as error:
        if error.code == "import-moved":
            exchange.look_again(pending=pending)
        return _import_page(request, pending, error)
    return redirect("results:import", pending.programme.code, pending.pk)


@login_required
@require_safe
def list_left_out(request: Request, code: str, pk: int) -> HttpResponse:
    """Give the list of the cells that an import leaves out."""
    pending = _pending(request, code, pk)
    title = gettext("Left out of the import of %(file)s") % {
        "file": pending.file_name or pending.get_kind_display()
    }
    content = write_list(
        f"{code} · {title}", left_out_headings(), read_left_out(pending, differences_of(pending))
    )
    return _download(content, f"{code}-{gettext('left-out')}-{pending.pk}.xlsx")


@login_required
@require_POST
def discard_import(request: Request, code: str, pk: int) -> HttpResponse:
    """Forget an import."""
    pending = _pending(request, code, pk)
    exchange.discard_import(pending=pending)
    return redirect("results:workbook", pending.programme.code)


def _import_page(
    request: Request, pending: PendingImport, error: ReadableError | None = None
) -> HttpResponse:
    kind = request.GET.get("kind", "")
    shown = read_import_page(
        pending,
        differences_of(pending),
        kind if kind in KINDS else "",
        request.GET.get("page"),
    )
    context = {
        "programme": pending.programme,
        "pending": pending,
        "shown": shown,
        "kind": kind,
        "error": error,
    }
    return render(request, "results/import.html", context, status=422 if error else 200)
