"""Views that ask who is asking."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

from jalon.workspace.http import Request
from jalon.workspace.standards.permissions import check_can_load, check_can_view

View = Callable[..., HttpResponse]


def for_readers(view: View) -> View:
    """Let in whoever may read the catalogue."""

    @login_required
    @wraps(view)
    def asked(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        check_can_view(request.user)
        return view(request, *args, **kwargs)

    return asked


def for_loaders(view: View) -> View:
    """Let in whoever may change the catalogue."""

    @login_required
    @wraps(view)
    def asked(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        check_can_load(request.user)
        return view(request, *args, **kwargs)

    return asked
