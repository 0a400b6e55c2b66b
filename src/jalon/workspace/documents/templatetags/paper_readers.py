"""What the tabs and lists of papers need to know of their reader."""

from typing import Any

from django import template

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.documents.models import Obligation
from jalon.workspace.documents.permissions import can_record_delay
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import has_permission

register = template.Library()


@register.filter
def may_owe(user: Any, programme: Programme) -> bool:
    """Tell whether a reader says which papers are owed in some part of a programme."""
    return has_permission(user, Permission.OBLIGATION_EDIT, programme, anywhere=True)


@register.filter
def may_delay(user: Any, obligation: Obligation) -> bool:
    """Tell whether a reader may say why a paper is late."""
    return can_record_delay(user, obligation)
