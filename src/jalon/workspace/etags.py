"""Optimistic locking over HTTP: a row's version as its ETag, and back."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

from jalon.errors import ReadableError

SAFE = frozenset({"GET", "HEAD"})


class Stale(ReadableError):
    """The row has changed since it was read."""


class Unread(ReadableError):
    """A change must say which version it is a change of."""


def etag_of(version: int) -> str:
    return f'"{version}"'


def show_version(response: HttpResponse, version: int) -> None:
    """Put the version of what is answered where clients look for it."""
    response["ETag"] = etag_of(version)


def version_asked(request: HttpRequest) -> int:
    """Return the version that a change is of: ``If-Match``, or 0 for ``If-None-Match: *``.

    Raises
    ------
    Unread("version-missing")
        Neither header is there.
    """
    if request.headers.get("If-None-Match", "").strip() == "*":
        return 0
    given = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not given.isdecimal() or len(given) > 9:
        raise Unread("version-missing")
    return int(given)


def row_answer(row: Any, response: HttpResponse) -> Any:
    """Return a row with its version, as the answer of an endpoint."""
    show_version(response, row.version)
    return row


def not_modified(request: HttpRequest, answer: HttpResponse) -> HttpResponse | None:
    """Return 304 instead of a row whose version the client says that it has, else None."""
    if request.method not in SAFE or "ETag" not in answer or answer.status_code != 200:
        return None
    given = parse_etags(request.headers.get("If-None-Match", ""))
    if not {f"W/{answer['ETag']}", answer["ETag"]} & set(given):
        return None
    return HttpResponseNotModified(headers={"ETag": answer["ETag"]})
