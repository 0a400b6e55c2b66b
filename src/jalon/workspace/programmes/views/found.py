"""What each page asks first: is it there for this person, and may they change it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.formats import date_format

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.http import Request
from jalon.workspace.narratives import text_of
from jalon.workspace.programmes import queries
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import (
    check_permission,
    is_of_team,
    visible_programmes,
)


def programme_for(
    request: Request, code: str, permission: Permission | None = None, *, anywhere: bool = False
) -> Programme:
    """Return a programme that the person sees (else 404), and may change so (else 403)."""
    found = queries.with_facts(visible_programmes(request.user)).filter(code=code).first()
    if found is None:
        raise Http404
    if permission is not None:
        check_permission(request.user, permission, found, anywhere=anywhere)
    return found


def team_programme_for(request: Request, code: str) -> Programme:
    """Return a programme of whose team the person is."""
    found = programme_for(request, code)
    if not is_of_team(request.user, found):
        raise PermissionDenied
    return found


def version_of(request: Request) -> int:
    """Return the version of the row that a form was made of; 0 fits none."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def as_it_stands(form: forms.BaseForm) -> list[tuple[Any, str]]:
    """Return (label, what is there now) of each field that differs from what was sent."""
    return [
        (form[name].label, _shown(form[name].initial, form.fields[name]))
        for name in form.changed_data
    ]


def _shown(value: Any, field: forms.Field) -> str:
    if isinstance(field, forms.ModelChoiceField):
        found = field.queryset.filter(pk=getattr(value, "pk", value)).first()  # type: ignore[union-attr]
        return str(found or "")
    if isinstance(value, Mapping):
        return text_of(value)
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    if hasattr(value, "year"):
        return str(date_format(value, "DATE_FORMAT"))
    return "" if value is None else str(value)
