"""Where an application is written: by its candidate, or by the team for somebody who cannot."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.http import Request
from jalon.workspace.recruitment import permissions
from jalon.workspace.recruitment.models import Application, Call
from jalon.workspace.recruitment.queries import invitations
from jalon.workspace.recruitment.queries.taking import may_enter
from jalon.workspace.recruitment.rules.access import OPENED
from jalon.workspace.recruitment.services.opening import note_seen
from jalon.workspace.recruitment.views.doors import for_candidates, too_often, within_rate

BESIDE = ("candidate", "call__programme", "call__country", *invitations.BESIDE)


@dataclass(frozen=True)
class Desk:
    """An application, who writes in it, and where its pages are."""

    application: Application
    by: User
    base: str
    _url: Callable[..., str]

    @property
    def call(self) -> Call:
        return self.application.call

    @property
    def is_own(self) -> bool:
        return self.application.candidate_id == self.by.pk

    def url(self, name: str, *more: object) -> str:
        return self._url(name, self.application.code, *more)

    def urls(self) -> dict[str, str]:
        """Return the addresses that every page of an application links to."""
        names = ("application", "files", "preview", "receipt", "withdraw", "reuse")
        return {name: self.url(name) for name in names}


Page = Callable[..., HttpResponseBase]


def own(page: Page) -> Callable[..., HttpResponseBase]:
    """Make of a page that of the candidate whose application it is."""

    def url(name: str, *more: object) -> str:
        return reverse(f"vacancies:{name}", args=more)

    @never_cache
    @for_candidates
    @wraps(page)
    def view(request: Request, code: str, *args: Any, **more: Any) -> HttpResponseBase:
        rows = Application.objects.filter(candidate=request.user, purged_at=None)
        application = get_object_or_404(rows.select_related(*BESIDE), code=code)
        if request.method == "POST" and not within_rate(request, "save"):
            return too_often(request)
        desk = Desk(application, request.user, "vacancies/own.html", url)
        return page(request, desk, *args, **more)

    return view


def entered(page: Page) -> Callable[..., HttpResponseBase]:
    """Make of a page that of the team, who enter it for somebody else while the call takes it."""

    @never_cache
    @login_required
    @wraps(page)
    def view(request: Request, code: str, entry: str, *args: Any, **more: Any) -> HttpResponseBase:
        rows = Application.objects.filter(
            call__in=Call.objects.visible_to(request.user),
            call__programme__code=code,
            entered_by__isnull=False,
            purged_at=None,
        )
        application = get_object_or_404(rows.select_related(*BESIDE), code=entry)
        permissions.check(request.user, Permission.CALL_EDIT, application.call)
        if not may_enter(request.user, application, timezone.now()):
            return _among_others(request, application)
        if request.method == "GET":
            note_seen([application], by=request.user, what="entered")

        def url(name: str, *rest: object) -> str:
            return reverse(f"recruitment:entered-{name}", args=[code, *rest])

        return page(request, Desk(application, request.user, "base.html", url), *args, **more)

    return view


def _among_others(request: Request, application: Application) -> HttpResponseBase:
    """Lead to where every application is looked at, with what may be seen of it by whom."""
    call = application.call
    if call.panel.seated().filter(user=request.user).exists():
        raise PermissionDenied
    if call.state in OPENED:
        return redirect("recruitment:application", call.programme.code, call.pk, application.code)
    messages.info(request, _("The deadline is over: what was entered waits with the others."))
    return redirect("recruitment:call", call.programme.code, call.pk)


def context_of(request: HttpRequest, desk: Desk, **more: object) -> dict[str, object]:
    """Return what every page of an application shows."""
    return {
        "desk": desk,
        "base": desk.base,
        "application": desk.application,
        "call": desk.call,
        "urls": desk.urls(),
        **({} if desk.is_own else {"programme": desk.call.programme}),
        **more,
    }
