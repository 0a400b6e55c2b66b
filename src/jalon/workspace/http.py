"""The request that our views see: somebody is signed in, and htmx has been looked for."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from jalon.workspace.accounts.models import User


class Request(HttpRequest):
    """A request of a person who is signed in."""

    user: "User"
    htmx: "HtmxDetails"
