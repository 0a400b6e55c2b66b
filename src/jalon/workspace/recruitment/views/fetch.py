"""Fetch what a page is about; what the reader may not see is not there."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils import timezone

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import visible_programmes
from jalon.workspace.recruitment import permissions
from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.queries.overview import Overview, overview_of
from jalon.workspace.recruitment.queries.seen import Reader, reader_of
from jalon.workspace.recruitment.rules.calls import RUNNING, CallState

BESIDE = ("programme", "country", "responsible", "notice__programme__agreement", "source")
BULKY = ("source__text", "source__fields")
WITH = ("texts", "requirements", "timeline")


def programme_of(user: Any, code: str) -> Programme:
    """Return a programme of whose calls `user` may know."""
    return get_object_or_404(visible_programmes(user, Permission.CALL_VIEW), code=code)


def call_of(user: Any, code: str, pk: int) -> Call:
    """Return a call that `user` may know of by a grant."""
    seen = Call.objects.visible_to(user).select_related(*BESIDE).prefetch_related(*WITH)
    return get_object_or_404(seen.defer(*BULKY), programme__code=code, pk=pk)


def call_for(user: Any, permission: Permission, code: str, pk: int) -> Call:
    """Return a call with which `user` may do this; refuse who only sees it."""
    call = call_of(user, code, pk)
    permissions.check(user, permission, call)
    return call


def overview_for(user: Any, call: Call) -> Overview:
    """Return where a call is, and what of it `user` may change."""
    return overview_of(
        call,
        timezone.now(),
        can_edit=permissions.allows(user, Permission.CALL_EDIT, call),
        can_publish=permissions.allows(user, Permission.CALL_PUBLISH, call),
        sees_files=permissions.allows(user, Permission.CANDIDATE_VIEW, call),
    )


def bare_call_for(user: Any, permission: Permission, code: str, pk: int) -> Call:
    """Return a call for pages that show nothing of its notice; refuse who only sees it."""
    seen = Call.objects.visible_to(user).select_related("programme", "country", "responsible")
    call = get_object_or_404(seen, programme__code=code, pk=pk)
    permissions.check(user, permission, call)
    return call


def named_call_for(user: Any, permission: Permission, code: str, pk: int) -> Call:
    """Return a call for pages that name candidates or show marks; refuse who scores it blind.

    Neither are they for a member of its panel who is kept from one of those whom they name.
    """
    call = bare_call_for(user, permission, code, pk)
    seated = CallState(call.state) in RUNNING and call.panel.seated().filter(user=user).exists()
    if seated:
        reader = reader_of(user, call)
        if not reader.screens or _is_tied(reader):
            raise PermissionDenied
    return call


def _is_tied(reader: Reader) -> bool:
    ties = reader.panel.ties.get(reader.user.pk, {})
    return any(reader.panel.tied(reader.user.pk, application) for application in ties)
