"""What the tabs and buttons of a programme's results need to know of their reader."""

from typing import Any

from django import template

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import has_permission
from jalon.workspace.results import permissions
from jalon.workspace.results.services.exchange.export import may_export

register = template.Library()
register.filter("may_export", may_export)


@register.filter
def sees_workings(user: Any, programme: Programme) -> bool:
    """Tell whether a reader sees how figures come about, and who owes them."""
    return permissions.sees_workings(user, programme)


@register.filter
def may_report(user: Any, programme: Programme) -> bool:
    """Tell whether a reader reports figures in some part of a programme."""
    return has_permission(user, Permission.ACTUAL_REPORT, programme, anywhere=True)
