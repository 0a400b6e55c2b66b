"""What papers give to the rest of the site: panels, words, what is found, copied, handed over."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jalon.workspace import leaving, panels, searchable
from jalon.workspace.accounts import personal
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.words import register_words
from jalon.workspace.documents.files import readers
from jalon.workspace.documents.links import document_url, obligation_url
from jalon.workspace.documents.models import Document, Obligation
from jalon.workspace.documents.queries.held_files import held_by_versions
from jalon.workspace.documents.queries.personal import papers_of
from jalon.workspace.documents.queries.standing import papers_in
from jalon.workspace.documents.services.beginning import begin_papers, copy_papers
from jalon.workspace.documents.services.leaving import hand_over_papers
from jalon.workspace.documents.services.personal import erase_from_papers
from jalon.workspace.documents.services.recurrences import renew_series
from jalon.workspace.programmes import copying, renewing, standing
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import has_permission

WORDS = {
    "documents.owed": _("noted that this paper is owed"),
    "documents.obligation-edited": _("changed what is owed"),
    "documents.obligation-reassigned": _("gave the paper to another person"),
    "documents.obligation-withdrawn": _("withdrew the paper"),
    "documents.obligation-restored": _("owes the withdrawn paper again"),
    "documents.delayed": _("recorded a delay"),
    "documents.started": _("began the text"),
    "documents.edited": _("changed the title or the language"),
    "documents.reassigned": _("gave the text to another person"),
    "documents.withdrawn": _("withdrew the text"),
    "documents.restored": _("goes on with the withdrawn text"),
    "documents.version-kept": _("kept a version as a draft"),
    "documents.submitted": _("handed in a version"),
    "documents.step-cleared": _("cleared a step"),
    "documents.returned": _("returned the text"),
    "documents.accepted": _("accepted the text"),
    "documents.commented": _("commented"),
    "documents.comment-answered": _("answered a comment"),
    "documents.comment-settled": _("settled a comment"),
    "documents.step-reassigned": _("gave a step to another person"),
    "documents.step-added": _("asked one more person"),
    "documents.series-added": _("added a recurring paper"),
    "documents.series-reassigned": _("gave a recurring paper to another person"),
    "documents.series-ended": _("ended a recurring paper"),
    "documents.series-written": _("wrote the recurring papers"),
    "documents.chain-set": _("changed the clearance chain"),
    "documents.chain-reset": _("gave up the own clearance chain"),
}


def register_papers() -> None:
    """Register all of it, once, when the app is loaded."""
    register_words(WORDS)
    panels.register(
        "programme",
        panels.Panel(
            key="documents",
            title=_("Papers"),
            url=lambda programme: reverse("documents:obligations", args=[programme.code]),
            visible=_sees_papers,
            order=40,
        ),
    )
    for source in _sources():
        searchable.register(source)
    readers.register("documents.versions", held_by_versions)
    leaving.register("documents", hand_over_papers)
    personal.register("papers", personal.Holding(_("Papers"), papers_of, erase_from_papers))
    standing.register("documents", papers_in)
    copying.register("documents", copy_papers)
    copying.register_start("documents", begin_papers)
    renewing.register("documents", renew_series)


def _sees_papers(user: Any, programme: Programme) -> bool:
    return has_permission(user, Permission.DOCUMENT_VIEW, programme, anywhere=True)


def _obligations(user: Any) -> QuerySet[Any]:
    return Obligation.objects.visible_to(user).select_related("programme")


def _documents(user: Any) -> QuerySet[Any]:
    return Document.objects.visible_to(user).select_related("programme")


def _sources() -> list[searchable.Source]:
    return [
        searchable.Source(
            model="documents.obligation",
            title=_("Papers that are owed"),
            columns=("title",),
            visible=_obligations,
            link=obligation_url,
            label=str,
            order=60,
        ),
        searchable.Source(
            model="documents.document",
            title=_("Texts"),
            columns=("title",),
            visible=_documents,
            link=document_url,
            label=str,
            order=61,
        ),
    ]
