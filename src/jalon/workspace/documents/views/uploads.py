"""Receive a file in pieces: begin, send, ask how far it is, finish, drop."""

import json
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, JsonResponse, RawPostDataException, UnreadablePostError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from jalon.errors import ReadableError, RuleBroken
from jalon.workspace.documents.files import quota
from jalon.workspace.documents.models.files import Upload
from jalon.workspace.documents.services import uploads
from jalon.workspace.http import Request
from jalon.workspace.tags import explain

OFFSET = "Upload-Offset"
NONSENSE = (
    ValueError,
    KeyError,
    TypeError,
    OverflowError,  # 1e999 bytes
    RecursionError,  # lists in lists in lists
    RequestDataTooBig,
    RawPostDataException,  # a form instead, whose body is read already
    UnreadablePostError,
)


@login_required
@never_cache
@require_POST
def start_upload(request: Request) -> HttpResponse:
    try:
        asked = json.loads(request.body)
        name, size = str(asked["name"]), int(asked["size"])
    except NONSENSE:
        return _refused(RuleBroken("upload-not-understood"), status=400)
    try:
        upload = uploads.start_upload(name=name, size=size, by=request.user)
    except ReadableError as error:
        return _refused(error, status=422)
    return _state(upload, status=201)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "PATCH", "DELETE"])
def upload(request: Request, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Upload, pk=pk, by=request.user)
    if request.method == "DELETE":
        uploads.drop_upload(upload=found)
        return HttpResponse(status=204)
    if request.method == "PATCH":
        return _add(request, found)
    return _state(found)


@login_required
@never_cache
@require_POST
def finish_upload(request: Request, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Upload, pk=pk, by=request.user)
    try:
        waiting = uploads.finish_upload(upload=found)
    except ReadableError as error:
        return _refused(error, status=422)
    return JsonResponse({"token": waiting.token(), "name": waiting.name, "size": waiting.size})


def _add(request: Request, found: Upload) -> HttpResponse:
    try:
        offset = int(request.headers.get(OFFSET, ""))
        piece = request.body
    except (ValueError, UnreadablePostError):
        return _refused(RuleBroken("upload-not-understood"), status=400)
    except RequestDataTooBig:
        return _refused(RuleBroken("upload-piece-too-long", name=found.name), status=413)
    try:
        return _state(
            uploads.add_piece(upload_id=found.pk, offset=offset, piece=piece, by=request.user)
        )
    except RuleBroken as error:
        found.refresh_from_db()
        status = 409 if error.code == "upload-offset" else 413
        return _refused(error, status=status, offset=found.received)


def _state(found: Upload, status: int = 200) -> HttpResponse:
    response = JsonResponse(
        {
            "url": reverse("documents:upload", args=[found.pk]),
            "offset": found.received,
            "size": found.size,
            "name": found.name,
            "chunk": min(quota.CHUNK, settings.DATA_UPLOAD_MAX_MEMORY_SIZE),
        },
        status=status,
    )
    response[OFFSET] = str(found.received)
    return response


def _refused(error: ReadableError, *, status: int, **facts: object) -> HttpResponse:
    return JsonResponse({"error": explain(error), "code": error.code, **facts}, status=status)
