"""Where papers are shown: the one place that knows, for pages, mails, calendars and the search."""

from django.conf import settings
from django.urls import reverse

from jalon.workspace.documents.models import Document, Obligation, Question


def obligation_url(row: Obligation) -> str:
    return reverse("documents:obligation", args=[row.programme.code, row.pk])


def document_url(document: Document) -> str:
    return reverse("documents:document", args=[document.programme.code, document.pk])


def paper_url(row: Obligation | Document) -> str:
    return obligation_url(row) if isinstance(row, Obligation) else document_url(row)


def question_url(question: Question) -> str:
    return reverse("documents:question", args=[question.document.programme.code, question.pk])


def absolute(url: str) -> str:
    """Return the address for readers who are not on the site: a mail, a calendar."""
    return f"{settings.SITE_URL}{url}"
