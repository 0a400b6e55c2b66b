"""What the tabs of a programme's results need to know of their reader."""

from typing import Any

from django import template

from jalon.workspace.programmes.models import Programme
from jalon.workspace.results import permissions

register = template.Library()


@register.filter
def sees_workings(user: Any, programme: Programme) -> bool:
    """Tell whether a reader sees how figures come about, and who owes them."""
    return permissions.sees_workings(user, programme)
