"""What has changed between a version and the one before it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render

from jalon.errors import BadInput
from jalon.workspace.documents.files import disk
from jalon.workspace.documents.models import DocumentVersion
from jalon.workspace.documents.texts.differences import Paragraph, compare, is_same
from jalon.workspace.documents.texts.reading import paragraphs_of
from jalon.workspace.documents.views import fetch
from jalon.workspace.http import Request
from jalon.workspace.tags import explain

MOST_SHOWN = 600  # paragraphs: a page, not the whole book


@login_required
def compare_versions(request: Request, code: str, pk: int, number: int) -> HttpResponse:
    """Show both versions' facts, and the words that differ where the files can be read."""
    row = fetch.document_of(request.user, code, pk)
    versions = {v.number: v for v in fetch.text_of(request.user, row).versions}
    earlier = [n for n in versions if n < number]
    if number not in versions or not earlier:
        raise Http404
    after, before = versions[number], versions[max(earlier)]
    paragraphs: list[Paragraph] = []
    refusal = ""
    try:
        paragraphs = compare(_words(before), _words(after))
    except BadInput as error:
        refusal = explain(error)
    context = {
        "programme": row.programme,
        "document": row,
        "before": before,
        "after": after,
        "paragraphs": paragraphs[:MOST_SHOWN],
        "cut": len(paragraphs) > MOST_SHOWN,
        "same": is_same(paragraphs),
        "refusal": refusal,
    }
    return render(request, "documents/compare.html", context)


def _words(version: DocumentVersion) -> list[str]:
    path = disk.root() / version.file.path
    if not path.is_file():
        raise BadInput("text-damaged")
    return paragraphs_of(path, version.file.media_type)
