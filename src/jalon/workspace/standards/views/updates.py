"""Update the catalogue by file: hand in, read the difference, apply or discard."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.errors import ReadableError, RuleBroken
from jalon.workspace.http import Request
from jalon.workspace.standards import services
from jalon.workspace.standards.forms import UpdateForm
from jalon.workspace.standards.models import Proposal
from jalon.workspace.standards.models.choices import KINDS
from jalon.workspace.standards.views.access import for_loaders
from jalon.workspace.standards.views.refusals import with_words
from jalon.workspace.tags import explain

PAGE = 50


@for_loaders
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: Request) -> HttpResponse:
    """Take a file; nothing is written to the catalogue yet."""
    form = UpdateForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            proposal = services.propose_update(
                file_name=file.name, content=file.read(), by=request.user
            )
        except ReadableError as error:
            form.add_error(None, explain(error))
        else:
            return redirect("standards:update", proposal.pk)
    status = 422 if form.errors else 200
    return render(request, "standards/hand_in.html", {"form": form, "kinds": KINDS}, status=status)


@for_loaders
@require_safe
def show_update(request: Request, pk: int) -> HttpResponse:
    """Show what a file would change, before anything is."""
    proposal = get_object_or_404(Proposal.objects.select_related("by"), pk=pk)
    return _page(request, proposal)


@for_loaders
@require_POST
def apply_update(request: Request, pk: int) -> HttpResponse:
    """Write what was shown, all of it; what was shown is told by its fingerprint."""
    proposal = get_object_or_404(Proposal, pk=pk)
    digest = request.POST.get("digest", "")
    try:
        load = services.apply_proposal(proposal_id=proposal.pk, digest=digest, by=request.user)
    except RuleBroken as error:
        proposal = services.compare_again(proposal_id=proposal.pk, by=request.user)
        return _page(request, proposal, refusal=explain(error))
    messages.info(request, _("The catalogue was updated."))
    return redirect("standards:load", load.pk)


@for_loaders
@require_POST
def discard_update(request: Request, pk: int) -> HttpResponse:
    """Forget a file."""
    proposal = get_object_or_404(Proposal, pk=pk)
    services.discard_proposal(proposal_id=proposal.pk, by=request.user)
    messages.info(request, _("The update was discarded; the catalogue is as it was."))
    return redirect("standards:loads")


def _page(request: Request, proposal: Proposal, refusal: str = "") -> HttpResponse:
    difference = proposal.difference
    page = Paginator(difference["changed"] + difference["added"], PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "proposal": proposal,
        "difference": difference,
        "counts": [
            (label, difference["counts"][kind])
            for kind, label in KINDS.items()
            if kind in difference["counts"]
        ],
        "kinds": KINDS,
        "page": page,
        "refused": with_words(difference["refused"][:PAGE]),
        "refusal": refusal,
        "nothing": not page.paginator.count,
    }
    status = 422 if refusal else 200
    return render(request, "standards/update.html", context, status=status)
