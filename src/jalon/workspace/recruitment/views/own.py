"""What is a candidate's own: applications, letters, account, data."""

from django.conf import settings
from django.contrib import auth, messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from jalon.workspace.accounts.services import change_profile, set_candidate_password
from jalon.workspace.http import Request
from jalon.workspace.recruitment.forms.entrance import ChangePasswordForm, OwnForm
from jalon.workspace.recruitment.models import Application, Letter, Submission
from jalon.workspace.recruitment.queries import invitations
from jalon.workspace.recruitment.queries.countdown import countdown_of
from jalon.workspace.recruitment.queries.own_data import kept_of, own_copy
from jalon.workspace.recruitment.queries.retention_words import kept_lines
from jalon.workspace.recruitment.rules.retention import DRAFT_MONTHS
from jalon.workspace.recruitment.services.own_data import leave
from jalon.workspace.recruitment.views.doors import for_candidates

ASKED = ["GET", "HEAD", "POST"]
PAGE = 50


@never_cache
@for_candidates
@require_safe
def home(request: Request) -> HttpResponse:
    """Show one's applications, those that can still be changed first, and the last letters."""
    now = timezone.now()
    handed_in = Submission.objects.filter(application=OuterRef("pk"))
    rows = (
        Application.objects.filter(candidate=request.user, purged_at=None)
        .select_related(*invitations.BESIDE)
        .prefetch_related("listings")
        .annotate(was_handed_in=Exists(handed_in))
    )
    shown = [
        (
            row,
            countdown_of(row.call, now, request.user.time_zone) if row.call.closes_at else None,
            invitations.invited(row, now),
        )
        for row in rows.order_by("-pk")
    ]
    letters = _letters(request)[:5]
    return render(request, "vacancies/home.html", {"rows": shown, "letters": letters})


@never_cache
@for_candidates
@require_safe
def letters(request: Request) -> HttpResponse:
    page = Paginator(_letters(request), PAGE).get_page(request.GET.get("page"))
    return render(request, "vacancies/letters.html", {"page": page})


@never_cache
@for_candidates
@require_safe
def letter(request: Request, reference: str) -> HttpResponse:
    found = get_object_or_404(_letters(request), reference=reference)
    return render(request, "vacancies/letter.html", {"letter": found})


def _letters(request: Request):  # type: ignore[no-untyped-def]  # a query set of letters
    """Return what was written to the candidate and has left the house."""
    rows = Letter.objects.filter(candidate=request.user, queued_at__isnull=False)
    return rows.exclude(body="").select_related("call").order_by("-pk")


@never_cache
@for_candidates
@require_http_methods(ASKED)
def account(request: Request) -> HttpResponse:
    """Show and change name, language and time zone."""
    user = request.user
    initial = {name: getattr(user, name) for name in OwnForm.base_fields}
    form = OwnForm(request.POST or None, initial=initial)
    if form.is_valid():
        change_profile(user=user, by=user, **form.cleaned_data)
        with translation.override(form.cleaned_data["language"]):
            messages.info(request, _("Your account is kept as you wrote it."))
        return redirect("vacancies:account")
    return render(
        request, "vacancies/account.html", {"form": form}, status=422 if form.errors else 200
    )


@never_cache
@for_candidates
@sensitive_post_parameters("old", "password", "again")
@require_http_methods(ASKED)
def change_password(request: Request) -> HttpResponse:
    form = ChangePasswordForm(request.POST or None, user=request.user)
    if form.is_valid():
        key = request.session.session_key
        user = set_candidate_password(
            user=request.user, password=form.cleaned_data["password"], keep=key
        )
        auth.update_session_auth_hash(request, user)
        messages.info(request, _("Your new password is kept."))
        return redirect("vacancies:account")
    context = {"form": form}
    return render(
        request, "vacancies/change_password.html", context, status=422 if form.errors else 200
    )


@never_cache
@for_candidates
@require_safe
def data(request: Request) -> FileResponse:
    """Send everything that is kept about a candidate: what they wrote, and their files."""
    return FileResponse(
        own_copy(request.user),
        as_attachment=True,
        filename="my-data.zip",
        content_type="application/zip",
    )


@never_cache
@for_candidates
@require_http_methods(ASKED)
def close(request: Request) -> HttpResponse:
    """Say what goes now and what must stay, until when and why; then do it."""
    rows = Application.objects.filter(candidate=request.user, purged_at=None).select_related("call")
    parted = [(row, kept_of(row)) for row in rows.order_by("-pk")]
    refused = False
    if request.method == "POST":
        if request.user.check_password(request.POST.get("password", "")):
            everything = leave(by=request.user)
            auth.logout(request)
            return render(request, "vacancies/closed.html", {"everything": everything})
        refused = True
    context = {
        "gone": [row for row, kept in parted if kept is None],
        "kept": [(row, kept_lines(kept)) for row, kept in parted if kept is not None],
        "refused": refused,
        "draft_months": DRAFT_MONTHS,
    }
    return render(request, "vacancies/close.html", context, status=422 if refused else 200)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Say what to do for somebody who cannot use the form."""
    return render(request, "vacancies/help.html", {"contact": settings.CANDIDATE_CONTACT})
