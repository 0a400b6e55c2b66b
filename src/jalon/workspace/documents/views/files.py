"""Hand out a stored file to those who may read what holds it."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponseBase
from django.views.decorators.http import require_safe

from jalon.workspace.documents.files import disk
from jalon.workspace.documents.files.readers import readable
from jalon.workspace.documents.models.files import StoredFile
from jalon.workspace.documents.services.files import note_taken
from jalon.workspace.http import Request


@login_required
@require_safe
def open_file(request: Request, pk: int, *, is_noted: bool = True) -> HttpResponseBase:
    """Send the bytes as something to save: no browser shows them as a page of ours.

    The trail notes who took a copy, but of candidates who look at what they sent themselves.
    """
    stored = StoredFile.objects.filter(pk__in=readable(request.user, {pk})).first()
    if stored is None:
        raise Http404
    path = disk.root() / stored.path
    if not path.is_file():
        raise Http404
    if request.method == "GET" and is_noted:
        note_taken(stored=stored, by=request.user)
    response = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=stored.original_name,
        content_type=stored.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    response["Content-Encoding"] = "identity"  # packed already: not to be packed again
    return response
